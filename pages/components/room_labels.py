"""What identifies a room in lists: its icon, its category's colour, its second line."""

from chatapp.rooms import RoomView
from pages.components.elements import box, icon


def icon_of(room: RoomView) -> str:
    """Return the icon that tells private rooms from public ones."""
    return "lock" if room.is_private else "hash"


def category_mark(room: RoomView) -> None:
    """Show a room's category as a coloured tile with an icon; the category's name is its tooltip."""
    mark = box("mark", data_colour=room.category.colour if room.category else "none")
    with mark:
        icon(room.category.icon if room.category else icon_of(room))
    if room.category:
        mark.props["title"] = room.category.name


def details_of(room: RoomView) -> str:
    """Return the line below a room's name in lists: category, description, members, creator."""
    people = "1 member" if room.member_count == 1 else f"{room.member_count:,} members"
    parts = (room.category.name if room.category else "", room.description, people, f"created by {room.created_by}")
    return " · ".join(part for part in parts if part)
