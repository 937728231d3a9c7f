"""Reading a room's past: whole, in order, from the primary's state, and at the same cost at any depth."""

import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from chatapp import rooms
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, NotFound
from chatapp.messages import history
from tests.support.people.chats import MakePerson
from tests.support.people.long_room import fill
from tests.support.people.rooms import say
from tests.support.people.statements import noting
from tests.support.servers.databases import POSTGRESQL, connected

pytestmark = pytest.mark.each_database

COUNTS = re.compile(r"count\(\*\) over \(partition by reaction\.emoji\)|count\(\*\) as count_1\s+from message as gone")
DEPTHS = ((100, 151), (1_000, 1_051), (19_900, 19_951), (19_950, None), (None, 500), (None, None))
BY_NUMBER = re.compile(  # unique (room_id, number)
    r"SEARCH message USING INDEX sqlite_autoindex_message_2 \(room_id=\?"
    r"|Index Scan (Backward )?using uq_message_room_id_number on message"
)
WHOLE = re.compile(r"^SCAN|Seq Scan on message|TEMP B-TREE")  # it reads the whole table, or sorts all it has found


@contextmanager
def questions(chat: Chat) -> Iterator[list[tuple[str, Any]]]:
    """Collect what is asked of the database meanwhile."""
    asked: list[tuple[str, Any]] = []

    def note(statement: str, parameters: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    with noting(chat.database.reader.sync_engine, note):
        yield asked


async def plan(chat: Chat, statement: str, parameters: Any) -> list[str]:
    """Return the database's plan for a statement; of SQLite's without what it asks for each row that it finds."""
    with connected(chat.settings.sync_database_url) as connection:
        if connection.dialect.name == "postgresql":
            return [str(row[-1]) for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [detail for _, parent, _, detail in steps if not parent]


async def a_long_room(chat: Chat, owner: Any, count: int) -> Any:
    async with chat.transaction() as work:
        room = await rooms.create(work, actor=owner, name="Garden")
    fill(chat.settings.sync_database_url, str(room), count)
    return room


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_stretch_is_found_by_its_numbers_with_the_same_few_statements_at_any_depth(
    chat: Chat, person: MakePerson
) -> None:
    ann = await person("ann")
    room = await a_long_room(chat, ann, 20_000)
    for after, before in DEPTHS:
        with questions(chat) as asked:
            async with chat.reading() as session:
                message_page = await history.read(session, actor=ann, room_uuid=room, after=after, before=before)
        assert len(message_page.messages) == 50
        assert len(asked) == 2
        for statement, parameters in asked:
            assert "OFFSET" not in statement or parameters[-1] == 0  # SQLite's dialect writes `LIMIT ? OFFSET 0`
            assert "count(" not in COUNTS.sub("", statement.lower())
            steps = await plan(chat, statement, parameters)
            assert not [step for step in steps if WHOLE.search(step)], steps
        steps = await plan(chat, *asked[1])
        assert any(BY_NUMBER.search(step) for step in steps), steps


async def test_a_stretch_between_two_numbers_is_whole_and_says_how_far_the_room_is(
    chat: Chat, person: MakePerson
) -> None:
    ann = await person("ann")
    room = await a_long_room(chat, ann, 400)
    async with chat.reading() as session:
        message_page = await history.read(session, actor=ann, room_uuid=room, after=100, before=251, limit=200)
        cut = await history.read(session, actor=ann, room_uuid=room, after=100, limit=200)
        none = await history.read(session, actor=ann, room_uuid=room, after=400, limit=200)
    assert [message.number for message in message_page.messages] == list(range(101, 251))
    assert (message_page.revision, message_page.last_number, message_page.has_more) == (400, 400, False)
    assert [message.number for message in cut.messages] == list(range(101, 301))
    assert cut.has_more
    assert none.messages == []
    assert not none.has_more


class Rows(list[Any]):
    """What a statement has found."""

    def all(self) -> list[Any]:
        return self

    def one(self) -> Any:
        return self[0]


class ReadCommitted:
    """A session each of whose statements sees what is committed by then; after the first something is posted."""

    def __init__(self, chat: Chat, post: Callable[[], Awaitable[object]]) -> None:
        self._chat, self._post = chat, post
        self._is_first = True

    async def exec(self, query: Any) -> Any:
        async with self._chat.reading() as session:
            return await self._then_post(Rows(await session.exec(query)))

    async def connection(self) -> "ReadCommitted":
        return self

    async def execute(self, query: Any, parameters: Any) -> Any:
        async with self._chat.reading() as session:
            return await self._then_post(Rows(await (await session.connection()).execute(query, parameters)))

    async def _then_post(self, found: Rows) -> Rows:
        if self._is_first:
            self._is_first = False
            await self._post()
        return found


async def test_a_change_between_two_statements_is_found_now_or_by_the_next_who_asks(
    chat: Chat, person: MakePerson
) -> None:
    ann = await person("ann")
    room = await a_long_room(chat, ann, 10)
    async with chat.reading() as session:
        room_id = await rooms.id_of(session, room)
    between: Any = ReadCommitted(chat, lambda: say(chat, ann, room, "in between"))
    message_page = await history.changes_in(between, room_id, 8)
    assert message_page.revision <= max(message.revision for message in message_page.messages)


async def test_asking_for_nothing_costs_one_statement_and_still_asks_for_the_right(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_long_room(chat, ann, 10)
    with questions(chat) as asked:
        async with chat.reading() as session:
            message_page = await history.read(session, actor=ann, room_uuid=room, after=5, before=5)
    assert (message_page.messages, message_page.last_number, len(asked)) == ([], 10, 1)
    async with chat.reading() as session:
        with pytest.raises((Forbidden, NotFound)):
            await history.read(session, actor=ben, room_uuid=room, after=5, before=5)
