"""The ids of what a room shows: apart from every other room's, and numbers a browser can tell apart."""

from itertools import count

from pages.room.timeline.element_ids import TURNS, ElementIds

AS_LARGE_AS_JSON_CAN = 2**53 - 1  # in a browser


def test_ids_stay_numbers_that_a_browser_tells_apart_however_many_rooms_were_opened() -> None:
    turns = count(TURNS - 1)
    last, first = ElementIds(turns), ElementIds(turns)
    assert last.chunk(2**31 - 1) == AS_LARGE_AS_JSON_CAN
    assert 0 < first.row(1) < last.row(1)


def test_a_room_that_is_still_shown_keeps_its_ids_to_itself() -> None:
    shown, other = ElementIds(count(5 * TURNS + 7)), ElementIds(count(6 * TURNS + 7))
    assert other.row(1) != shown.row(1)
