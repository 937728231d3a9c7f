"""What becomes of a message after it was posted: it is edited, deleted, and perhaps restored.

| file | what it holds |
|---|---|
| editing | editing your own message |
| editions | what it said before it was edited |
| removal | deleting it: its number stays |
| restoring | bringing back one that its author has just deleted |
| cleanup | the job that takes away deleted texts |

Each of them is a change of the room: `chatapp/messages/revision.py`.
"""
