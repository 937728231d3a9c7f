"""A page's way through a room: back, forward, to a message, to the newest; bounded, exact, the same at any depth.

Every test runs both ways: by the shared elements of the fan-out, and by NiceGUI's public means.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from nicegui import Client, ui

from chatapp.errors import Forbidden
from chatapp.messages.history import MessagePage
from pages import nicegui_patches
from pages.room.message import message_html
from pages.room.timeline.change import Change
from pages.room.timeline.chunks import OPEN_CHUNKS
from pages.room.timeline.element_ids import CHUNK_SIZE
from pages.room.timeline.paging import ENOUGH, Pager, RoomHistory
from pages.room.timeline.rendered_room import RenderedRoom
from pages.room.timeline.window import MAX_CHUNKS, SLACK
from tests.support.browser.rendered_rooms import ANN, Page, StoredRoom, message

OpenPage = Callable[..., Page]


@pytest.fixture(params=["shared", "public"])
async def open_page(request: pytest.FixtureRequest) -> AsyncIterator[OpenPage]:
    """Opens pages of a room: at its end, or around a message; the first brings the rendered room for the others."""
    assert nicegui_patches.install(is_wanted=request.param == "shared") == (request.param == "shared")
    clients: list[Client] = []

    def open_(room: StoredRoom, rendered_room: RenderedRoom | None = None, at: int = 0) -> Page:
        client = nicegui_patches.adopt(Client(ui.page("")))
        clients.append(client)
        page = Page(client, room, rendered_room)
        page.go(page.pager.to_message(at) if at else page.pager.to_newest())
        return page

    yield open_
    for client in clients:
        client.delete()
    nicegui_patches.install(is_wanted=False)


async def test_a_room_opens_with_enough_of_its_newest_messages(open_page: OpenPage) -> None:
    for count in (0, 1, 49, 50, 51, 100, 101, 130, 1000):
        page = open_page(StoredRoom(count))
        shown = page.shown()
        assert shown == list(range(count - len(shown) + 1, count + 1))
        assert min(count, ENOUGH) <= len(shown) < ENOUGH + CHUNK_SIZE
        assert page.timeline.window.is_attached


async def test_a_room_opens_around_a_message_without_the_newest(open_page: OpenPage) -> None:
    page = open_page(StoredRoom(5000), at=2000)
    assert page.shown() == list(range(1951, 2051))
    assert not page.timeline.window.is_attached
    near_the_end = open_page(StoredRoom(5000), at=4980)
    assert near_the_end.shown() == list(range(4951, 5001))
    assert near_the_end.timeline.window.is_attached


async def test_there_and_back_through_the_whole_room_shows_every_message_and_never_too_many(
    open_page: OpenPage,
) -> None:
    page = open_page(StoredRoom(2010))
    seen = set(page.shown())
    while page.timeline.window.low > 0:
        page.go(page.pager.back())
        seen |= set(page.shown())
        assert page.is_stored()
        assert len(page.shown()) <= MAX_CHUNKS * CHUNK_SIZE
    assert seen == set(range(1, 2011))
    assert page.shown() == list(range(1, MAX_CHUNKS * CHUNK_SIZE + 1))
    assert not page.timeline.window.is_attached
    while not page.timeline.window.is_attached:
        page.go(page.pager.forward())
        assert page.is_stored()
        assert len(page.shown()) <= MAX_CHUNKS * CHUNK_SIZE
    assert page.shown()[-1] == 2010
    page.post(3)
    assert page.shown()[-1] == 2013
    assert [
        key for key in page.elements if page.rendered_room.ids.chunk(0) <= key <= page.rendered_room.ids.chunk(20)
    ] == []


async def test_what_is_posted_reaches_a_page_further_up_as_a_number_alone(open_page: OpenPage) -> None:
    page = open_page(StoredRoom(1000), at=100)
    before = page.html()
    page.post(120)
    assert page.html() == before
    assert page.posted == list(range(1001, 1121))
    page.go(page.pager.to_newest())
    assert page.shown() == list(range(1051, 1121))
    page.post(1)
    assert page.shown()[-1] == 1121


async def test_edits_and_removals_reach_a_page_further_up(open_page: OpenPage) -> None:
    page = open_page(StoredRoom(1000), at=100)
    page.rendered_room.apply(page.room.edit(100))
    page.rendered_room.apply(page.room.delete(101))
    page.rendered_room.apply(page.room.edit(600))
    assert page.is_stored()
    assert "This message was deleted." in page.html()


async def test_a_reader_further_up_keeps_the_place_when_very_many_messages_come(open_page: OpenPage) -> None:
    page = open_page(StoredRoom(500))
    for _ in range(3):
        page.go(page.pager.back())
    page.timeline.scrolled_to(page.shown()[0], is_at_end=False)
    first = page.shown()[0]
    page.post((MAX_CHUNKS + SLACK + 2) * CHUNK_SIZE)
    assert page.shown()[0] == first
    assert len(page.shown()) == MAX_CHUNKS * CHUNK_SIZE
    assert not page.timeline.window.is_attached


async def test_an_edit_while_a_chunk_is_being_read_is_not_lost(open_page: OpenPage) -> None:
    room = StoredRoom(1000)
    page = open_page(room)
    gate, began = asyncio.Event(), asyncio.Event()

    async def slowly(after: int, before: int | None) -> MessagePage:
        message_page = room.between(after, before)
        began.set()
        await gate.wait()
        return message_page

    pager = Pager(RoomHistory(page.rendered_room, slowly, 1000), page.timeline)
    going = asyncio.create_task(pager.to_message(300))
    await began.wait()
    for number in (300, 301, 300, 1000):
        page.rendered_room.apply(room.edit(number))
    page.post(70)
    gate.set()
    await going
    assert page.shown() == list(range(251, 351))
    assert page.is_stored()


async def test_what_is_posted_while_the_newest_are_being_read_is_not_lost(open_page: OpenPage) -> None:
    room = StoredRoom(1000)
    page = open_page(room, at=100)
    gate, began = asyncio.Event(), asyncio.Event()

    async def slowly(after: int, before: int | None) -> MessagePage:
        message_page = room.between(after, before)
        began.set()
        await gate.wait()
        return message_page

    pager = Pager(RoomHistory(page.rendered_room, slowly, 1000), page.timeline)
    going = asyncio.create_task(pager.to_newest())
    await began.wait()
    page.post(130)  # whole chunks begin meanwhile
    page.rendered_room.apply(room.edit(990))
    gate.set()
    await going
    page.post(1)
    assert page.shown() == list(range(951, 1132))
    assert page.is_stored()


async def test_steps_during_which_very_many_messages_come_show_no_more_than_a_window(open_page: OpenPage) -> None:
    room = StoredRoom(990)
    page = open_page(room, at=100)

    async def in_a_flood(after: int, before: int | None) -> MessagePage:
        message_page = room.between(after, before)
        if before is None or after // CHUNK_SIZE == page.rendered_room.top:  # between the reading and the showing
            page.post((MAX_CHUNKS + 3) * CHUNK_SIZE)
        return message_page

    pager = Pager(RoomHistory(page.rendered_room, in_a_flood, 990), page.timeline)
    await pager.to_message(960)
    assert 960 in page.shown()
    assert len(page.shown()) <= MAX_CHUNKS * CHUNK_SIZE
    assert not page.timeline.window.is_attached
    while len(room.rows) < 2000:
        newest = page.shown()[-1]
        await pager.forward()
        assert newest + 1 in page.shown()
        assert page.is_stored()
        assert len(page.shown()) <= MAX_CHUNKS * CHUNK_SIZE


async def test_more_than_a_page_has_space_for_is_known_before_it_comes_and_nothing_is_left_out(
    open_page: OpenPage,
) -> None:
    """A reading of authors says how far the room has grown; what came in between is told of afterwards."""
    page = open_page(StoredRoom(260))
    page.html()
    more = [page.room.post() for _ in range(1180)]
    await page.rendered_room.refresh_authors({ANN}, page.room.read)
    for posted in more:
        page.rendered_room.apply(posted)
    assert page.shown()[-1] == 1440
    assert page.is_stored()


async def test_a_reading_that_fails_leaves_everything_as_it_was(open_page: OpenPage) -> None:
    page = open_page(StoredRoom(1000))
    before = page.shown()

    async def fail(after: int, before: int | None) -> MessagePage:
        raise LookupError

    pager = Pager(RoomHistory(page.rendered_room, fail, 1000), page.timeline)
    for move in (pager.back, lambda: pager.to_message(5)):
        with pytest.raises(LookupError):
            await move()
    page.post(1)
    assert page.shown() == [*before, 1001]
    page.go(page.pager.back())
    assert page.is_stored()


async def test_what_one_page_shows_another_does_not_read_again_but_asks_for_the_right(open_page: OpenPage) -> None:
    room = StoredRoom(1000)
    first = open_page(room)
    asked = len(room.asked)
    second = open_page(room, first.rendered_room)
    assert second.shown() == first.shown()
    assert [after == before for after, before in room.asked[asked:]] == [True]


async def test_a_page_costs_the_others_nothing_when_it_pages_back(open_page: OpenPage) -> None:
    room = StoredRoom(1000)
    first = open_page(room)
    second = open_page(room, first.rendered_room)
    first.html()
    version = first.rendered_room.version
    for _ in range(5):
        second.go(second.pager.back())
    first.rendered_room.flush()
    assert first.rendered_room.version == version


async def test_chunks_that_pages_show_and_the_newest_are_held_and_nothing_else(open_page: OpenPage) -> None:
    page = open_page(StoredRoom(5010))
    for number in (4000, 3000, 2000, 1000):
        page.go(page.pager.to_message(number))
    held = [index for index in range(101) if page.rendered_room.holds(index, index)]
    assert held == [*page.timeline.window.chunks, *range(101 - OPEN_CHUNKS, 101)]


async def test_a_chunk_is_kept_while_one_who_is_about_to_show_it_asks_for_the_right(open_page: OpenPage) -> None:
    room = StoredRoom(5010)
    page = open_page(room, at=1000)
    gate = asyncio.Event()

    async def slowly(after: int, before: int | None) -> MessagePage:
        await gate.wait()
        return room.between(after, before)

    low, high = page.timeline.window.low, page.timeline.window.last
    loading = asyncio.create_task(RoomHistory(page.rendered_room, slowly, 5010).load(low, high))
    await asyncio.sleep(0)
    page.go(page.pager.to_message(3000))  # nobody shows the chunks any more
    gate.set()
    await loading
    assert [f'data-number="{n}"' in page.rendered_room.html(low, high) for n in (951, 1000, 1050)] == [True] * 3


async def test_a_page_that_fails_takes_a_change_from_nobody_else(open_page: OpenPage) -> None:
    class Broken:
        def show(self, change: Change) -> None:
            raise RuntimeError("this page is broken")

        def covers(self, chunk: int) -> bool:
            return False

    rendered_room = RenderedRoom()
    rendered_room.join(Broken())
    page = open_page(StoredRoom(10), rendered_room)
    rendered_room.join(Broken())
    for _ in range(2):
        page.post(1)
        assert page.is_stored()
    assert page.shown() == list(range(1, 13))


async def test_a_gap_behind_the_newest_message_is_filled_while_it_is_shown(open_page: OpenPage) -> None:
    page = open_page(StoredRoom(49))
    late = [message(number, revision=number + 200) for number in range(51, 150)]
    page.apply(message(50), message(150))  # by revision these come before those that were edited since
    page.apply(*late)
    assert page.shown() == list(range(1, 151))
    assert page.posted == [50, 150]


async def test_steps_that_are_asked_for_while_one_is_under_way_are_left_out(open_page: OpenPage) -> None:
    room = StoredRoom(1000)
    page = open_page(room)
    gate = asyncio.Event()

    async def slowly(after: int, before: int | None) -> MessagePage:
        await gate.wait()
        return room.between(after, before)

    pager = Pager(RoomHistory(page.rendered_room, slowly, 1000), page.timeline)
    steps = [asyncio.create_task(pager.back()) for _ in range(5)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*steps)
    assert page.shown()[0] == 901


def laborious(count: int) -> StoredRoom:
    """Return a room of messages that take as long to render as one can make them, none of which was rendered before."""
    room, turn = StoredRoom(count), uuid4()
    for number, row in room.rows.items():
        room.rows[number] = replace(row, body=f"```python\n{'a=1;' * 480}\n```\n" * 5 + f"{turn} {number}")
    return room


async def test_while_hostile_messages_are_rendered_others_have_their_turns() -> None:
    room, rendered_room = laborious(30), RenderedRoom()
    turns = 0

    async def be_served() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    other = asyncio.create_task(be_served())
    await RoomHistory(rendered_room, room.read, 30).load(0, None)
    other.cancel()
    assert turns >= 29  # between any two of them
    assert rendered_room.html(0, 0).count("<article") == 30


async def test_what_happens_while_messages_are_rendered_is_not_lost(open_page: OpenPage) -> None:
    room, rendered_room = laborious(30), RenderedRoom()
    loading = asyncio.create_task(RoomHistory(rendered_room, room.read, 30).load(0, None))
    for number in (1, 5, 30):
        await asyncio.sleep(0)
        rendered_room.apply(room.edit(number))
        rendered_room.apply(room.post())
    assert not loading.done()
    await loading
    page = open_page(room, rendered_room)
    assert page.shown() == list(range(1, 34))
    assert all(message_html.render(row) in page.html() for row in room.rows.values())


async def test_whoever_loses_the_right_while_messages_are_rendered_is_shown_nothing() -> None:
    room, rendered_room = laborious(3), RenderedRoom()

    async def read(after: int, before: int | None) -> MessagePage:
        if room.asked:
            raise Forbidden
        return await room.read(after, before)

    with pytest.raises(Forbidden):
        await RoomHistory(rendered_room, read, 3).load(0, None)
    assert rendered_room.html(0, 0) == ""
