"""What identifies a room everywhere: its hue, its square tile, its second line.

Whatever is inside an element with the style `hue_style` takes its accent from it (`theme/tokens.css`).
"""

from html import escape

from chatapp.rooms import RoomView
from pages.components import icons
from pages.components.initials import graphemes


def icon_of(room: RoomView) -> str:
    """Return the icon that tells private rooms from public ones."""
    return "lock" if room.is_private else "hash"


def hue_style(hue: int) -> str:
    """Return the style that gives an element and all inside a room's hue."""
    return f"--h:{hue}"


def tile_html(room: RoomView, classes: str = "") -> str:
    """Return the HTML of a room's tile: its category's icon, a lock, or the first character of its name; a thread's.

    ``classes``: its size, one of m, l, xl. Screen readers skip it: the name is always beside it.
    """
    if room.is_thread:
        inside = icons.svg("thread")
    elif room.category is not None:
        inside = icons.svg(room.category.icon)
    else:
        inside = icons.svg("lock") if room.is_private else f"<b>{escape(next(graphemes(room.name), '#').upper())}</b>"
    return f'<span class="tile {classes}" style="{hue_style(room.hue)}" aria-hidden="true">{inside}</span>'


def addressee_of(room: RoomView) -> str:
    """Return whom one writes to: the others of a direct chat by name, ``#room``, or a thread."""
    if room.is_thread:
        return "the thread"
    return room.name if room.is_direct else f"#{room.name}"


def invitation_to(room: RoomView) -> str:
    """Return what the empty field of a room says."""
    return f"{'New topic in' if room.begins_threads else 'Message'} {addressee_of(room)}"


def members_of(room: RoomView) -> str:
    """Return in words how many members a room has."""
    return "1 member" if room.member_count == 1 else f"{room.member_count:,} members"


def details_of(room: RoomView) -> str:
    """Return the line below a room's name where one stands before it: category, description, members, creator."""
    parts = (room.category.name if room.category else "", room.description, members_of(room))
    return " · ".join(part for part in (*parts, f"created by {room.created_by}") if part)
