"""Two assembled Chatapps on one database and one Redis, as two processes are: they are one to people."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from chatapp import messages
from chatapp.authentication import devices
from chatapp.bootstrap import Chat, assemble
from chatapp.broker.redis import RedisBroker
from chatapp.callbacks import ignore
from chatapp.errors import Unauthenticated
from chatapp.events import (
    LOBBY_TOPIC,
    Event,
    MemberJoined,
    MemberLeft,
    MessageChanged,
    RoomChanged,
    RoomClosed,
    RoomRead,
    SessionEnded,
    account_topic,
)
from chatapp.identity import Actor
from chatapp.presence import PresenceState
from chatapp.realtime import feeds, reorder_buffer
from chatapp.realtime.activity import NewActivity
from chatapp.realtime.feeds import Feeds
from chatapp.realtime.typing import Typists
from chatapp.web import health
from tests.broker.test_redis_broker import HURRIED
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, close, join, leave, listen, look, say
from tests.support.running.patience import becomes, until
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import PASSWORD

NEVER = 3600.0  # seconds between comparing revisions: what arrives came by the broker or by its admission


@dataclass
class Processes:
    """Two Chatapps, and the Redis between them."""

    here: Chat
    there: Chat
    redis: RedisServer

    @property
    def brokers(self) -> list[RedisBroker]:
        return [chat.broker for chat in (self.here, self.there) if isinstance(chat.broker, RedisBroker)]

    async def cut(self) -> None:
        """Kill Redis, and wait until both have noticed."""
        await self.redis.kill()
        await until(lambda: not any(broker.is_whole for broker in self.brokers))

    async def mend(self) -> None:
        """Start Redis again, and wait until both are back."""
        await self.redis.start()
        await until(lambda: all(broker.is_whole for broker in self.brokers))


@pytest.fixture
async def processes(chat: Chat, own_redis: RedisServer) -> AsyncIterator[Processes]:
    settings = chat.settings.model_copy(update={"broker_url": own_redis.url})
    made = []
    for _ in range(2):
        broker = RedisBroker(own_redis.url, HURRIED)
        one = assemble(settings, broker)
        await one.feeds.close()
        made.append(replace(one, feeds=Feeds(broker, one.database, compare_every=NEVER)))
    for one in made:
        await one.open()
    yield Processes(made[0], made[1], own_redis)
    for one in made:
        await one.close()


class Page:
    """An open page of a room on one of the processes."""

    def __init__(self) -> None:
        self.heard: list[Event] = []
        self.has_ended = False

    async def open(self, chat: Chat, actor: Actor, room: UUID) -> "Page":
        where: dict[str, Any] = {"actor": actor, "room_uuid": room}
        subscription, _ = await chat.feeds.listen(**where, listener=self.heard.append, on_end=self._end)
        message_page = await chat.feeds.read(subscription, **where)
        self.heard[:0] = [MessageChanged(message) for message in message_page.messages]
        self.subscription, self.close = subscription, subscription.close
        return self

    def _end(self) -> None:
        self.has_ended = True

    @property
    def numbers(self) -> list[int]:
        return [event.message.number for event in self.heard if isinstance(event, MessageChanged)]


async def heard_of(chat: Chat, *topics: str) -> list[Event]:
    heard = listen(chat, *topics)
    await chat.broker.settle()
    return heard


@pytest.mark.each_database
async def test_a_message_a_member_and_a_change_of_the_room_arrive_on_the_other_process(
    processes: Processes, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    lobby = await heard_of(processes.there, LOBBY_TOPIC)
    room = await a_room(processes.here, ann)
    await until(lambda: RoomChanged(room) in lobby)
    page = await Page().open(processes.there, ann, room)
    await join(processes.here, ben, room)
    await until(lambda: MemberJoined(room, ben.account_id) in page.heard)
    for number in range(20):
        await say(processes.here if number % 2 else processes.there, ann, room, f"message {number}")
    await until(lambda: len(page.numbers) >= 21)
    assert page.numbers == list(range(1, 22))  # that ben joined is the first
    await close(processes.here, ann, room)
    await until(lambda: page.has_ended)


async def test_reading_and_presence_arrive_on_the_other_process(processes: Processes, person: MakePerson) -> None:
    ann = await person("ann")
    ben = await person("ben")
    room = await a_room(processes.here, ann, ben)
    own = await heard_of(processes.there, account_topic(ann.account_id))
    await say(processes.here, ann, room, "hello")
    bens = await heard_of(processes.there, account_topic(ben.account_id))
    processes.here.read_marks.mark(ben, room, 1)
    await until(lambda: RoomRead(room, ben.account_id, 1) in bens)
    processes.here.presence.connect(ann, "page-1")
    processes.here.presence.enter(room, ann, "page-1")
    await until(lambda: processes.there.presence.here(room) == {ann.uuid})
    assert processes.there.presence.state_of(ann.uuid) == PresenceState.ONLINE
    assert not any(isinstance(event, RoomRead) for event in own), "what ben has read is told to nobody else"


async def test_mentions_and_who_is_typing_arrive_on_the_other_process(processes: Processes, person: MakePerson) -> None:
    here, there = processes.here, processes.there
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    room, other = await a_room(here, ann, ben), await a_room(here, ann, eve)
    pages = [await Page().open(here, ann, room), await Page().open(there, ben, room)]
    elsewhere = await Page().open(there, eve, other)
    told: list[list[Typists]] = [[], [], []]
    own = [
        chat.typing.join(page.subscription, 0, heard.append)
        for chat, page, heard in zip((here, there, there), (*pages, elsewhere), told, strict=True)
    ]
    news: list[NewActivity] = []
    there.room_activity.subscribe(room, news.append, ignore)
    for chat in (here, there):
        await chat.broker.settle()
    own[0].report(ann)
    await until(lambda: told[0] and told[1])
    assert [typists.people for typists in told[1]] == [((ann.uuid, ann.name),)]

    number = (await say(here, ann, room, "@ben, are you there?")).message.number
    await until(lambda: pages[1].numbers and any(number in new.naming for new in news))
    assert [new.naming[number].mentions_person(ben.uuid) for new in news if number in new.naming] == [True]
    assert (await look(there, ben, room)).unread_mentions == 1
    async with there.transaction() as work:
        await messages.edit(work, actor=ann, room_uuid=room, number=number, body="never mind")
    await until(lambda: any(new.naming and not new.naming[number].mentions for new in news))
    assert (await look(here, ben, room)).unread_mentions == 0
    assert told[2] == [], "who is not in the room is told nothing"


async def test_signing_out_on_one_process_ends_the_pages_of_the_other(processes: Processes, person: MakePerson) -> None:
    ann = await person("ann")
    signed_in = await processes.here.sessions.sign_in("ann", PASSWORD)
    visit = await processes.there.sessions.visit(signed_in.token)
    assert visit is not None
    heard = await heard_of(processes.there, account_topic(ann.account_id))
    await processes.here.sessions.sign_out(signed_in.token)
    await until(lambda: heard == [SessionEnded(visit.session_id)])


async def test_a_session_that_ended_while_redis_was_away_does_not_stay_open(
    processes: Processes, person: MakePerson
) -> None:
    ann = await person("ann")
    ended = await processes.here.sessions.sign_in("ann", PASSWORD)
    lives = await processes.here.sessions.sign_in("ann", PASSWORD)
    visits = [await processes.there.sessions.visit(one.token) for one in (ended, lives)]
    forget = [processes.there.open_sessions.watch(visit) for visit in visits if visit]
    heard = await heard_of(processes.there, account_topic(ann.account_id))
    await processes.cut()
    await processes.here.sessions.sign_out(ended.token)
    assert heard == []
    await processes.mend()
    await until(lambda: heard)
    assert visits[0] is not None
    assert {SessionEnded(visits[0].session_id)} == {*heard}  # told again as often as something may have been missed
    for stop in forget:
        stop()


async def test_whoever_was_taken_out_while_redis_was_away_hears_nothing_afterwards(
    processes: Processes, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, closing = await a_room(processes.here, ann, ben), await a_room(processes.here, ann, ben)
    gone, stays = await Page().open(processes.there, ben, room), await Page().open(processes.there, ann, room)
    shut = await Page().open(processes.there, ann, closing)
    await processes.cut()
    await leave(processes.here, ben, room)
    await close(processes.here, ann, closing)
    await processes.mend()
    await until(lambda: gone.has_ended and shut.has_ended)
    assert MemberLeft(room, ben.account_id) in gone.heard
    assert RoomClosed(closing) in shut.heard
    number = (await say(processes.here, ann, room, "among us")).message.number
    await until(lambda: number in stays.numbers)  # after the line that says who left
    assert gone.numbers == []


@pytest.mark.each_database
async def test_redis_killed_and_restarted_while_everybody_posts_leaves_no_page_behind(
    processes: Processes, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    rooms_ = [await a_room(processes.here, ann, ben) for _ in range(3)]
    chats = (processes.here, processes.there)
    pages = {room: [await Page().open(chat, actor, room) for chat in chats for actor in (ann, ben)] for room in rooms_}

    async def write(chat: Chat, actor: Actor) -> None:
        for number in range(120):
            await say(chat, actor, rooms_[number % 3], f"{number}")

    async def shake() -> None:
        for _ in range(2):
            await processes.cut()
            await asyncio.sleep(0)
            await processes.mend()

    await asyncio.gather(write(processes.here, ann), write(processes.there, ben), shake())
    await until(lambda: all(len(page.numbers) >= 80 for opened in pages.values() for page in opened))
    for opened in pages.values():
        for page in opened:
            assert page.numbers == list(range(1, 81)), "all, once and in order"


async def test_where_both_post_at_once_neither_reads_what_the_other_stored(
    processes: Processes, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reorder_buffer, "WAIT", NEVER)
    monkeypatch.setattr(feeds, "changes_in", None)
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(processes.here, ann, ben)
    pages = [await Page().open(chat, ann, room) for chat in (processes.here, processes.there)]

    async def write(chat: Chat, actor: Actor) -> None:
        for number in range(15):
            await asyncio.gather(*(say(chat, actor, room, f"{number}, {part}") for part in range(4)))

    await asyncio.gather(write(processes.here, ann), write(processes.there, ben))
    await until(lambda: all(len(page.numbers) >= 120 for page in pages))
    assert [page.numbers for page in pages] == [list(range(1, 121))] * 2, "all, once and in order"


async def test_while_redis_is_away_posting_goes_on_and_the_same_process_hears_at_once(
    processes: Processes, person: MakePerson
) -> None:
    ann = await person("ann")
    room = await a_room(processes.here, ann)
    own, other = await Page().open(processes.here, ann, room), await Page().open(processes.there, ann, room)
    await processes.cut()
    for number in range(1, 31):
        assert (await say(processes.here, ann, room, "on and on")).is_new
        assert own.numbers == list(range(1, number + 1))
    assert other.numbers == []
    await processes.mend()
    await until(lambda: other.numbers == list(range(1, 31)))


async def test_a_server_without_its_broker_is_ready_but_degraded(processes: Processes) -> None:
    app = FastAPI()
    app.include_router(health.router(processes.here))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as http:
        whole = await http.get("/readyz")
        await processes.cut()
        degraded = await http.get("/readyz")
        await processes.mend()

        async def status() -> object:
            return (await http.get("/readyz")).json()

        await becomes(whole.json(), status)
    assert (whole.status_code, whole.json()["status"]) == (200, "ready")
    assert (degraded.status_code, degraded.json()["degraded"]) == (200, ["broker"])
    assert degraded.json()["checks"] == {"database": "ok", "broker": "unreachable"}
    assert "redis" not in degraded.text


async def test_a_room_opened_on_one_process_hears_what_is_said_on_the_other_right_away(
    processes: Processes, person: MakePerson
) -> None:
    """Subscribing takes a round trip: nothing that is said meanwhile may fall between."""
    ann = await person("ann")
    for _ in range(30):
        room = await a_room(processes.here, ann)
        page, _ = await asyncio.gather(Page().open(processes.there, ann, room), say(processes.here, ann, room, "now"))
        await until(lambda: page.numbers == [1])  # noqa: B023
        page.close()


async def test_a_token_that_ends_on_one_process_is_refused_on_the_other(
    processes: Processes, person: MakePerson
) -> None:
    ann = await person("ann")
    here, there = processes.here, processes.there
    tokens = [(await here.sessions.issue_token("ann", PASSWORD)).token for _ in range(2)]
    for token in tokens * 3:
        assert await there.sessions.bearer(token) == ann  # known there by now

    async def revoke() -> None:
        async with here.reading() as session:
            token_id = (await devices.tokens(session, actor=ann))[-1].id
        async with here.transaction() as work:
            await devices.revoke_token(work, actor=ann, token_id=token_id)

    async def is_refused(token: str) -> bool:
        try:
            await there.sessions.bearer(token)
        except Unauthenticated:
            return True
        return False

    await revoke()
    await becomes(True, lambda: is_refused(tokens[0]))
    await processes.cut()
    await revoke()  # nobody there hears of it
    assert await is_refused(tokens[1])
    await processes.mend()
    assert await is_refused(tokens[1])
