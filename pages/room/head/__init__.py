"""The head of a room: its name, who is here, and the menu of what one does with the room.

| file | what it is |
|---|---|
| head | what a page does for its head |
| head_html | its HTML, pure |
| room_menu | the menu of the room |
| room_level | which messages notify the person |
| archiving | archiving the room |
"""
