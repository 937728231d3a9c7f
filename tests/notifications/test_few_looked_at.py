"""What changes alerts looks at few of them, however many a person or a room has: others wait for the change."""

from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.dialects.sqlite import dialect
from sqlmodel import select

from chatapp.alerts.no_longer_news import SEEN
from chatapp.alerts.own import is_same
from chatapp.bootstrap import Chat
from models import Alert
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, say
from tests.support.people.statements import noting


async def looks(chat: Chat, statement: str, **values: object) -> list[str]:
    """Return how SQLite looks alerts up for a statement."""
    async with chat.reading() as session:
        steps = (await (await session.connection()).execute(text(f"EXPLAIN QUERY PLAN {statement}"), values)).all()
    found = [str(one.detail) for one in steps if "alert" in str(one.detail)]
    assert found, steps
    return found


async def test_a_reminder_looks_only_at_alerts_that_its_person_has_caused(chat: Chat) -> None:
    for room_id, number in ((None, 0), (5, 7)):
        query = select(Alert.id).where(is_same(1, "plants", room_id, number))
        written = str(query.compile(dialect=dialect(), compile_kwargs={"literal_binds": True}))
        found = await looks(chat, written)
        assert all("actor_id=?" in one or " id=?" in one for one in found), found


async def test_counting_messages_as_unread_again_looks_only_at_alerts_of_those_messages(chat: Chat) -> None:
    found = await looks(chat, str(SEEN), account=1, room=5, after=3, upto=9, at="2026-11-29")
    assert all("account_id=? AND message_id=?" in one for one in found), found


async def test_a_post_finds_those_who_listen_by_their_index_however_many_members_a_room_has(
    chat: Chat, person: MakePerson
) -> None:
    ann = await person("ann")
    room, asked = await a_room(chat, ann), dict[str, Any]()
    with noting(Engine, asked.setdefault):
        await say(chat, ann, room, "hello")
    ((statement, values),) = [(one, values) for one, values in asked.items() if "listener" in one]
    async with chat.reading() as session:
        connection = await session.connection()
        steps = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)).all()
    assert any("listener USING INDEX ix_membership_listens" in step.detail for step in steps), steps
