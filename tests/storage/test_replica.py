"""Reading from a standby: what anybody was told is there, whatever the standby lacks just now.

The standby is a real one. While it is told to show nothing new (`pause`), it still takes in what the primary writes.
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from chatapp import rooms
from chatapp.accounts import SignUp
from chatapp.bootstrap import Chat, assemble
from chatapp.errors import Forbidden, NotFound, Unauthenticated, Unavailable
from chatapp.events import SAVING_TOPIC, Event, MemberLeft, SavingChanged
from chatapp.identity import Actor
from chatapp.messages import history
from chatapp.messages.lifecycle import editing
from chatapp.rooms import Show
from chatapp.settings import Settings
from chatapp.storage.replica.primary import Primary
from chatapp.storage.replica.read_target import StandbyState
from chatapp.storage.replica.server import Server
from chatapp.storage.replica.standby import ANSWER
from chatapp.storage.replica.startup import ReplicaUnusableError, check
from chatapp.storage.snapshot import within
from chatapp.web import health
from models.postgresql import parameters
from tests.support.people.chats import MakePerson
from tests.support.people.feeds import open_room
from tests.support.people.rooms import a_room, join, listen, remove, say
from tests.support.running.patience import PATIENCE, until
from tests.support.servers.databases import REPLICATED
from tests.support.servers.postgres import LOCKED, Postgres
from tests.support.servers.server import PASSWORD
from tests.support.servers.standby import Pair


@pytest.fixture
def database() -> str:
    return REPLICATED


@pytest.fixture
def hurt(pair: Pair, chat: Chat) -> Iterator[Pair]:
    """The two servers, to be paused and killed while ``chat`` runs; afterwards they are as before."""
    yield pair
    pair.mend()


@pytest.fixture
def paused(hurt: Pair) -> Pair:
    """The same, of which the standby shows nothing new, unless the test says so."""
    hurt.standby.pause()
    return hurt


@pytest.fixture
async def promising(tmp_path: Path) -> AsyncIterator[tuple[Chat, Pair]]:
    """A Chatapp on two servers of its own, one of which is to be promoted."""
    pair = Pair().start()
    url, replica_url = pair.url(pair.primary.template), pair.standby.url(pair.primary.template)
    pair.standby.follow()
    settings = Settings(_env_file=None, data_dir=tmp_path, bcrypt_rounds=4, metrics_allow="127.0.0.1")
    chat = assemble(settings.model_copy(update={"database_url": url, "replica_url": replica_url}))
    await chat.open()
    yield chat, pair
    await chat.close()
    pair.stop()


async def person_on(chat: Chat, username: str) -> Actor:
    form = SignUp(username, f"{username}@example.org", PASSWORD)
    return await chat.accounts.sign_up(form, may_be_first=True)


async def until_stood_in_for(chat: Chat) -> None:
    assert chat.database.monitor is not None
    while not chat.database.monitor.standby_serves_reads:
        chat.database.monitor.check_soon()
        await asyncio.sleep(0.01)


async def is_on_standby(chat: Chat) -> bool:
    """Say where a reader reads now."""
    async with chat.reading() as session:
        found = await session.exec(text("SELECT pg_is_in_recovery()"))  # type: ignore[call-overload]
        return bool(found.one()[0])


async def bodies(chat: Chat, actor: Actor, room: UUID) -> list[str]:
    async with chat.reading() as session:
        message_page = await history.read(session, actor=actor, room_uuid=room)
    return [message.body for message in message_page.messages]


async def ready(chat: Chat) -> httpx.Response:
    app = FastAPI()
    app.include_router(health.router(chat))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as http:
        return await http.get("/readyz")


def state(chat: Chat) -> StandbyState:
    assert chat.database.monitor is not None
    assert chat.database.monitor.standby is not None
    return chat.database.monitor.standby.state


async def until_replica_is(chat: Chat, wanted: StandbyState) -> None:
    assert chat.database.monitor is not None
    while state(chat) != wanted:
        chat.database.monitor.check_soon()
        await asyncio.sleep(0.01)


async def until_read_from_standby(chat: Chat) -> None:
    """Wait until a reader reads there: on a busy machine it may be behind for a moment, and passed by."""
    while not await is_on_standby(chat):
        await until_replica_is(chat, StandbyState.OK)


async def test_readers_read_from_the_standby_and_find_at_once_what_was_written(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    on_standby = 0
    for number in range(1, 51):
        await say(chat, ann, room, f"message {number}")
        async with chat.reading() as session:
            message_page = await history.read(session, actor=ann, room_uuid=room)
            found = await session.exec(text("SELECT pg_is_in_recovery()"))  # type: ignore[call-overload]
            on_standby += found.one()[0]
        assert message_page.messages[-1].body == f"message {number}"
        assert message_page.revision == number
    assert on_standby > 0
    await until_replica_is(chat, StandbyState.OK)
    assert (await ready(chat)).json() == {"status": "ready", "checks": {"database": "ok", "replica": "ok"}}


async def test_while_replay_is_paused_nobody_sees_less_than_there_is(
    chat: Chat, person: MakePerson, paused: Pair
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben, name="Paused")
    posted = await say(chat, ann, room, "first")
    await say(chat, ben, room, "second")
    async with chat.transaction() as work:
        await editing.edit(work, actor=ann, room_uuid=room, number=posted.message.number, body="edited")
    assert await bodies(chat, ben, room) == ["edited", "second"]
    async with chat.reading() as session:
        assert (await history.changes(session, actor=ben, room_uuid=room, since=2)).revision == 3
        assert [found.name for found in (await rooms.listing(session, actor=ben, search="paus")).items] == ["Paused"]
        assert [found.unread for found in await within(session, rooms.joined, actor=ann)] == [1]
    opened = await open_room(chat.feeds, actor=ben, room_uuid=room, listener=lambda _: None)
    assert [message.body for message in opened.message_page.messages] == ["edited", "second"]
    opened.subscription.close()
    behind = await ready(chat)
    assert (behind.status_code, behind.json()["degraded"]) == (200, ["replica"])
    assert behind.json()["checks"] == {"database": "ok", "replica": "lagging"}
    assert not await is_on_standby(chat)
    paused.standby.resume()
    await until_read_from_standby(chat)
    assert await bodies(chat, ben, room) == ["edited", "second"]


async def test_a_right_that_was_taken_is_gone_however_far_behind_the_standby_is(
    chat: Chat, person: MakePerson, hurt: Pair
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben, visibility="private")
    token = (await chat.sessions.issue_token("ben", PASSWORD)).token
    cookie = (await chat.sessions.sign_in("ben", PASSWORD)).token
    await say(chat, ann, room, "between us")
    hurt.standby.follow()
    assert await bodies(chat, ben, room) == ["between us"]
    hurt.standby.pause()
    await remove(chat, ann, ben, room)
    await chat.sessions.sign_out(cookie)
    async with chat.transaction() as work:
        await work.session.exec(text("DELETE FROM api_token"))  # type: ignore[call-overload]
    async with chat.reading() as session:
        for ask in (
            rooms.get(session, actor=ben, room_uuid=room),
            rooms.members(session, actor=ben, room_uuid=room),
            history.read(session, actor=ben, room_uuid=room),
            history.changes(session, actor=ben, room_uuid=room, since=0),
            chat.feeds.listen(actor=ben, room_uuid=room, listener=lambda _: None),
        ):
            with pytest.raises(NotFound):
                await ask
        for show in Show:
            assert (await rooms.listing(session, actor=ben, show=show)).items == []
        assert await within(session, rooms.joined, actor=ben) == []
    assert await chat.sessions.visit(cookie) is None
    with pytest.raises(Unauthenticated):
        await chat.sessions.bearer(token)


async def test_the_primary_away_is_read_on_from_the_standby_and_nothing_is_written(
    chat: Chat, person: MakePerson, hurt: Pair
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    cookie = (await chat.sessions.sign_in("ann", PASSWORD)).token
    await say(chat, ann, room, "before")
    told = listen(chat, SAVING_TOPIC)
    hurt.standby.follow()
    hurt.primary.kill()
    assert await bodies(chat, ann, room) == ["before"]
    assert await is_on_standby(chat)
    assert not chat.database.can_save
    assert told == [SavingChanged()]
    assert (await chat.sessions.visit(cookie)) is not None
    with pytest.raises(Unavailable):
        await say(chat, ann, room, "not now", key="one key")
    degraded = await ready(chat)
    assert (degraded.status_code, degraded.json()["degraded"]) == (200, ["database"])
    assert degraded.json()["checks"] == {"database": "unreachable", "replica": "ok"}
    hurt.mend()
    await until(lambda: chat.database.can_save)
    assert (await say(chat, ann, room, "not now", key="one key")).is_new
    assert await bodies(chat, ann, room) == ["before", "not now"]
    assert told == [SavingChanged(), SavingChanged()]


async def test_a_promoted_standby_is_written_to_by_itself(promising: tuple[Chat, Pair]) -> None:
    chat, pair = promising
    ann = await person_on(chat, "ann")
    room = await a_room(chat, ann)
    before = await say(chat, ann, room, "before", key="first")
    pair.standby.follow()
    pair.primary.kill()
    await until_stood_in_for(chat)
    assert await bodies(chat, ann, room) == ["before"]
    pair.standby.promote()
    await until(lambda: chat.database.can_save)
    assert (await say(chat, ann, room, "before", key="first")).message == before.message, "a retry is stored once"
    assert (await say(chat, ann, room, "after")).message.number == 2
    assert await bodies(chat, ann, room) == ["before", "after"]
    await until(lambda: state(chat) == StandbyState.BYPASSED)
    told = (await ready(chat)).json()
    assert told["checks"] == {"database": "ok", "replica": "bypassed"}
    assert told["replica"] == "it is a primary itself"


async def test_a_standby_that_has_less_than_a_reader_has_seen_serves_nobody(
    chat: Chat, person: MakePerson, hurt: Pair
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    ben, other = await person("ben"), await a_room(chat, ann)
    await join(chat, ben, other)
    hurt.standby.follow()
    hurt.standby.pause()
    await say(chat, ann, room, "seen")
    await remove(chat, ann, ben, other)
    hurt.primary.kill()
    assert chat.database.monitor is not None
    for _ in range(3):
        with pytest.raises(Unavailable):
            await bodies(chat, ann, room)
        with pytest.raises(Unavailable):
            await bodies(chat, ben, other)
        assert (await ready(chat)).status_code == 503
        chat.database.monitor.check_soon()
        await asyncio.sleep(0.4)  # it looks again, and must not give in
    hurt.standby.resume()
    await until_stood_in_for(chat)
    assert await bodies(chat, ann, room) == ["seen"]
    with pytest.raises(Forbidden):
        await bodies(chat, ben, other)


async def test_what_a_promoted_standby_never_got_leaves_no_page_showing_it(promising: tuple[Chat, Pair]) -> None:
    chat, pair = promising
    ann = await person_on(chat, "ann")
    room = await a_room(chat, ann)
    await say(chat, ann, room, "kept")
    pair.standby.follow()
    pair.standby.cut()
    heard: list[Event] = []
    await open_room(chat.feeds, actor=ann, room_uuid=room, listener=heard.append)
    await say(chat, ann, room, "told and lost")
    pair.primary.kill()
    with pytest.raises(Unavailable):
        await bodies(chat, ann, room)
    pair.standby.promote()
    await until(lambda: MemberLeft(room, ann.account_id) in heard)
    assert await bodies(chat, ann, room) == ["kept"]
    opened = await open_room(chat.feeds, actor=ann, room_uuid=room, listener=heard.append)
    assert opened.message_page.revision == 1


async def test_a_replica_that_goes_away_costs_no_reader_anything(chat: Chat, person: MakePerson, hurt: Pair) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    await say(chat, ann, room, "before")
    await until_read_from_standby(chat)
    hurt.standby.kill()
    for _ in range(10):
        assert await bodies(chat, ann, room) == ["before"]
    told = (await ready(chat)).json()
    assert told["checks"] == {"database": "ok", "replica": "bypassed"}
    assert told["replica"] == "it can't be reached"
    hurt.mend()
    await until_read_from_standby(chat)


async def usual(times: int, what: Callable[[], Awaitable[None]]) -> float:
    """Return the median of the seconds it took: what waits for an answer takes longer each time."""
    took: list[float] = []
    for _ in range(times):
        begun = asyncio.get_running_loop().time()
        await what()
        took.append(asyncio.get_running_loop().time() - begun)
    return sorted(took)[times // 2]


async def test_a_frozen_primary_is_waited_for_once_and_then_by_nobody(
    chat: Chat, person: MakePerson, hurt: Pair
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    await say(chat, ann, room, "before")
    hurt.standby.follow()
    hurt.primary.freeze()
    stuck = asyncio.create_task(say(chat, ann, room, "under way"))
    await until_stood_in_for(chat)

    async def use() -> None:
        assert await bodies(chat, ann, room) == ["before"]
        with pytest.raises(Unavailable):
            await say(chat, ann, room, "not now")
        with pytest.raises(Unavailable):
            await join(chat, ann, room)

    assert await usual(4, use) < ANSWER
    hurt.primary.thaw()
    await until(lambda: chat.database.can_save)
    assert (await stuck).message.number == 2
    assert (await say(chat, ann, room, "after")).message.number == 3


async def test_a_frozen_replica_is_waited_for_once_and_then_by_nobody(
    chat: Chat, person: MakePerson, hurt: Pair
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    await say(chat, ann, room, "before")
    await until_read_from_standby(chat)
    hurt.standby.freeze()
    assert await bodies(chat, ann, room) == ["before"]
    numbers = count(2)

    async def use() -> None:
        number = next(numbers)
        assert (await say(chat, ann, room, "and more")).message.number == number
        assert len(await bodies(chat, ann, room)) == number

    assert await usual(4, use) < ANSWER
    hurt.standby.thaw()
    await until_read_from_standby(chat)
    assert len(await bodies(chat, ann, room)) == 5


async def test_readers_who_have_gone_take_no_connection_with_them(
    chat: Chat, settings: Settings, person: MakePerson
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    narrow = assemble(settings.model_copy(update={"database_readers": 2}))
    await narrow.open()
    await until_read_from_standby(narrow)
    for steps in range(0, 1500, 10):  # gone at every step there is on the way
        reader = asyncio.create_task(bodies(narrow, ann, room))
        for _ in range(steps):
            await asyncio.sleep(0)
        reader.cancel()
        await asyncio.wait([reader])
    async with asyncio.timeout(PATIENCE):
        await until_read_from_standby(narrow)
        await asyncio.gather(*(bodies(narrow, ann, room) for _ in range(20)))
    await narrow.close()
    gc.collect()


async def test_a_busy_replica_is_waited_for_and_stays_in_use(chat: Chat) -> None:
    async def read() -> bool:
        async with chat.reading() as session:
            for _ in range(5):
                found = await session.exec(text("SELECT pg_is_in_recovery(), pg_sleep(0.1)"))  # type: ignore[call-overload]
            return bool(found.one()[0])

    assert await read()
    there = await asyncio.gather(*(read() for _ in range(64)))  # longer than a replica may take to answer
    assert sum(there) > 8, "those who wait too long read from the primary"
    assert state(chat) == StandbyState.OK


@pytest.mark.parametrize("which", ["another database", "another server", "the primary"])
async def test_what_is_no_standby_of_the_primary_is_never_read_from(
    settings: Settings, pair: Pair, postgres: Postgres, which: str
) -> None:
    url = {
        "another database": pair.standby.url("postgres"),
        "another server": postgres.url("postgres"),
        "the primary": settings.database_url.replace(quote(f",{pair.standby.folder}", safe=""), ""),
    }[which]
    chat = assemble(settings.model_copy(update={"replica_url": url}))
    await chat.open()
    assert not await is_on_standby(chat)
    assert state(chat) == StandbyState.BYPASSED
    told = (await ready(chat)).json()["replica"]
    assert told == (
        "it is a primary itself" if which == "the primary" else "it isn't a copy of this Chatapp's database"
    )
    await chat.close()
    if which == "the primary":
        await check(settings.database_url, url)  # it was promoted, perhaps: no reason not to start
    else:
        with pytest.raises(ReplicaUnusableError, match="isn't a streaming standby"):
            await check(settings.database_url, url)


async def test_a_replica_that_cannot_be_used_stops_the_start_with_one_sentence_and_no_secret(
    settings: Settings, pair: Pair
) -> None:
    for url in (
        pair.standby.url("postgres", LOCKED, "wrong-secret"),
        pair.standby.url("nowhere"),
        "postgresql://ann:wrong-secret@127.0.0.1:1/chat",
    ):
        with pytest.raises(ReplicaUnusableError) as refused:
            await check(settings.database_url, url)
        assert "\n" not in str(refused.value)
        assert "secret" not in str(refused.value)


async def test_positions_are_asked_for_together_and_never_too_early(settings: Settings, pair: Pair) -> None:
    primary = Primary(settings.database_url)
    await primary.position()
    under_way = asyncio.create_task(primary.position())
    asked = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE application_name = 'chatapp' AND query LIKE 'SELECT pg_current%' AND state = 'idle'"
    )
    while not pair.primary.ask(asked):  # noqa: ASYNC110  (this blocks: once it is asked, nobody looks at the answer)
        await asyncio.sleep(0)
    pair.primary.run("CREATE TABLE something (n int)", parameters(settings.database_url)["dbname"])
    written = int(pair.primary.ask("SELECT pg_current_wal_flush_lsn() - '0/0'"))
    later = await asyncio.gather(*(primary.position() for _ in range(50)))
    first = await under_way
    await primary.close()
    assert len(set(later)) == 1
    assert later[0] is not None
    assert later[0].at >= written
    assert first is not None
    assert first.at < written, "the question under way was asked too late to prove anything"


def test_a_standby_that_has_stayed_with_a_former_primary_is_none_of_the_present_one() -> None:
    primary = Server(7, 5, is_standby=False, timeline=2, position=9000, received=0, is_paused=False)
    follower = replace(primary, is_standby=True)
    left_behind = replace(follower, timeline=1, position=9999)
    assert follower.reason_unfit(primary) == ""
    assert left_behind.reason_unfit(primary) == "it follows another primary (timeline 1, not 2)"
    assert replace(follower, system=8).reason_unfit(primary) == "it isn't a copy of this Chatapp's database"
