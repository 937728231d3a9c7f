"""Messages: posting, editing, removing and reacting, reading them, and how far people have read.

| file | what it holds |
|---|---|
| posting | checks, renders and stores new messages, through a group commit |
| post_queue | the posts of a process on their way to the database |
| posting_context | what a group of posts refers to |
| new_message | a message about to be posted, and one that is |
| insert | the bulk SQL of posting |
| addressees | whom new messages are for: bots that answer, people whom they concern |
| editing, removal, restoring, reactions | changes of one message |
| editions | what it said before it was edited |
| cleanup | the job that takes away deleted texts |
| blocks, presses | what programs show besides text, and what people press in it |
| interactions | what bots answer, taken by one process |
| revision | the core of every change: the room's next revision, announced |
| history | pages of messages, and what has changed since a revision |
| reaction_counts | part of what history reads of each message |
| previews | the last words of several rooms |
| dates | where a day begins in a room |
| link_titles | what links to rooms and messages are shown as |
| home | what is new or left to do, in all rooms |
| plain_words | a message's text without its markup |
| thread_summary, thread_names, thread_replies | what messages show of their threads, names, what replies do |
| thread_copies | replies that are said in the room as well |
| quotes | what a message shows of the one it answers |
| mentions | names in a text: whom they mean, and what follows from it |
| drafts | what people have typed and not sent, on all their devices, and what it will look like |
| saved | messages that people keep for later |
| read_marks, storing_read_marks, seen | how far people have read, and who has seen a message |
| live_marks | how far all have read who look at a room as its messages come: one number |
| emoji_groups | the emoji to pick from |
| pins | messages pinned for everybody in the room |
| slow_mode | how long members wait between two messages |
| posting_limit, rendering_limit, reaction_limit | how many messages, long texts and reactions one person may send |
| posting_refusal | why somebody may not post |
| markup | a message's text as safe HTML |
"""

from chatapp.messages import drafts, interactions
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
from chatapp.messages.editing import edit, prepare_edit, source
from chatapp.messages.editions import Edition
from chatapp.messages.editions import read as read_editions
from chatapp.messages.history import MessagePage, changes, read, read_page
from chatapp.messages.home import Home, HomeRoom, LeftToDo, home, left_to_do
from chatapp.messages.link_titles import Link, LinkTitle, link_titles
from chatapp.messages.mentions import may_name
from chatapp.messages.mentions.listing import MentionView, mentioned
from chatapp.messages.mentions.outsiders import outsiders
from chatapp.messages.mentions.suggestions import Suggestions, call_refusal, suggest_people, suggest_rooms
from chatapp.messages.new_message import NewMessage, Posted
from chatapp.messages.pins import pin, pins, unpin
from chatapp.messages.post_queue import PostQueue
from chatapp.messages.posting import post, post_at_once
from chatapp.messages.posting_limit import PostingLimit
from chatapp.messages.presses import Press, press, presses
from chatapp.messages.previews import MessagePreview, latest
from chatapp.messages.reaction_limit import ReactionLimit
from chatapp.messages.reactions import IN_ROWS, own_reactions, react, unreact
from chatapp.messages.read_marks import ReadMarks, mark_all_read, mark_read, read_progress, set_read
from chatapp.messages.removal import remove
from chatapp.messages.rendering_limit import RenderingLimit
from chatapp.messages.restoring import restore
from chatapp.messages.saved import SavedView, all_saved, count_saved, save, saved_numbers, unsave
from chatapp.messages.seen import Reader, SeenBy, others_read, seen_by
from chatapp.messages.slow_mode import TooSoon, pause_left

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
