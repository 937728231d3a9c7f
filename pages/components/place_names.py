"""What lists call the place that something stands in: a room, a direct chat, or a thread of one of them."""

from chatapp.rooms import RoomView
from pages.components.faces import names_of


def place_of(room: RoomView) -> str:
    """Return the name of a room, the full names of everybody else in a direct chat, or a thread's room and words."""
    return f"{thread_of(room)}: {room.name}" if room.is_thread else names_of(room) or room.name


def thread_of(thread: RoomView) -> str:
    """Return which room a thread is in: "Thread in Lunch"."""
    return f"Thread in {thread.parent_name}"
