"""Invite links: making, listing and revoking them, and using one.

| module | what it holds |
|---|---|
| records | what a link is, and finding it; whether it works, and why not |
| making | making, listing and revoking links |
| using | using a link up by one, and joining its rooms |
| links | the steps around the transactions (`Invites`) |
"""

from chatapp.invites.links import Invites, NewInvite
from chatapp.invites.making import InviteForm, create, get, is_offered, listing, may_invite, revoke
from chatapp.invites.records import InviteState, InviteView
from chatapp.invites.using import Joined, join, look, use

__all__ = [
    "InviteForm",
    "InviteState",
    "InviteView",
    "Invites",
    "Joined",
    "NewInvite",
    "create",
    "get",
    "is_offered",
    "join",
    "listing",
    "look",
    "may_invite",
    "revoke",
    "use",
]
