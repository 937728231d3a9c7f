"""Rooms: making them, finding them, joining and leaving, and who belongs.

| module | what it holds |
|---|---|
| access | who may see, read, moderate, manage: every check, and the SQL for "active member of an open room" |
| lifecycle | create, edit, close, reopen, delete |
| membership | join, leave, add, remove, roles, save, mute |
| notices | what owners are told of administrators' acts |
| passwords | joining a private room by its password |
| direct | the room that two people have for themselves |
| listing | the index, the search, the sidebar's list |
| shared | the rooms that two people are both in |
| views, member_views | a room and a member as one person sees them |
| counts | members, and removed messages that are unread |
| categories, hues | what rooms are for, and in which light they stand |
| first_members | whose hues are told apart |
"""

from chatapp.rooms import categories
from chatapp.rooms.access import RoomPermission, open_memberships, require_membership
from chatapp.rooms.direct import open_direct
from chatapp.rooms.first_members import hues_apart
from chatapp.rooms.lifecycle import RoomForm, close, create, delete, described, edit, reopen
from chatapp.rooms.listing import Show, get, id_of, joined, listing, readable, revisions
from chatapp.rooms.member_views import MemberView
from chatapp.rooms.membership import add, hand_over, join, leave, members, mute, remove, save, set_role
from chatapp.rooms.passwords import RoomPasswords
from chatapp.rooms.shared import in_common
from chatapp.rooms.views import RoomView

__all__ = [
    "MemberView",
    "RoomForm",
    "RoomPasswords",
    "RoomPermission",
    "RoomView",
    "Show",
    "add",
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
    "listing",
    "members",
    "mute",
    "open_direct",
    "open_memberships",
    "readable",
    "remove",
    "reopen",
    "require_membership",
    "revisions",
    "save",
    "set_role",
]
