"""What one open page knows, and how it stays up to date.

| file | what it holds |
|---|---|
| observable | values, and who is told when they change |
| refresher | reading again, one reading at a time |
| resync | reading again when the broker admits a loss |
| unread, followed_rooms, workspace_watch | what is unread, rooms that a list shows, the workspace |
| page_visibility | whether the page is visible, and its reader active |
| drafts, sent_drafts | what is typed and not sent, and which of it was sent |
"""
