"""What the benchmarks make of a page's frames: what they call lost is lost, and nothing else is."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from nicegui import core

from benchmarks.compare.chatapp import KEY
from benchmarks.compare.messages import body, numbers_in
from benchmarks.compare.nicegui_page import answer_to
from benchmarks.compare.readers import OWN_NUMBER, Reader, Readers, ServerMessage
from benchmarks.compare.shown import UPDATE, ShownRows, Updates
from benchmarks.compare.verdict import Faults
from benchmarks.growing.watched import Opened, Watched
from chatapp.events import MessageView
from pages import nicegui_patches
from pages.nicegui_patches.frames import TEXT, websocket_frame
from pages.room.timeline.rendered_room import BATCH, RenderedRoom
from pages.room.timeline.window import MAX_CHUNKS
from tests.support.browser.element_tree import described
from tests.support.browser.fake_pages import FakePage
from tests.support.browser.page_client import PageClient
from tests.support.browser.rendered_rooms import message

FIRST = 60  # messages in the room when the page is opened
CHUNK = 50


def build(number: int) -> MessageView:
    return replace(message(number), client_message_id=KEY.format(number), body=body(number))


class Room:
    """A room with one page, and all that was written to it, as the benchmarks read it."""

    def __init__(self) -> None:
        self.rendered_room = RenderedRoom()
        self.page = FakePage(self.rendered_room)
        self.page.show([build(number) for number in range(1, FIRST + 1)])
        self.page.connect()
        self.elements: dict[str, Any] = json.loads(json.dumps(described(self.page.client.elements)))
        self.last = FIRST

    def post(self, count: int) -> None:
        """Have messages come in one turn of the loop."""
        for _ in range(count):
            self.last += 1
            self.rendered_room.apply(build(self.last))
        self.rendered_room.flush()
        outbox: Any = self.page.client.outbox
        for due in iter(partial(outbox._next, self.page.client), None):
            outbox._write(self.page.socket, due)

    @property
    def frames(self) -> list[bytes]:
        """The texts without the page's own numbers, which shared ones don't have."""
        texts = [frame[frame.index(UPDATE) :] for frame in self.page.socket.written]
        return [text.rpartition(OWN_NUMBER)[0] or text for text in texts]

    def judged(self, frames: list[bytes] | None = None) -> tuple[Faults, int]:
        """Return what is wrong with a page that got these frames, and how many messages it passed over."""
        shown, updates = ShownRows(self.elements), Updates()
        for frame in self.frames if frames is None else frames:
            shown.take(updates[ServerMessage(frame, (), None)])
        return shown.judge(range(1, self.last + 1)), len(shown.passed_over)


@pytest.fixture
async def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr(core.app.config, "message_history_length", 10_000, raising=False)  # as NiceGUI sets on starting
    monkeypatch.setattr(core.app.config, "reconnect_timeout", 30.0, raising=False)
    assert nicegui_patches.install()
    return Room()


@pytest.fixture(autouse=True)
def _unpatched() -> Iterator[None]:
    yield
    nicegui_patches.install(is_wanted=False)


async def test_a_page_that_got_every_frame_has_lost_nothing(room: Room) -> None:
    for count in (1, 3, CHUNK, BATCH, 7, MAX_CHUNKS * CHUNK, 2):
        room.post(count)
    assert room.judged() == (Faults(), 0)


async def test_any_frame_that_is_dropped_is_noticed(room: Room) -> None:
    for count in (1, 3, 7, 2, 9):
        room.post(count)
    frames = room.frames
    assert len(frames) == 5
    for at, count in enumerate((1, 3, 7, 2, 9)):
        assert room.judged(frames[:at] + frames[at + 1 :]) == (Faults(lost=count), 0)


async def test_more_than_a_page_shows_in_one_turn_is_passed_over_and_not_lost(room: Room) -> None:
    room.post(1)
    room.post(4 * MAX_CHUNKS * CHUNK)
    faults, passed_over = room.judged()
    assert faults == Faults()
    assert 0 < passed_over < room.last - MAX_CHUNKS * CHUNK
    without_a_way_up = [frame.replace(b'"data-earlier":"true"', b'"data-earlier":"false"') for frame in room.frames]
    assert room.judged(without_a_way_up)[0].lost == passed_over


@pytest.mark.parametrize(
    ("places", "faults"),
    [
        ([1, 2, 3], Faults()),
        ([1, 3], Faults(lost=1)),
        ([1, 2, 2, 3], Faults(duplicated=1)),
        ([1, 3, 2], Faults(reordered=1)),
    ],
)
def test_a_gap_a_double_and_a_wrong_order_are_noticed_even_if_they_are_gone_at_the_end(
    places: list[int], faults: Faults
) -> None:
    shown = ShownRows(page_with(1))
    shown.take(Updates()[ServerMessage(frame(places), (), None)])
    shown.take(Updates()[ServerMessage(frame([1, 2, 3]), (), None)])
    assert shown.judge([1, 2, 3]) == faults


def test_what_was_shown_and_is_gone_is_lost_and_so_is_the_newest_that_never_comes() -> None:
    shown = ShownRows(page_with(1, 2, 3))
    assert shown.judge([1, 2, 3, 4]).lost == 1
    shown.take(Updates()[ServerMessage(frame([1, 2]), (), None)])
    shown.take(Updates()[ServerMessage(frame([1, 2, 3]), (), None)])
    assert shown.judge([1, 2, 3]).lost == 1


class Line:
    """A page on a socket of the test's own."""

    def __init__(self, readers: Readers) -> None:
        self.ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        page = PageClient("http://nowhere", "/rooms/r")
        page.elements = page_with(1)
        self.opened = Opened(SimpleNamespace(port=1), "r", Reader(theirs, page=page))  # type: ignore[arg-type]
        readers.add(self.opened.reader)

    def hear(self, element: str, *places: int) -> None:
        """Have the page told of these messages, which an element shows."""
        self.ours.send(websocket_frame(TEXT, frame(list(places), element) + b',"_id":1}]'))


async def test_a_page_nobody_looked_at_is_unlike_the_others_if_it_is_told_at_last_what_it_lacked() -> None:
    readers = Readers(numbers_in, answer_to)
    lines = [Line(readers) for _ in range(4)]
    watched = Watched([line.opened for line in lines], readers, 0)
    for line in lines[:3]:
        line.hear("2", 2)
    watched.crowd.settle()
    watched.keep_all()
    for line in lines[:3]:
        line.hear("3", 3)
    lines[3].hear("2", 2, 3)
    watched.crowd.settle()
    found = watched.judge({"r": [1, 2, 3]})
    readers.close()
    for line in lines:
        line.ours.close()
    assert (found["unlike"], found["lost"], found["pages_judged"]) == (1, 0, 2)


def page_with(*places: int) -> dict[str, Any]:
    """Return the elements of a page that shows these messages, and has place for others."""
    shown = json.loads(frame(list(places))[len(UPDATE) :] + b"}")
    return {"0": {"tag": "div", "children": [1, 2, 3]}, **shown}


def frame(places: list[int], element: str = "1") -> bytes:
    """Return an update after which an element shows these messages."""
    keys = ((place, KEY.format(place), body(place)) for place in places)
    rows = "".join(f'<i data-number="{at}" data-author="a" data-key="{key}">{text}</i>' for at, key, text in keys)
    return UPDATE + json.dumps({element: {"tag": "div", "props": {"innerHTML": rows}}}).encode()[:-1]
