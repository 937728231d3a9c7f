"""Rows by many keys: each key is one step into an index, however many rows there are."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select
from sqlmodel import SQLModel, col

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.messages import history
from chatapp.storage import keyed_query
from chatapp.storage.keyed_query import KeyedQuery
from models import Message
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, say
from tests.support.people.searches import hits
from tests.support.people.statements import noting

MESSAGES = KeyedQuery(select(col(Message.number)), col(Message.author_id), col(Message.client_message_id))
WHOLE = re.compile(r"SCAN (" + "|".join(SQLModel.metadata.tables) + r")(_\d+)?\b")  # each row of a table is looked at
CONSTANTS = ("SCAN workspace", "SCAN search_index")  # one row each


@contextmanager
def statements() -> Iterator[dict[str, Any]]:
    """Collect what is asked of SQLite databases meanwhile, each statement once, with its parameters."""
    asked: dict[str, Any] = {}

    with noting(Engine, asked.setdefault):
        yield asked


@pytest.mark.each_database
@pytest.mark.parametrize("batch", [2, 256])
async def test_rows_are_found_by_many_keys(
    chat: Chat, person: MakePerson, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyed_query, "BATCH", batch)
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for author in (ann, ben):
        for number in range(3):
            await say(chat, author, room, "hello", f"key-{number}")
    async with chat.reading() as session:
        wanted = [
            (ann.account_id, "key-1"),
            (ben.account_id, "key-2"),
            (ann.account_id, "none"),
            (ben.account_id, "key-0"),
        ]
        found = [row.number for row in await MESSAGES.rows_in(session, wanted)]
        assert sorted(found) == [2, 4, 6]
        assert await MESSAGES.rows_in(session, []) == []
        assert [row.number for row in await MESSAGES.rows_in(session, wanted[:1])] == [2]
        assert await MESSAGES.rows_in(session, [(1 << 40, "key-1")]) == [], "no account can have this number"


async def test_what_people_do_all_day_looks_at_no_whole_table(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    with statements() as asked:
        await say(chat, ann, room, "hello @ben, see https://example.org")
        await messages.post(
            chat.post_queue, actor=ben, room_uuid=room, body="hi", client_message_id=str(uuid4()), reply_to=1
        )
        async with chat.transaction() as work:
            await messages.react(work, actor=ben, room_uuid=room, number=1, emoji="👍")
            await messages.edit(work, actor=ann, room_uuid=room, number=1, body="hello @ben")
            await messages.pin(work, actor=ann, room_uuid=room, number=1)
            await messages.save(work, actor=ann, room_uuid=room, number=1)
            await messages.remove(work, actor=ben, room_uuid=room, number=2)
            await messages.mark_read(work, actor=ben, room_uuid=room, number=2)
        async with chat.reading() as session:
            await history.read(session, actor=ann, room_uuid=room)
            await messages.home(session, actor=ben)
            await messages.link_titles(session, actor=ben, links=[(room, 1), (room, 2)])
        await hits(chat, ann, "hello")
    assert {statement.split(" ")[0] for statement in asked} >= {"SELECT", "INSERT", "UPDATE"}
    assert any("INSERT INTO message (" in statement for statement in asked)  # which goes to the driver at once
    async with chat.transaction() as work:
        connection = await work.session.connection()
        for statement, parameters in asked.items():
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            whole = [row[3] for row in plan if WHOLE.match(row[3]) and not row[3].startswith(CONSTANTS)]
            assert not whole, statement
