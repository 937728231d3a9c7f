"""Chunks: ids apart from every other room's, which a browser can tell apart; rows that become one string."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from pages import nicegui_patches
from pages.room.timeline.chunks import Chunk, Row
from pages.room.timeline.element_ids import TURNS, ElementIds
from tests.support.browser.element_tree import take_in
from tests.support.browser.rendered_rooms import message

AS_LARGE_AS_JSON_CAN = 2**53 - 1  # in a browser


def test_ids_stay_numbers_that_a_browser_tells_apart_however_many_rooms_were_opened() -> None:
    turns = count(TURNS - 1)
    last, first = ElementIds(turns), ElementIds(turns)
    assert last.chunk(2**31 - 1) == AS_LARGE_AS_JSON_CAN
    assert 0 < first.row(1) < last.row(1)


def test_a_room_that_is_still_shown_keeps_its_ids_to_itself() -> None:
    shown, other = ElementIds(count(5 * TURNS + 7)), ElementIds(count(6 * TURNS + 7))
    assert other.row(1) != shown.row(1)


@pytest.fixture
def installed() -> Iterator[None]:
    nicegui_patches.install()
    yield
    nicegui_patches.install(is_wanted=False)


def frozen(version: int, at: int) -> tuple[Chunk, ElementIds]:
    """Return a chunk of two messages, which came at a version, and has been one string since another."""
    chunk, ids = Chunk(1, is_frozen=False), ElementIds()
    for number in (1, 2):
        chunk.put(Row(message(number), f"<p>{number}</p>", version))
    chunk.freeze(at)
    return chunk, ids


def test_rows_that_a_page_has_become_one_string_there_and_are_not_sent_again(installed: None) -> None:
    chunk, ids = frozen(version=2, at=3)
    shown: dict[int, Any] = {ids.row(number): {"props": {"innerHTML": f"<p>{number}</p>"}} for number in (1, 2)}
    update = chunk.describe(ids, 0, 2, chunk.touched)
    assert "<p>" not in str(update)
    take_in(update, shown)
    assert shown == {ids.chunk(0): {"tag": "div", "props": {"aria-live": "off", "innerHTML": "<p>1</p><p>2</p>"}}}


@pytest.mark.parametrize("since", [0, 1, 3])
def test_a_page_that_lacks_a_row_or_has_the_string_is_sent_what_it_lacks(installed: None, since: int) -> None:
    chunk, ids = frozen(version=2, at=3)
    update = chunk.describe(ids, 0, since, chunk.rows)
    assert [one["props"]["innerHTML"] for one in update.values() if one] == (["<p>1</p><p>2</p>"] if since < 3 else [])
    chunk.put(Row(message(2, revision=4), "<p>edited</p>", 4))
    update = chunk.describe(ids, 0, 3, chunk.touched)
    assert update[ids.chunk(0)] == {"tag": "div", "props": {"aria-live": "off", "innerHTML": "<p>1</p><p>edited</p>"}}


def test_without_our_template_a_page_is_sent_the_string() -> None:
    chunk, ids = frozen(version=2, at=3)
    assert "<p>1</p><p>2</p>" in str(chunk.describe(ids, 0, 2, chunk.touched))
