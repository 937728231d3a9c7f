"""Pages that are told together: one frame for all, nothing asked of any; whoever can't take it is told by itself."""

import re
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from nicegui import core

from chatapp.callbacks import ignore
from pages import nicegui_patches
from pages.nicegui_patches.direct_outbox import DirectOutbox
from pages.nicegui_patches.page_socket import PageSocket
from pages.room.timeline.element_ids import CHUNK_SIZE
from pages.room.timeline.rendered_room import RenderedRoom
from pages.room.timeline.window import MAX_CHUNKS, SLACK
from tests.support.browser.element_tree import ROW
from tests.support.browser.fake_pages import FakePage
from tests.support.browser.rendered_rooms import message, messages

NUMBER = re.compile(rb'data-number=\\"(\d+)')  # in a row within a frame


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(core.app.config, "message_history_length", 1000, raising=False)  # as NiceGUI sets on starting
    monkeypatch.setattr(core.app.config, "reconnect_timeout", 30.0, raising=False)
    assert nicegui_patches.install()
    yield
    nicegui_patches.install(is_wanted=False)


class Room:
    """A room with pages whose people read what comes, all of which show its first three messages."""

    def __init__(self, pages: int = 3) -> None:
        self.rendered_room, self.last = RenderedRoom(), 3
        self.pages = [FakePage(self.rendered_room) for _ in range(pages)]
        for page in self.pages:
            page.show(messages(1, 3))
            page.connect()
            page.timeline.readers.enter(page.timeline.view, 1, ignore)

    def post(self, count: int = 1) -> None:
        for _ in range(count):
            self.last += 1
            self.rendered_room.apply(message(self.last))
            self.rendered_room.flush()

    def post_at_once(self, count: int) -> None:
        """Post in frames of forty, as a flood does."""
        for _ in range(count):
            self.last += 1
            self.rendered_room.apply(message(self.last))
            if self.last % 40 == 0:
                self.rendered_room.flush()
        self.rendered_room.flush()

    def told(self, page: FakePage) -> list[int]:
        """Return the numbers of the messages that were written to a page, in the order they were."""
        return [int(number) for frame in page.socket.written for number in NUMBER.findall(frame)]


def due(page: FakePage) -> list[Any]:
    """Return what a page's outbox has to say by itself."""
    outbox: Any = page.client.outbox
    return list(iter(partial(outbox._next, page.client), None))


def numbers(page: FakePage) -> list[int]:
    return [int(number) for number, _ in ROW.findall(str(due(page)))]


async def test_of_the_next_message_no_page_is_asked_whether_it_can_take_it(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room()
    asked = list[object]()
    write = DirectOutbox.share
    monkeypatch.setattr(DirectOutbox, "share", lambda self, frame: asked.append(self) or write(self, frame))
    room.post(4)
    assert len(asked) == len(room.pages)  # for the first
    assert [room.told(page) for page in room.pages] == [[4, 5, 6, 7]] * 3
    assert len({id(page.socket.written[-1]) for page in room.pages}) == 1


async def test_in_a_flood_they_stay_together_and_each_removes_old_chunks_by_a_frame_of_its_own() -> None:
    room = Room()
    shown = MAX_CHUNKS + SLACK
    room.post()
    room.post_at_once(shown * CHUNK_SIZE - room.last)
    written = [len(page.socket.written) for page in room.pages]
    assert [page.timeline.window.chunks for page in room.pages] == [range(shown)] * 3
    together = dict(room.rendered_room.multicast.pages)
    room.post_at_once(60)
    assert room.rendered_room.multicast.pages == together
    assert [page.timeline.window.chunks for page in room.pages] == [range(SLACK + 1, shown + 2)] * 3
    frames = {
        id(frame) for page, before in zip(room.pages, written, strict=True) for frame in page.socket.written[before:]
    }
    assert len(frames) == 3  # up to 760, 800 and 810
    ids = room.rendered_room.ids
    for page in room.pages:
        [(_, kind, elements)] = due(page)
        gone = [identifier for identifier, element in elements.items() if element is None]
        assert (kind, gone) == ("update", [ids.chunk(index) for index in range(SLACK + 1)])


async def test_who_looks_at_an_old_message_stays_there_and_leaves_those_that_move_along() -> None:
    room = Room()
    room.post()
    reader, *others = room.pages
    reader.timeline.scrolled_to(1, is_at_end=False)  # the page says that it no longer reads along a moment later
    room.post_at_once((MAX_CHUNKS + SLACK + 1) * CHUNK_SIZE)
    assert set(room.rendered_room.multicast.pages) == {page.client.outbox for page in others}
    assert (reader.timeline.window.low, reader.timeline.window.is_attached) == (0, False)


async def test_a_page_whose_window_can_not_move_leaves_the_others_together(capsys: pytest.CaptureFixture[str]) -> None:
    room = Room()
    room.post()
    view: Any = room.pages[0].timeline.view
    view.window = SimpleNamespace(low=0, is_attached=True, newest=0)  # it has no `advance`
    room.post_at_once(CHUNK_SIZE)
    assert set(room.rendered_room.multicast.pages) == {page.client.outbox for page in room.pages[1:]}
    assert "window not moved" in capsys.readouterr().out


async def test_whoever_takes_no_more_is_left_alone_and_has_everything_once_it_does() -> None:
    room = Room()
    room.post(2)
    slow, *others = room.pages
    slow.socket.is_ready = False
    room.post(2)
    slow.socket.is_ready = True
    assert (room.told(slow), numbers(slow)) == ([4, 5], [6, 7])
    room.post(2)
    assert [room.told(page) for page in others] == [[4, 5, 6, 7, 8, 9]] * 2
    assert room.told(slow) == [4, 5, 8, 9]


async def test_whoever_leaves_the_room_or_is_signed_out_is_told_nothing_more() -> None:
    room = Room()
    room.post(2)
    left, ended, other = room.pages
    left.timeline.close()
    nicegui_patches.part(ended.client)
    ended.timeline.close()
    room.post(2)
    assert [room.told(page) for page in (left, ended, other)] == [[4, 5], [4, 5], [4, 5, 6, 7]]


async def test_a_page_that_comes_back_is_sent_what_it_may_lack_and_not_what_it_has_for_certain() -> None:
    room = Room(1)
    [page] = room.pages
    outbox: Any = page.client.outbox
    room.post(2)
    outbox.has_pinged()
    room.post()  # it may have come, or not
    outbox.has_answered()
    outbox.try_rewind(outbox.next_message_id)
    assert numbers(page) == [6]
    outbox._socket = page.socket
    room.post(2)
    assert room.told(page)[-2:] == [7, 8]


async def test_fifty_messages_that_became_one_are_sent_as_such_to_a_page_that_may_have_their_rows_no_more() -> None:
    room = Room(1)
    [page] = room.pages
    outbox: Any = page.client.outbox
    room.post(2 * CHUNK_SIZE - room.last)
    outbox.has_pinged()
    outbox.has_answered()
    room.post()
    assert b'"joined":' in b"".join(page.socket.written)  # of the rows that it has, all of them for certain
    outbox.try_rewind(outbox.next_message_id)
    [(_, kind, elements)] = due(page)
    assert (kind, "joined" in str(elements)) == ("update", False)
    assert [int(number) for number, _ in ROW.findall(str(elements))] == [*range(1, CHUNK_SIZE + 1), room.last]


async def test_one_that_fails_keeps_nobody_from_the_message(capsys: pytest.CaptureFixture[str]) -> None:
    room = Room()
    room.post()

    def fail(_: bytes) -> None:
        raise RuntimeError("the handler is closed")

    group: Any = room.rendered_room.multicast._group
    group._writes[room.pages[0].client.outbox] = fail
    room.post()
    assert [room.told(page) for page in room.pages] == [[4], [4, 5], [4, 5]]
    assert "frame not written" in capsys.readouterr().out


async def test_a_connection_that_says_nothing_when_it_stalls_is_asked_each_time() -> None:
    written = list[bytes]()
    transport = SimpleNamespace(write=written.append, is_closing=lambda: False)
    writable = SimpleNamespace(is_set=lambda: True)
    plain = SimpleNamespace(transport=transport, writable=writable, close_sent=False, disconnected=False)
    assert not PageSocket(plain).tells_stalls
    telling = SimpleNamespace(**vars(plain), on_stall=None)
    socket, parted = PageSocket(telling), list[str]()
    socket.outbox = SimpleNamespace(part=lambda: parted.append("parted"))
    telling.on_stall()
    socket.close()
    assert (parted, telling.on_stall) == (["parted"] * 2, None)
