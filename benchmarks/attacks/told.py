"""What an open page tells the server again and again: cheap to say, and looked at by `benchmarks.attacks.members`."""

from collections.abc import Callable
from itertools import count
from typing import Final
from uuid import uuid4

Told = Callable[[str], tuple[str, list[object]]]  # a room → an event of the page, its arguments
LONG: Final = "x" * 9_900
MARKED: Final = "*a* " * 2_400
ZONES: Final = ("Europe/Berlin", "Asia/Tokyo")
_numbers = count(1)


def _turn() -> bool:
    """Say yes and no by turns."""
    return next(_numbers) % 2 == 0


def _links(room: str) -> list[object]:
    return [f"/rooms/{room}/{number}" for number in range(50)]


BY_SOCKET: dict[str, Told] = {
    "names": lambda room: ("complete_name", [1, "@", "a", room]),
    "jumps": lambda room: ("jump", [room, 1]),
    "seen": lambda room: ("act", [room, "seen", 1, ""]),
    "typing": lambda room: ("typed", [room]),
    "drafts typed": lambda room: ("draft_write", [room, f"{next(_numbers)}{LONG}", next(_numbers), ""]),
    "drafts asked for": lambda room: ("draft_read", [room]),
    "hidden and shown": lambda room: ("activity", [_turn(), True]),
    "away and back": lambda room: ("activity", [True, _turn()]),
    "at the end and not": lambda room: ("seen", [room, 1, 1, _turn()]),
    "rooms in turn": lambda room: ("sub_pages_navigate", ["/people" if _turn() else f"/rooms/{room}"]),
    "threads opened": lambda room: ("act", [room, "thread", 1 + _turn(), ""]),
    "details and pins": lambda room: ("head", [room, "pins" if _turn() else "details"]),
    "menus": lambda room: ("head", [room, "more"]),
    "deleting asked": lambda room: ("act", [room, "delete", 2, ""]),
    "times asked": lambda room: ("send_later", [room, {"body": "x"}]),
    "newest": lambda room: ("newest", [room]),
    "dates": lambda room: ("date", [room, "2020-01-01T00:00:00+00:00"]),
    "previews": lambda room: ("preview", [room, f"{next(_numbers)} {MARKED}"]),
    "titles of links": lambda room: ("link_titles", [_links(room)]),
    "time zones": lambda room: ("time_zone", [ZONES[_turn()]]),
    "one post again by a page": lambda room: ("message_post", [room, "again", "again"]),
    "one post where nothing is": lambda room: ("message_post", [str(uuid4()), "nowhere", "nowhere"]),
    "reactions taken back": lambda room: ("act", [room, "reaction", 1, "+-"[_turn()] + "👍"]),
    "made-up places": lambda room: ("seen", [str(uuid4()), 1, 1, True]),
    "made-up events": lambda room: (str(uuid4()), [room]),
    "kept for long": lambda room: ("edit_source", [room, 1]),
}
