"""A thread in the panel beside its room.

| file | what it is |
|---|---|
| thread_panel | the panel: a conversation and a composer of its own |
| thread_root | the message that the thread is about |
| following_switch | whether its messages count for the person |
"""
