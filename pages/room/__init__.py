"""A room's page: the conversation, the composer, details and members.

| file or package | what it is |
|---|---|
| page | the page of one room |
| entry | for people who cannot read it: how to join, or reopen it |
| conversation_pane | a conversation and its composer in one place of a page: the room's own, or a thread's |
| conversation | the messages shown, moving through them, and what of them is read |
| conversation_events | what the browser tells of a conversation, or asks for it |
| files, sending | routes: files are read, and sent by a browser |
| notification_acts | what a notification does without a page |
| message | a message as HTML |
| timeline | the messages that a page shows |
| message_actions | the toolbar, and what one does with a message |
| composer | writing a message |
| head | the head of the room and its menu |
| details | the panel at the right: people, pins, files, settings |
| thread | a thread in the panel |
"""
