"""What is kept for a page that acknowledges or reads nothing is bounded; one that comes back misses nothing."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from nicegui import core

from pages import nicegui_patches
from pages.nicegui_patches.outbox_limits import LARGE, MOST, RELOAD
from pages.room.timeline.rendered_room import RenderedRoom
from tests.support.browser.fake_pages import FakePage
from tests.support.browser.rendered_rooms import message, messages

LONG = "x" * (8 * LARGE)


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(core.app.config, "message_history_length", 1000, raising=False)  # as NiceGUI sets on starting
    monkeypatch.setattr(core.app.config, "reconnect_timeout", 30.0, raising=False)
    assert nicegui_patches.install()
    yield
    nicegui_patches.install(is_wanted=False)


def connected() -> tuple[FakePage, Any, RenderedRoom]:
    rendered_room = RenderedRoom()
    page = FakePage(rendered_room)
    page.show(messages(1, 3))
    page.connect()
    page.client.outbox.stop()  # the test takes what is due
    return page, page.client.outbox, rendered_room


def kept(outbox: Any) -> int:
    """Return how many bytes of scripts and rows are kept to be sent again."""
    return sum(len(str(data)) for _, _, (_, _, data) in outbox.message_history)


def written(page: FakePage, outbox: Any) -> list[str]:
    """Write what is due, and return the scripts."""
    due = list(iter(partial(outbox._next, page.client), None))
    for one in due:
        outbox._write(page.socket, one)
    return [data["code"] for _, kind, data in due if kind == "run_javascript"]


async def test_who_acknowledges_nothing_has_the_newest_megabytes_kept(fast: None) -> None:
    page, box, rendered_room = connected()
    first = box.next_message_id
    for number in range(2 * MOST // len(LONG)):
        page.client.run_javascript(f"{number}{LONG}")
        written(page, box)
    assert MOST / 2 < kept(box) < 1.1 * MOST
    had, before = kept(box), len(page.socket.written)
    for revision in range(4):
        rendered_room.apply(message(3, 4 + revision, LONG))
        rendered_room.flush()
    assert (len(page.socket.written), kept(box)) == (before + 4, had)  # what pages share is kept by none of them
    for number in range(500):
        page.client.run_javascript(f"short {number}")
        written(page, box)
    assert kept(box) > MOST / 2  # short ones are bounded by their number
    box.try_rewind(first)
    assert "location.reload" in written(page, box)[-1]


async def test_acknowledged_messages_make_place(fast: None) -> None:
    page, box, _ = connected()
    for number in range(2 * MOST // len(LONG)):
        page.client.run_javascript(f"{number}{LONG}")
        written(page, box)
        box.prune_history(box.next_message_id - 1)
    assert len(box._large) <= 2
    box.try_rewind(box.next_message_id - 1)
    assert "location.reload" not in written(page, box)[-1]


async def test_who_reads_nothing_loads_the_page_anew_instead_of_having_all_of_it_wait(fast: None) -> None:
    page, box, _ = connected()
    page.socket.is_ready = False
    for number in range(4 * MOST // len(LONG)):
        page.client.run_javascript(f"{number}{LONG}")
    assert sum(len(data["code"]) for _, _, data in box.messages) <= MOST
    assert written(page, box)[0] == RELOAD
    page.client.run_javascript("again")
    assert written(page, box) == ["again"]
