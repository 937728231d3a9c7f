"""Messages: posting, editing, removing and reacting, reading them, and how far people have read.

| file | what it holds |
|---|---|
| posting | checks, renders and stores new messages, through a group commit |
| insert | the bulk SQL of posting |
| editing, removal, reactions | changes of one message |
| revision | the core of every change: the room's next revision, announced |
| history | pages of messages, and what has changed since a revision |
| reaction_counts, mention_names | parts of what history reads of each message |
| previews | the last words of several rooms |
| unread | how far people have read |
| draft_preview | what a message would look like |
| emoji_groups | the emoji to pick from |
| posting_limit, rendering_limit | how many messages, and how many long texts, one person may send |
| markup, renderings | a message's text as safe HTML, and a cache of it |
"""

from chatapp.messages.draft_preview import DraftPreview
from chatapp.messages.editing import edit
from chatapp.messages.history import MessagePage, changes, read
from chatapp.messages.posting import NewMessage, Posted, PostQueue, post
from chatapp.messages.posting_limit import PostingLimit
from chatapp.messages.previews import MessagePreview, latest
from chatapp.messages.reactions import react, unreact
from chatapp.messages.removal import remove
from chatapp.messages.rendering_limit import RenderingLimit
from chatapp.messages.unread import ReadMarks, mark_read

__all__ = [
    "DraftPreview",
    "MessagePage",
    "MessagePreview",
    "NewMessage",
    "PostQueue",
    "Posted",
    "PostingLimit",
    "ReadMarks",
    "RenderingLimit",
    "changes",
    "edit",
    "latest",
    "mark_read",
    "post",
    "react",
    "read",
    "remove",
    "unreact",
]
