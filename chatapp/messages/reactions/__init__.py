"""Reactions: emoji under a message, each counted once for a person.

| file | what it holds |
|---|---|
| reacting | adding one, taking it back, and which are one's own |
| reaction_counts | what history reads of each message |
| reaction_limit | how many one person may add and take back |
| emoji_groups | the emoji to pick from |
"""
