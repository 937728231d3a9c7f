"""What lists call the place that something stands in: a room, a direct chat, or a thread of one of them."""

from chatapp.rooms import RoomView
from pages.components.faces import names_of


def place_of(room: RoomView) -> str:
    """Return the name of a room, the full names of everybody else in a direct chat, or a thread's room and words."""
    return f"Thread in {room.parent_name}: {room.name}" if room.is_thread else names_of(room) or room.name


def place_in(room: RoomView) -> str:
    """Return the same as it stands in a sentence, after "in"."""
    return f"a thread in {room.parent_name}: {room.name}" if room.is_thread else place_of(room)
