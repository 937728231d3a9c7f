"""Which chunks a page shows: never more than a bounded number, and always those its reader looks at."""

import pytest

from pages.room.timeline.window import AHEAD, MAX_CHUNKS, SLACK, Window


def window(low: int, high: int | None, newest: int, at: int | None = None) -> Window:
    made = Window()
    made.show_range(low, high, newest)
    made.reading_at = at
    return made


def test_a_window_with_the_newest_chunk_is_attached_and_has_room_for_what_comes() -> None:
    for made in (window(3, None, 8), window(3, 8, 8), window(3, 9, 8)):
        assert made.is_attached
        assert made.chunks == range(3, 9)
        assert made.reserved == range(3, 8 + AHEAD + 1)


def test_a_window_further_up_stands_still_whatever_comes() -> None:
    made = window(3, 7, 8)
    assert not made.is_attached
    assert not made.advance(500)
    assert made.chunks == made.reserved == range(3, 8)


def test_a_reader_at_the_end_loses_the_oldest_chunks() -> None:
    made = window(0, None, MAX_CHUNKS - 1)
    for newest in range(MAX_CHUNKS, MAX_CHUNKS + SLACK):
        assert not made.advance(newest)
    assert made.advance(MAX_CHUNKS + SLACK) == list(range(SLACK + 1))
    assert made.is_attached
    assert len(made.chunks) == MAX_CHUNKS


@pytest.mark.parametrize(
    ("at", "is_attached"), [(0, False), (MAX_CHUNKS // 2, False), (MAX_CHUNKS, True), (None, True)]
)
def test_a_reader_further_up_keeps_what_they_read(at: int | None, is_attached: bool) -> None:
    made = window(0, None, MAX_CHUNKS - 1, at)
    for newest in range(MAX_CHUNKS, MAX_CHUNKS + SLACK + 1):
        gone = made.advance(newest)
    assert gone
    assert made.is_attached == is_attached
    assert at is None or at in made.chunks
    assert len(made.chunks) == MAX_CHUNKS


@pytest.mark.parametrize("come_at_once", [1, 2, 7, 8, 9, 20, 400])
@pytest.mark.parametrize("at", [None, *range(MAX_CHUNKS + SLACK)])
def test_however_many_chunks_come_at_once_a_reader_keeps_what_they_read_and_every_chunk_that_goes_is_named(
    at: int | None, come_at_once: int
) -> None:
    made = window(0, None, MAX_CHUNKS + SLACK - 1, at)
    newest = made.newest + come_at_once
    gone = made.advance(newest)
    assert set(gone) == set(range(newest + 1)) - set(made.chunks)
    assert len(made.chunks) == MAX_CHUNKS
    assert made.is_attached == (made.chunks[-1] == newest)
    assert made.is_attached if at is None else at in made.chunks


def test_room_for_what_comes_is_made_now_and_then_and_taken_away_when_nothing_can_come() -> None:
    made = window(0, None, 0)
    made.advance(AHEAD // 2)
    assert not made.needs_reserving
    made.advance(AHEAD // 2 + 1)
    assert made.needs_reserving
    made = window(0, None, MAX_CHUNKS - 1, at=0)
    made.advance(MAX_CHUNKS + SLACK)
    assert made.needs_reserving
    made.reserve()
    assert made.reserved == range(MAX_CHUNKS)
