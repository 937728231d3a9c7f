"""Messages: posting, editing, deleting and reacting, reading them, and how far people have read.

| file or package | what it holds |
|---|---|
| posting | from what somebody sends to the row that everybody reads |
| lifecycle | editing, deleting and restoring a message, and what it said before |
| reactions | emoji under a message |
| replies | what a message shows of the one it answers, and of its thread |
| read_state | how far people have read, and who has seen a message |
| markup | a message's text as safe HTML |
| blocks | what programs show besides text, and what people press in it |
| mentions | names in a text: whom they mean, and what follows from it |
| drafts | what people have typed and not sent, on all their devices, and what it will look like |
| revision | the core of every change: the room's next revision, announced |
| history, message_rows | pages of messages, and what has changed since a revision; all that is read of a message |
| previews | the last words of several rooms |
| dates | where a day begins in a room |
| link_titles | what links to rooms and messages are shown as |
| plain_words | a message's text without its markup |
| home | what is new or left to do, in all rooms |
| pins | messages pinned for everybody in the room |
| saved | messages that people keep for later |
"""

from chatapp.messages import drafts
from chatapp.messages.blocks import interactions
from chatapp.messages.blocks.presses import Press, press, presses
from chatapp.messages.dates import first_since
from chatapp.messages.drafts import (
    DraftPreview,
    DraftView,
    ListedDraft,
    OutdatedDraft,
    SentDraft,
    all_drafts,
    rooms_with_drafts,
)
from chatapp.messages.history import MessagePage, changes, read, read_page
from chatapp.messages.home import Home, HomeRoom, LeftToDo, home, left_to_do
from chatapp.messages.lifecycle.editing import edit, prepare_edit, source
from chatapp.messages.lifecycle.editions import Edition
from chatapp.messages.lifecycle.editions import read as read_editions
from chatapp.messages.lifecycle.removal import remove
from chatapp.messages.lifecycle.restoring import restore
from chatapp.messages.link_titles import Link, LinkTitle, link_titles
from chatapp.messages.mentions import may_name
from chatapp.messages.mentions.listing import MentionView, mentioned
from chatapp.messages.mentions.outsiders import outsiders
from chatapp.messages.mentions.suggestions import Suggestions, call_refusal, suggest_people, suggest_rooms
from chatapp.messages.pins import pin, pins, unpin
from chatapp.messages.posting.new_message import NewMessage, Posted
from chatapp.messages.posting.post_queue import PostQueue
from chatapp.messages.posting.posting import post, post_at_once
from chatapp.messages.posting.posting_limit import PostingLimit
from chatapp.messages.posting.rendering_limit import RenderingLimit
from chatapp.messages.posting.slow_mode_pauses import TooSoon, pause_left
from chatapp.messages.previews import MessagePreview, latest
from chatapp.messages.reactions.reacting import IN_ROWS, own_reactions, react, unreact
from chatapp.messages.reactions.reaction_limit import ReactionLimit
from chatapp.messages.read_state.read_marks import ReadMarks, mark_all_read, mark_read, read_progress, set_read
from chatapp.messages.read_state.seen import Reader, SeenBy, others_read, seen_by
from chatapp.messages.saved import SavedView, all_saved, count_saved, save, saved_numbers, unsave

__all__ = [
    "IN_ROWS",
    "DraftPreview",
    "DraftView",
    "Edition",
    "Home",
    "HomeRoom",
    "LeftToDo",
    "Link",
    "LinkTitle",
    "ListedDraft",
    "MentionView",
    "MessagePage",
    "MessagePreview",
    "NewMessage",
    "OutdatedDraft",
    "PostQueue",
    "Posted",
    "PostingLimit",
    "Press",
    "ReactionLimit",
    "ReadMarks",
    "Reader",
    "RenderingLimit",
    "SavedView",
    "SeenBy",
    "SentDraft",
    "Suggestions",
    "TooSoon",
    "all_drafts",
    "all_saved",
    "call_refusal",
    "changes",
    "count_saved",
    "drafts",
    "edit",
    "first_since",
    "home",
    "interactions",
    "latest",
    "left_to_do",
    "link_titles",
    "mark_all_read",
    "mark_read",
    "may_name",
    "mentioned",
    "others_read",
    "outsiders",
    "own_reactions",
    "pause_left",
    "pin",
    "pins",
    "post",
    "post_at_once",
    "prepare_edit",
    "press",
    "presses",
    "react",
    "read",
    "read_editions",
    "read_page",
    "read_progress",
    "remove",
    "restore",
    "rooms_with_drafts",
    "save",
    "saved_numbers",
    "seen_by",
    "set_read",
    "source",
    "suggest_people",
    "suggest_rooms",
    "unpin",
    "unreact",
    "unsave",
]
