"""The fan-out on real pages: everything arrives once and in order, over websockets, over long polling, by both ways."""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from nicegui import core

from pages import nicegui_patches
from pages.nicegui_patches import frames
from pages.room.timeline.element_ids import CHUNK_SIZE
from pages.room.timeline.rendered_room import INTERVAL, RenderedRoom
from tests.support.browser.bursts import RecordingPage, is_the_database, post_all, post_until, whole
from tests.support.browser.element_tree import ROW
from tests.support.browser.fake_pages import FakePage
from tests.support.browser.page_client import PageClient
from tests.support.browser.rendered_rooms import message, messages
from tests.support.browser.sidebar_rows import row_of
from tests.support.running.patience import until
from tests.support.servers.server import Server


@pytest.mark.each_way
async def test_every_page_gets_every_message_in_order_over_both_transports(way: Server) -> None:
    ann, ben = await way.person(), await way.person()
    room = await way.room(ann, ben)
    pages = [await RecordingPage(way.base, room, person.cookie).open() for person in (ann, ben, ben)]
    polling = await PageClient(way.base, f"/rooms/{room}", ann.cookie, is_polling=True).open()
    await post_all(way, ann, room, 330)
    await is_the_database(way, ann, room, *pages, polling)
    for page in pages:
        assert list(page.arrived) == list(range(1, 331))
        assert page.reloads == 0
        await page.close()
    await polling.close()


@pytest.mark.each_way
async def test_edits_reactions_and_removals_reach_new_and_frozen_messages(way: Server) -> None:
    ann = await way.person()
    room = await way.room(ann)
    page = await PageClient(way.base, f"/rooms/{room}", ann.cookie).open()
    await post_all(way, ann, room, 220)
    await whole(page, 220)
    async with way.http(ann) as http:
        for number in (7, 120, 219):  # folded long ago, just now, standing alone
            path = f"/api/v1/rooms/{room}/messages/{number}"
            assert (await http.patch(path, json={"body": f"edited {number}"})).status_code == 200
            assert (await http.put(f"{path}/reactions/👍")).status_code == 200
            assert (await http.delete(f"/api/v1/rooms/{room}/messages/{number - 1}")).status_code == 204
    await until(lambda: page.html().count("This message was deleted.") == 3)
    assert page.html().count('data-emoji="👍"') == 3
    assert all(f"edited {number}" in page.html() for number in (7, 120, 219))
    assert [number for number, _ in page.rows()] == list(range(1, 221))
    await page.close()


async def test_pages_that_connect_during_a_burst_miss_nothing(way: Server) -> None:
    ann = await way.person()
    room = await way.room(ann)
    first = await PageClient(way.base, f"/rooms/{room}", ann.cookie).open()
    is_over = asyncio.Event()
    posting = asyncio.create_task(post_until(is_over, way, ann, room))
    late = []
    for number in range(1, 7):
        await until(lambda at=60 * number: first.rows()[-1:] and first.rows()[-1][0] > at)
        late.append(await PageClient(way.base, f"/rooms/{room}", ann.cookie).open())
    loaded_only = PageClient(way.base, f"/rooms/{room}", ann.cookie)
    await loaded_only.get()
    assert not posting.done()
    is_over.set()
    await posting
    await loaded_only.open_again()
    await is_the_database(way, ann, room, first, *late, loaded_only)
    for page in (first, *late, loaded_only):
        await page.close()


@pytest.mark.nightly
async def test_cut_pages_are_whole_again(way: Server) -> None:
    ann = await way.person()
    room = await way.room(ann)
    pages = [await PageClient(way.base, f"/rooms/{room}", ann.cookie).open() for _ in range(5)]
    posting = asyncio.create_task(post_all(way, ann, room, 600, at_once=8))
    while not posting.done():
        for page in pages:
            await page.drop()
            await asyncio.sleep(0.03)
    await posting
    for page in pages:
        await page.is_ready.wait()
    await is_the_database(way, ann, room, *pages)
    assert all(page.reloads == 0 for page in pages)
    for page in pages:
        await page.close()


async def test_several_rooms_and_pages_at_different_message_numbers_do_not_mix(way: Server) -> None:
    ann, ben = await way.person(), await way.person()
    rooms = [await way.room(ann, ben) for _ in range(3)]
    pages = [
        (room, await PageClient(way.base, f"/rooms/{room}", who.cookie).open()) for room in rooms for who in (ann, ben)
    ]
    for index, (_, page) in enumerate(pages):
        for _ in range(index):
            await page.post(rooms[index % 3], str(uuid4()), f"from page {index}")  # each answer takes a message number
    await asyncio.gather(*(post_all(way, ann, room, 150) for room in rooms))
    for room, page in pages:
        await is_the_database(way, ann, room, page)
        await page.close()


async def test_pages_that_look_elsewhere_are_told_alike_and_drawn_again_when_they_differ(server: Server) -> None:
    ann, ben, cy = [await server.person() for _ in range(3)]
    room, other = [await server.room(ann, ben, cy) for _ in range(2)]
    last = len(await server.messages(ann, room)) + 1
    pages = [await PageClient(server.base, f"/rooms/{other}", who.cookie).open() for who in (ben, cy)]
    more = f'chatapp.unread.more("{room}", 1, {last})'
    await server.post(ann, room, "to all of them")
    for page in pages:
        await until(lambda page=page: more in page.scripts)
    assert [_drawn(page, room) for page in pages] == [[], []]
    assert [row_of(page.elements, room)["data-unread"] for page in pages] == ["1", "1"]
    async with server.http(ben) as http:
        assert (await http.put(f"/api/v1/rooms/{room}/read", json={"number": last})).is_success
    await until(lambda: _drawn(pages[0], room))  # the browser has counted on, so that the server says it again
    assert row_of(pages[0].elements, room)["data-unread"] == ""
    await pages[1].drop()  # what it was told may have been lost with its socket
    await until(lambda: _drawn(pages[1], room))
    assert row_of(pages[1].elements, room)["data-unread"] == "1"
    for page in pages:
        await page.close()


def _drawn(page: PageClient, room: str) -> list[str]:
    """Return the scripts by which a page was sent a room's row."""
    return [script for script in page.scripts if script.startswith("chatapp.rows.show(") and room in script]


# ---------------------------------------------------------------------- the private parts


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(core.app.config, "message_history_length", 1000, raising=False)  # as NiceGUI sets on starting
    monkeypatch.setattr(core.app.config, "reconnect_timeout", 30.0, raising=False)
    assert nicegui_patches.install()
    yield
    nicegui_patches.install(is_wanted=False)


def test_nicegui_and_uvicorn_are_as_the_fast_way_knows_them() -> None:
    assert nicegui_patches.probe() == ""


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536, 100_000])
def test_a_frame_has_the_length_that_a_websocket_reads(size: int) -> None:
    frame = frames.websocket_frame(frames.TEXT, b"x" * size)
    kind, first, rest = frame[0], frame[1], frame[2:]
    extra = {126: 2, 127: 8}.get(first, 0)
    assert kind == 0x81
    assert (int.from_bytes(rest[:extra], "big") if extra else first) == size
    assert rest[extra:] == b"x" * size


async def test_a_change_is_encoded_once_for_all_pages_whatever_else_each_was_sent(fast: None) -> None:
    rendered_room = RenderedRoom()
    pages = [FakePage(rendered_room) for _ in range(3)]
    for page in pages:
        page.show(messages(1, 3))
        page.connect()
    pages[2].client.outbox.next_message_id += 5
    rendered_room.apply(message(4))
    rendered_room.flush()
    kept = [len(page.client.outbox.message_history) for page in pages]
    one, other, ahead = [page.socket.written[-1] for page in pages]
    assert one is other is ahead
    rendered_room.apply(message(5))
    rendered_room.flush()
    assert [len(page.client.outbox.message_history) for page in pages] == kept  # it is known by its version


async def test_what_comes_while_an_old_message_changes_is_encoded_once_for_all_who_show_the_new_alone(
    fast: None,
) -> None:
    rendered_room, last = RenderedRoom(), 4 * CHUNK_SIZE
    pages = everything, one, other, between = [FakePage(rendered_room) for _ in range(4)]
    everything.show(messages(1, last))
    for page, chunks in {one: (2, None), other: (2, None), between: (1, 1)}.items():
        page.timeline.show_range(*chunks)
    for page in pages:
        page.connect()
    for change in (message(1, last + 1, "edited"), message(last + 1)):
        rendered_room.apply(change)
    rendered_room.flush()
    [frame], [same], [whole] = [page.socket.written for page in (one, other, everything)]
    assert frame is same
    new = f"message {last + 1}".encode()
    assert [(text in frame, text in whole) for text in (new, b"edited")] == [(True, True), (False, True)]
    assert between.socket.written == []
    rendered_room.apply(message(CHUNK_SIZE + 1, last + 2, "edited next"))
    rendered_room.flush()
    assert [len(page.socket.written) for page in pages] == [2, 1, 1, 1]  # none lacked what it didn't show


async def test_what_is_lone_waits_for_nothing_and_what_comes_together_is_gathered(
    fast: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered_room = RenderedRoom()
    page = FakePage(rendered_room)
    page.show(messages(1, 3))
    page.connect()
    written = page.socket.written

    loop = asyncio.get_running_loop()
    now = loop.time()

    async def frames_after(seconds: float, *numbers: int) -> int:
        nonlocal now
        now += seconds
        before = len(written)
        for number in numbers:
            rendered_room.apply(message(number))
        for _ in range(3):
            await asyncio.sleep(0)
        return len(written) - before

    with monkeypatch.context() as clock:
        clock.setattr(loop, "time", lambda: now)  # time passes here alone, however slow the machine is
        assert [await frames_after(0, 4), await frames_after(2 * INTERVAL, 5)] == [1, 1]
        assert [await frames_after(0, 6), await frames_after(2 * INTERVAL)] == [0, 1]  # another had just been shown
        assert await frames_after(2 * INTERVAL, 7, 8) == 1
        assert await frames_after(2 * INTERVAL, 9) == 0  # the last frame had two: more may follow
    await until(lambda: b"message 9" in written[-1])


async def test_a_full_socket_is_given_nothing_and_later_all_at_once(fast: None) -> None:
    rendered_room = RenderedRoom()
    page = FakePage(rendered_room)
    page.show(messages(1, 3))
    page.connect()
    page.socket.is_ready = False
    written = len(page.socket.written)
    for number in range(4, 400):
        rendered_room.apply(message(number))
    assert len(page.socket.written) == written
    page.socket.is_ready = True
    due = list(iter(partial(page.client.outbox._next, page.client), None))  # type: ignore[attr-defined]
    assert len(due) == 1
    numbers = [int(number) for number, _ in ROW.findall(str(due))]
    assert sorted(numbers) == list(range(1, 400))


@pytest.mark.parametrize("waiting", ["a call", "an update"])
async def test_a_shared_change_does_not_overtake_what_waits(fast: None, waiting: str) -> None:
    rendered_room = RenderedRoom()
    page = FakePage(rendered_room)
    page.show(messages(1, 3))
    page.connect()
    outbox: Any = page.client.outbox
    if waiting == "a call":
        outbox.enqueue_message("notify", {"message": "before"}, page.client.id)
    else:
        outbox.enqueue_update(page.timeline.viewport)
    rendered_room.apply(message(4))
    rendered_room.flush()
    assert page.socket.written == []
    due = list(iter(partial(outbox._next, page.client), None))
    assert [kind for _, kind, _ in due] == ["update", "notify"][: len(due)]
    assert len(ROW.findall(str(due[0]))) == 1
