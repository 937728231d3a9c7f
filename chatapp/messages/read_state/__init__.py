"""Read state: how far people have read, and who has seen a message.

| file | what it holds |
|---|---|
| read_marks | read marks, noted at once and stored a little later |
| storing_read_marks | the SQL that stores them, with news of threads |
| live_marks | how far all have read who look at a room as its messages come: one number |
| seen | who has seen a message |

How much is unread is counted in `chatapp/rooms/unread.py`.
"""
