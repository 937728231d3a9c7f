"""Several processes: what a killed one has committed is told once by another; what Redis lost is told once, too."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from chatapp.bootstrap import Chat, assemble
from chatapp.broker.redis import RedisBroker
from chatapp.events import AlertDue, Event, account_topic
from tests.broker.test_redis_broker import HURRIED
from tests.support.browser.page_client import PageClient
from tests.support.people.alerts import TellingChat, set_mark
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, say
from tests.support.running.clock import Calendar, Clock
from tests.support.running.patience import comes_true, until
from tests.support.servers import hasty_telling
from tests.support.servers.databases import connected
from tests.support.servers.postgres import Postgres
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import Server

COUNT = 3


@pytest.fixture
async def both(tmp_path: Path, postgres: Postgres, redis: RedisServer) -> AsyncIterator[tuple[Server, Server]]:
    """Two processes on one database; the first of them leads, and neither tells before the sweep does."""
    name = postgres.copy()
    shared = {"CHATAPP_DATABASE_URL": postgres.url(name), "CHATAPP_BROKER_URL": redis.url.replace("/0", "/13")}
    servers = [Server(tmp_path / "data", shared, hurry=hasty_telling.hurry) for _ in range(2)]
    try:
        for one in servers:
            await one.start()
        yield servers[0], servers[1]
    finally:
        for one in servers:
            await one.stop()
        postgres.drop(name)


async def test_what_a_killed_process_has_committed_is_told_once_by_another(both: tuple[Server, Server]) -> None:
    left, killed = both
    ann, ben, cat = [await left.person(name) for name in ("ann", "ben", "cat")]
    room = await left.room(ann, ben, cat)
    page = await PageClient(left.base, "/people", ben.cookie).open()
    for number in range(COUNT):
        assert (await killed.post(ann, room, f"@ben @cat {number}")).status_code == 201
    await killed.kill()
    async with left.http(cat) as http:
        await http.put(f"/api/v1/rooms/{room}/read", json={"number": COUNT})
    assert _alerts(left, "settled_at is null") == 2 * COUNT, "nobody was told before it died"
    await comes_true(lambda: _has_settled(left))
    await asyncio.sleep(2)  # four more sweeps
    told = [script for script in page.scripts if "notifications.notify" in script]
    assert len(told) == COUNT
    assert all(sum(f"@ben @cat {number}" in script for script in told) == 1 for number in range(COUNT))
    assert _alerts(left, "tries > 0") == COUNT, "who has read it is not told"
    await page.close()


async def _has_settled(server: Server) -> bool:
    await asyncio.sleep(0.5)
    return _alerts(server, "settled_at is null") == 0


def _alerts(server: Server, which: str) -> int:
    with connected(server.database_url) as connection:
        return int(connection.execute(text(f"select count(*) from alert where {which}")).scalar_one())  # noqa: S608


async def test_what_redis_lost_is_told_once_on_the_pages_of_each_process(
    chat: Chat, own_redis: RedisServer, person: MakePerson, calendar: Calendar
) -> None:
    settings = chat.settings.model_copy(update={"broker_url": own_redis.url})
    here, there = [assemble(settings, RedisBroker(own_redis.url, HURRIED), now=calendar) for _ in range(2)]
    brokers = [one.broker for one in (here, there) if isinstance(one.broker, RedisBroker)]
    telling = TellingChat(here, calendar, Clock())
    for one in (here, there):
        await one.open()
    try:
        ann, ben = await person("ann"), await person("ben")
        room = await a_room(here, ann, ben)
        told: list[AlertDue] = []

        def hear(event: Event) -> None:
            if isinstance(event, AlertDue):
                told.append(event)

        there.broker.subscribe(account_topic(ben.account_id), hear)
        there.alert_watchers.hear(ben.account_id, hear)
        await brokers[1].settle()
        await say(here, ann, room, "@ben before")
        assert len(await telling.wait()) == 1
        await until(lambda: len(told) == 1)
        calendar.advance(120)
        await own_redis.kill()
        await until(lambda: not any(broker.is_whole for broker in brokers))
        await say(here, ann, room, "@ben read meanwhile")
        await say(here, ann, room, "@ben while it was away")
        assert len(await telling.wait()) == 2
        assert len(told) == 1
        await set_mark(here, ben, room, 2)
        await own_redis.start()
        await until(lambda: all(broker.is_whole for broker in brokers) and len(told) > 1)
        await there.missed_alerts.emptied()
        await say(here, ann, room, "@ben afterwards")
        await telling.wait()
        await until(lambda: told[-1].text == "@ben afterwards")
        shown = dict.fromkeys(one.alert_id for one in told[1:])  # by browsers, told again at times (`missed_alerts`)
        texts = {one.alert_id: one.text for one in told}
        assert [texts[one] for one in shown] == ["@ben while it was away", "@ben afterwards"]
    finally:
        for one in (here, there):
            await one.close()
