"""Names and pictures: what people are called and look like now stands on every page, whenever it was opened."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from chatapp.broker import InProcessBroker
from chatapp.events import PEOPLE_TOPIC, MessageChanged, PersonChanged, room_topic
from chatapp.messages.history import MessagePage
from chatapp.realtime.room_feed import RoomFeed
from pages.room.timeline.paging import RoomHistory
from pages.room.timeline.rendered_room import RenderedRoom
from tests.support.browser.bursts import post_all
from tests.support.browser.page_client import PageClient
from tests.support.browser.rendered_rooms import ANN, BEN, ROOM, StoredRoom
from tests.support.running.patience import PATIENCE, until
from tests.support.samples.pictures import RED, saved, stripes
from tests.support.servers.server import PASSWORD, Server


async def shows(pages: Sequence[PageClient], what: str, times: int, *, without: str = "no such thing") -> None:
    """Wait until all of the pages show something so many times, and something else no more."""
    async with asyncio.timeout(PATIENCE):
        while not all(page.html().count(what) == times and without not in page.html() for page in pages):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_a_new_name_a_new_picture_and_a_deletion_reach_open_pages_and_those_opened_later(way: Server) -> None:
    ann, ben = await way.person(), await way.person()
    room = await way.room(ann, ben)
    path, name = f"/rooms/{room}", f'title="@{ben.username}"><bdi>'
    await post_all(way, ben, room, 120)
    await way.post(ann, room, "ann's own")
    early = await PageClient(way.base, path, ann.cookie).open()
    count = early.html().count(name)
    assert count >= 50
    async with way.http(ben) as http:
        assert (await http.put(f"/api/v1{path}/messages/121/reactions/👍")).status_code == 200
        assert (await http.patch("/api/v1/me", json={"first_name": "Benedict"})).status_code == 200
        await shows([early], f"{name}Benedict<", count, without=f">{ben.username}<")
        late = await PageClient(way.base, path, ann.cookie).open()
        await shows([early, late], f"{name}Benedict<", count, without=f">{ben.username}<")
        await shows([early, late], 'aria-label="by Benedict"', 1)
        picture = await http.put(
            "/api/v1/me/avatar", content=saved(stripes(RED)), headers={"Content-Type": "image/png"}
        )
        assert picture.status_code == 200
        await shows([early, late], f"/avatars/{ben.uuid}/", count)
        assert (await http.request("DELETE", "/api/v1/me", json={"password": PASSWORD})).status_code == 204
    await shows([early, late], ">Deleted user<", count, without="Benedict")
    later = await PageClient(way.base, path, ann.cookie).open()
    await shows([early, late, later], ">Deleted user<", count, without="Benedict")
    await shows([early, late, later], 'aria-label="by Deleted user"', 1, without=f"/avatars/{ben.uuid}/")
    for page in (early, late, later):
        await page.close()


class Bench:
    """A feed, its rendered room, and a database whose readings for the feed come in when the test says so."""

    def __init__(self, count: int) -> None:
        self.room = StoredRoom(count)
        self.broker = InProcessBroker()
        self.asked: list[tuple[int, int]] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.failures: list[Exception] = []
        self.feed = RoomFeed(self.broker, ROOM, self.room.changes, self._between, lambda: None, RenderedRoom)
        self.subscription = self.feed.add(1, print, via_renderer=True)
        rendered_room = RenderedRoom.of(self.feed)
        self.rendered_room = rendered_room

    async def _between(self, after: int, before: int) -> MessagePage:
        self.asked.append((after, before))
        if self.failures:
            raise self.failures.pop(0)
        message_page = self.room.between(after, before)
        await self.may_answer.wait()
        return message_page

    async def load(self, low: int, high: int | None) -> None:
        """Load chunks as a page does."""

        async def read(after: int, before: int | None) -> MessagePage:
            message_page = await self.feed.authors.tracked(lambda: self.room.read(after, before))
            self.feed.note_revision(message_page.revision)
            return message_page

        await RoomHistory(self.rendered_room, read, len(self.room.rows)).load(low, high)

    def rename(self, person: UUID) -> None:
        """Have somebody change, and everybody told."""
        self.room.rename(person)
        self.broker.publish(PEOPLE_TOPIC, PersonChanged(person))

    def is_stored(self) -> bool:
        return all(message == self.room.rows[message.number] for message in self.rendered_room.shown())

    async def until_stored(self) -> None:
        await until(self.is_stored)


async def test_only_the_chunks_in_which_a_person_appears_are_read_again_and_for_strangers_none() -> None:
    bench = Bench(480)
    for number in (77, 78, 401):
        bench.room.rows[number] = replace(bench.room.rows[number], author_uuid=BEN)
    for low in (0, 4):
        await bench.load(low, low + 3)
    await bench.load(8, None)
    bench.rename(uuid4())
    await asyncio.sleep(0)
    assert bench.asked == []
    bench.rename(BEN)
    await bench.until_stored()
    assert bench.asked == [(50, 101), (400, 451)]
    bench.subscription.close()


async def test_however_often_a_person_changes_one_reading_is_under_way_and_one_waits() -> None:
    bench = Bench(40)
    await bench.load(0, None)
    bench.may_answer.clear()
    bench.rename(ANN)
    await until(lambda: bench.asked)
    for _ in range(10):
        bench.rename(ANN)
    assert len(bench.asked) == 1
    bench.may_answer.set()
    await bench.until_stored()
    assert len(bench.asked) == 2
    bench.subscription.close()


async def test_a_reading_that_was_under_way_when_a_person_changed_is_followed_by_another() -> None:
    bench = Bench(200)
    await bench.load(2, None)
    gate, began = asyncio.Event(), asyncio.Event()

    async def slowly() -> MessagePage:
        message_page = bench.room.between(50, 101)
        began.set()
        await gate.wait()
        return message_page

    async def read(after: int, before: int | None) -> MessagePage:
        return await bench.feed.authors.tracked(slowly)

    loading = asyncio.create_task(RoomHistory(bench.rendered_room, read, 200).load(1, 1))
    await began.wait()
    bench.rename(ANN)
    await bench.until_stored()  # what is held is read again at once
    gate.set()
    await loading
    assert not bench.is_stored()
    await bench.until_stored()
    bench.subscription.close()


async def test_an_event_from_before_a_change_that_arrives_after_it_does_not_bring_the_former_name_back() -> None:
    bench = Bench(10)
    await bench.load(0, None)
    late = bench.room.post()
    bench.rename(ANN)
    await bench.until_stored()
    assert [message.number for message in bench.rendered_room.shown()] == list(range(1, 12))
    bench.broker.publish(room_topic(ROOM), MessageChanged(late))
    assert bench.is_stored()
    bench.subscription.close()


async def test_a_change_that_nobody_was_told_of_is_found_by_comparing() -> None:
    bench = Bench(120)
    await bench.load(0, None)
    bench.room.rename(ANN)
    bench.feed.authors.compare(bench.room.authors)
    await bench.until_stored()
    asked = len(bench.asked)
    bench.feed.authors.compare(bench.room.authors)
    await asyncio.sleep(0)
    assert len(bench.asked) == asked
    bench.subscription.close()


async def test_a_reading_that_fails_is_tried_again() -> None:
    bench = Bench(10)
    await bench.load(0, None)
    bench.failures = [RuntimeError("something new")]
    bench.rename(ANN)
    await bench.until_stored()
    bench.subscription.close()
