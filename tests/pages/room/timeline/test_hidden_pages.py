"""Pages in tabs behind others: what they show comes rarely, for all at once, and is whole as soon as they are seen."""

import re
from collections.abc import Iterator
from functools import partial
from itertools import count

import pytest
from nicegui import core

from pages import nicegui_patches
from pages.room.timeline.chunks import OPEN_CHUNKS
from pages.room.timeline.element_ids import CHUNK_SIZE
from pages.room.timeline.hidden_pages import FIRST, MOST, PAUSE
from pages.room.timeline.new_messages import NewMessages
from pages.room.timeline.rendered_room import RenderedRoom
from tests.support.browser.fake_pages import FakePage
from tests.support.browser.page_client import PageClient
from tests.support.browser.rendered_rooms import message, messages
from tests.support.running.hasty_loop import HastyLoop
from tests.support.running.patience import until
from tests.support.servers.server import Server

NUMBER = re.compile(rb'data-number=\\"(\d+)')  # of a row, as it stands in JSON


class Bench:
    """A room of three messages, a page that is seen, and two that are not."""

    def __init__(self, loop: HastyLoop) -> None:
        self.loop, self.rendered_room = loop, RenderedRoom()
        self.seen, self.one, self.other = pages = [FakePage(self.rendered_room) for _ in range(3)]
        self.told: dict[FakePage, list[int]] = {page: [] for page in pages}
        loop.run_until_complete(self._open(pages))

    async def _open(self, pages: list[FakePage]) -> None:
        for page in pages:
            page.show(messages(1, 3))
            page.connect()
            page.timeline._message_list._on_posted = self._hears(page)
            page.timeline.rest(is_wanted=page is not self.seen)

    def _hears(self, page: FakePage) -> "Hears":
        return Hears(self.told[page])

    def post(self, *numbers: int, seconds: float = 0.05) -> None:
        """Have messages posted that are shown together; and time pass."""

        async def post() -> None:
            for number in numbers:
                self.rendered_room.apply(message(number))
            self.rendered_room.flush()

        self.loop.run_until_complete(post())
        self.loop.pass_time(seconds)

    def rest(self, page: FakePage, *, is_wanted: bool, before: int = 0) -> None:
        """Hide a page or show it, before anybody is shown a message that has just been posted."""

        async def rest() -> None:
            if before:
                self.rendered_room.apply(message(before))
            page.timeline.rest(is_wanted=is_wanted)

        self.loop.run_until_complete(rest())


class Hears:
    """Notes the numbers of messages that a page is told of."""

    def __init__(self, told: list[int]) -> None:
        self._told = told

    def __call__(self, posted: NewMessages) -> None:
        self._told += [one.number for one in posted]


def brought(page: FakePage) -> list[list[int]]:
    """Return the numbers of the messages in each frame that was written to a page."""
    return [[int(number) for number in NUMBER.findall(frame)] for frame in page.socket.written]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(core.app.config, "message_history_length", 1000, raising=False)  # as NiceGUI sets on starting
    monkeypatch.setattr(core.app.config, "reconnect_timeout", 30.0, raising=False)
    assert nicegui_patches.install()
    loop = HastyLoop()
    yield Bench(loop)
    loop.close()
    nicegui_patches.install(is_wanted=False)


def test_what_nobody_sees_comes_rarely_and_in_one_frame_for_all_such_pages(bench: Bench) -> None:
    bench.post(4)
    assert (brought(bench.seen), brought(bench.one)) == ([[4]], [])
    bench.loop.pass_time(FIRST)
    bench.post(5)
    bench.post(6, 7)
    bench.loop.pass_time(PAUSE)
    assert brought(bench.seen) == [[4], [5], [6, 7]]
    assert brought(bench.one) == brought(bench.other) == [[4], [5, 6, 7]]
    assert bench.one.socket.written[1] is bench.other.socket.written[1]
    assert bench.told[bench.seen] == bench.told[bench.one] == bench.told[bench.other] == [4, 5, 6, 7]


def test_a_page_that_is_seen_again_has_everything_at_once_and_nothing_twice(bench: Bench) -> None:
    bench.post(4, seconds=FIRST + 0.05)
    bench.post(5)
    bench.rest(bench.one, is_wanted=False, before=6)
    assert brought(bench.one) == [[4], [5, 6]]
    bench.post(7, seconds=PAUSE)
    assert brought(bench.one) == [[4], [5, 6], [7]]
    assert brought(bench.other) == [[4], [5, 6, 7]]
    assert bench.told[bench.one] == [4, 5, 6, 7]


def test_a_page_that_is_hidden_between_two_times_lacks_nothing_and_gets_nothing_twice(bench: Bench) -> None:
    bench.post(4)
    bench.rest(bench.seen, is_wanted=True)
    bench.post(5, seconds=PAUSE)
    assert brought(bench.seen) == [[4], [5]]
    assert brought(bench.one) == [[4, 5]]


def test_a_flood_is_kept_for_them_and_does_not_wait_for_the_pause_to_end(bench: Bench) -> None:
    bench.post(4, seconds=FIRST + 0.05)
    bench.rest(bench.seen, is_wanted=True)  # nobody shows what is no longer among the newest
    last = 4 + (OPEN_CHUNKS + 3) * CHUNK_SIZE
    for first in range(5, last, CHUNK_SIZE // 2):
        bench.post(*range(first, first + CHUNK_SIZE // 2), seconds=0.0)
    assert bench.told[bench.one][:1] == [4]
    assert MOST <= len(bench.told[bench.one]) < last - 3
    bench.loop.pass_time(PAUSE)
    for page in (bench.one, bench.other, bench.seen):
        assert sorted({number for frame in brought(page) for number in frame}) == list(range(1, last + 1))


def test_what_is_kept_for_them_is_where_it_was_and_who_wrote_not_what_it_looks_like(bench: Bench) -> None:
    bench.post(4, seconds=FIRST + 0.05)
    bench.post(5)
    assert [(change.elements, len(change.posted)) for change in bench.rendered_room._resting._changes] == [({}, 1)]


def test_a_page_that_has_been_closed_is_shown_nothing_that_it_missed(bench: Bench) -> None:
    bench.post(4)
    bench.one.timeline.close()
    bench.loop.pass_time(PAUSE)
    assert (brought(bench.one), brought(bench.other)) == ([], [[4]])


async def test_what_came_while_nobody_saw_the_page_stands_below_the_line_though_it_is_shown_on_coming_back(
    server: Server,
) -> None:
    ann, ben = [await server.person() for _ in range(2)]
    room = await server.room(ann, ben)
    page = await PageClient(server.base, f"/rooms/{room}", ben.cookie).open()
    for number in (1, 2):  # the second is put off: the pages that rest were shown something just now
        await page.tell("activity", False, False)
        await server.post(ann, room, f"unseen {number}")
        await page.tell("activity", True, True)
        await until(partial(stands_below_the_line, page, number))
    await page.close()


async def test_what_was_read_elsewhere_is_not_new_on_a_page_that_shows_it_later(server: Server) -> None:
    ann, ben = [await server.person() for _ in range(2)]
    room = await server.room(ann, ben)
    page = await PageClient(server.base, f"/rooms/{room}", ben.cookie).open()
    await page.tell("activity", False, False)
    async with server.http(ben) as http:
        for number in count(1):  # the second is put off, as the page was shown something just now; or one after it
            await server.post(ann, room, f"apples {number}")
            assert (await http.put(f"/api/v1/rooms/{room}/read", json={"number": number})).is_success
            if f"apples {number}" not in page.html():
                break
    await page.tell("activity", True, True)
    await page.tell("complete_name", 1, "@", "", room)
    await until(lambda: any("names.offer" in script for script in page.scripts))  # after all before
    assert f"apples {number}" in page.html()
    assert not stands_below_the_line(page, number)
    await page.close()


def stands_below_the_line(page: PageClient, number: int) -> bool:
    """Say whether a page draws its line above this message."""
    styles = [str(one["props"].get("innerHTML", "")) for one in page.elements.values() if one["tag"] == "style"]
    return any(f'.msg[data-number="{number}"]::before' in style for style in styles)


async def test_whoever_was_removed_gets_nothing_on_a_page_that_was_hidden_not_even_when_it_is_seen(
    server: Server,
) -> None:
    ann, ben = [await server.person() for _ in range(2)]
    room = await server.room(ann, ben)
    page = await PageClient(server.base, f"/rooms/{room}", ben.cookie).open()
    hears = await PageClient(server.base, f"/rooms/{room}", ann.cookie).open()
    await page.tell("activity", False, False)
    await server.post(ann, room, "for both")
    await until(lambda: any("unread.more" in script for script in page.scripts) and "for both" in page.html())
    async with server.http(ann) as http:
        assert (await http.delete(f"/api/v1/rooms/{room}/members/{ben.uuid}")).is_success
    marks = len([script for script in page.scripts if "unread.more" in script])
    await server.post(ann, room, "for ann alone")
    await page.tell("activity", True, True)
    await until(lambda: "for ann alone" in hears.html() and "for both" not in page.html())
    assert "for ann alone" not in page.html()
    assert len([script for script in page.scripts if "unread.more" in script]) == marks
    await page.close()
    await hears.close()
