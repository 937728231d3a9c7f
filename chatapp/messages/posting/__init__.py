"""Posting a message: from what somebody sends to the row that everybody reads.

| file | what it holds |
|---|---|
| posting | checks, renders and stores new messages, through a group commit |
| post_queue | the posts of a process on their way to the database |
| new_message | a message about to be posted, one that is to be stored, and one that is |
| posting_context | what a group of posts refers to |
| insert | the bulk SQL of posting |
| addressees | whom new messages are for: bots that answer, people whom they concern |
| posting_refusal | why somebody may not post |
| posting_limit, rendering_limit | how many messages and long texts one person may send |
| slow_mode_pauses | how long members wait between two messages |
"""
