"""Replies: what a message shows of the one it answers, and of the thread that answers it.

| file | what it holds |
|---|---|
| quotes | what a message shows of the one it answers |
| thread_summary | what a message shows of its thread: replies, people, the latest |
| thread_names | what a thread is called |
| thread_replies | what a reply in a thread does besides being there |
| thread_copies | replies that are said in the room as well |

Beginning and following threads is in `chatapp/threads/`.
"""
