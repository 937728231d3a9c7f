"""The panel at the right of a room: people, pins, files, settings.

| file | what it is |
|---|---|
| details | the panel and its tabs |
| about | what the room is; the other person in a direct conversation |
| people | people by presence |
| member_acts | what owners and moderators do with members; leaving |
| next_owner | choosing the next owner |
| removed | people who were removed from the room |
| room_files | files of the room and its threads |
| webhooks | the sheet of the room's webhooks |
"""
