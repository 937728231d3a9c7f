"""What identifies a room everywhere: its hue, its square tile, its second line.

A room's hue is that of its category; a room without one has a hue that follows from its id. Whatever is inside an
element with the style `hue_style` takes its accent from it (`theme/tokens.css`).
"""

from html import escape

from chatapp.rooms import RoomView
from pages.components import icons
from pages.components.initials import graphemes

HUES = {"blue": 255, "green": 150, "violet": 300, "orange": 60, "red": 25, "pink": 350, "teal": 195, "grey": 80}
OTHERS = 12  # hues of rooms without a category


def icon_of(room: RoomView) -> str:
    """Return the icon that tells private rooms from public ones."""
    return "lock" if room.is_private else "hash"


def hue_of(room: RoomView) -> int:
    """Return a room's hue in degrees."""
    if room.category is not None:
        return HUES[room.category.colour]
    return room.uuid.int % OTHERS * (360 // OTHERS) + 10


def hue_style(hue: int) -> str:
    """Return the style that gives an element and all inside a room's hue."""
    return f"--h:{hue}"


def tile_html(room: RoomView, classes: str = "") -> str:
    """Return the HTML of a room's tile: its category's icon, a lock, or the first character of its name.

    Screen readers skip it: the name is always beside it.
    """
    if room.category is not None:
        inside, grey = icons.svg(room.category.icon), " grey" * (room.category.colour == "grey")
    else:
        first = next(graphemes(room.name), "#").upper()
        inside, grey = (icons.svg("lock") if room.is_private else f"<b>{escape(first)}</b>"), ""
    return f'<span class="tile{grey} {classes}" style="{hue_style(hue_of(room))}" aria-hidden="true">{inside}</span>'


def members_of(room: RoomView) -> str:
    """Return in words how many members a room has."""
    return "1 member" if room.member_count == 1 else f"{room.member_count:,} members"


def details_of(room: RoomView) -> str:
    """Return the line below a room's name where one stands before it: category, description, members, creator."""
    parts = (room.category.name if room.category else "", room.description, members_of(room))
    return " · ".join(part for part in (*parts, f"created by {room.created_by}") if part)
