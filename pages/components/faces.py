"""The faces of a direct chat: one person's with their presence, or the first two of several."""

from chatapp.presence import PresenceState
from chatapp.rooms import RoomView
from pages.components.elements import avatar_html
from pages.components.presence_dot import avatar_with_presence_html

SHOWN = 2  # faces of several people


def faces_html(room: RoomView, state: PresenceState, size: str) -> str:
    """Return the HTML of a direct chat's faces. ``state``: the one partner's, if a person's; ``size``: of one face."""
    if (partner := room.partner) is not None and partner.is_bot:
        return avatar_html(partner.uuid, partner.name, size, partner.avatar)
    if partner is not None:
        return avatar_with_presence_html(partner.uuid, partner.name, state, size, partner.avatar)
    faces = "".join(avatar_html(one.uuid, one.name, size, one.avatar) for one in room.partners[:SHOWN])
    return f'<span class="chat-faces">{faces}</span>'


def names_of(room: RoomView) -> str:
    """Return the full names of everybody else in a direct chat."""
    return ", ".join(partner.name for partner in room.partners)
