"""A room's row by itself: what it takes as nearly all rows do, and what has to be worked out."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from chatapp.presence import PresenceState
from pages.sidebar.room_row import RoomRow
from tests.support.browser.rendered_rooms import StoredRoom


def row_of(*, last: int = 9, read: int = 6, **room: Any) -> RoomRow:
    found = StoredRoom(last).read_as_ben(read)
    return RoomRow(replace(found, **{"is_muted": False, **room}), PresenceState.OFFLINE)


def test_messages_that_count_are_as_many_more_as_their_numbers_say() -> None:
    row = row_of()
    before, more = row.unread, row.more_with(11)
    row.advance(last_number=11, last_read=0)
    assert (before, more, row.unread) == (3, 2, 5)


def test_what_was_read_elsewhere_before_the_row_was_told_of_it_is_no_more() -> None:
    row = row_of(read=9)
    row.advance(last_number=0, last_read=10)
    assert row.more_with(10) == 0  # to be worked out
    row.advance(last_number=10, last_read=0)
    assert (row.unread, row.more_with(11)) == (0, 1)


@pytest.mark.parametrize("room", [{"is_muted": True}, {"visibility": "direct"}, {"parent_uuid": uuid4()}])
def test_of_rows_that_show_more_than_a_number_it_is_worked_out(room: dict[str, Any]) -> None:
    assert row_of(**room).more_with(11) == 0


def test_what_is_read_at_once_leaves_nothing_unread() -> None:
    row = row_of(read=9)
    assert row.read_at_once(10)
    assert (row.last_number, row.last_read, row.unread) == (10, 10, 0)
    assert not row.read_at_once(9)  # it comes late


@pytest.mark.parametrize("row", [row_of(read=8), row_of(read=9, is_unseen=True)])
def test_a_row_that_shows_something_is_brought_up_to_date_by_itself(row: RoomRow) -> None:
    assert not row.read_at_once(10)
