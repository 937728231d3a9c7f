"""Rooms: making them, finding them, joining and leaving, and who belongs.

| module | what it holds |
|---|---|
| access | who may see, read, moderate, manage: every check, and the SQL for "active member of an open room" |
| lifecycle | create, edit, close, reopen, delete |
| child_threads | what is done to a room, done to its threads |
| membership | join, leave, roles, save, mute |
| adding | adding people, one or many, and what they see of it |
| removals | removing people, who then cannot join, and letting them back |
| slow_mode | how long plain members wait between two messages |
| topics | whether each message begins a thread |
| adding_rights | who may add people to a private room |
| system_lines | lines in the conversation that say who joined, left, was added, and a new name |
| owner_mails | what owners are told of administrators' acts |
| passwords | joining a private room by its password |
| direct | the room that two to nine people have for themselves |
| listing | the index, the search, the sidebar's list |
| invited | the rooms that invite links lead to |
| rooms_in_common | the rooms that two people are both in |
| room_view, member_views | a room and a member as one person sees them |
| room_view_query | reading rooms as one person sees them |
| thread_news | which rooms have news in threads that a person does not follow |
| unread | what one person has not read, and what of it does not count |
| categories, hues | what rooms are for, and in which light they stand |
| first_members | whose hues are told apart |
"""

from chatapp.rooms import categories
from chatapp.rooms.access import RoomPermission, open_memberships, require_membership
from chatapp.rooms.adding import Addition, add, addition, mark_seen
from chatapp.rooms.adding_rights import set_members_may_add
from chatapp.rooms.direct import DirectChats, open_direct
from chatapp.rooms.first_members import hues_apart
from chatapp.rooms.lifecycle import RoomForm, close, create, delete, described, edit, reopen
from chatapp.rooms.listing import Show, get, id_of, joined, listing, own, reachable, readable, revisions, visible_among
from chatapp.rooms.member_views import MemberView
from chatapp.rooms.membership import hand_over, join, leave, members, mute, save, set_role
from chatapp.rooms.passwords import RoomPasswords
from chatapp.rooms.removals import OwnRemoval, RemovedView, let_back, own_removal, remove, removed
from chatapp.rooms.room_view import RoomView
from chatapp.rooms.rooms_in_common import in_common
from chatapp.rooms.slow_mode import set_slow_mode
from chatapp.rooms.thread_news import with_thread_news
from chatapp.rooms.topics import set_begins_threads

__all__ = [
    "Addition",
    "DirectChats",
    "MemberView",
    "OwnRemoval",
    "RemovedView",
    "RoomForm",
    "RoomPasswords",
    "RoomPermission",
    "RoomView",
    "Show",
    "add",
    "addition",
    "categories",
    "close",
    "create",
    "delete",
    "described",
    "edit",
    "get",
    "hand_over",
    "hues_apart",
    "id_of",
    "in_common",
    "join",
    "joined",
    "leave",
    "let_back",
    "listing",
    "mark_seen",
    "members",
    "mute",
    "open_direct",
    "open_memberships",
    "own",
    "own_removal",
    "reachable",
    "readable",
    "remove",
    "removed",
    "reopen",
    "require_membership",
    "revisions",
    "save",
    "set_begins_threads",
    "set_members_may_add",
    "set_role",
    "set_slow_mode",
    "visible_among",
    "with_thread_news",
]
