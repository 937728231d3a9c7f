"""Two processes on one database, stood for by two Chatapps: what one has checked, the other does not undo."""

import asyncio
from collections.abc import Awaitable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select as select_columns
from sqlalchemy import text
from sqlmodel import SQLModel, col, select
from structlog.testing import capture_logs

from chatapp import messages, rooms
from chatapp.accounts import SignUp
from chatapp.administration import accounts as administration
from chatapp.bootstrap import Chat
from chatapp.errors import Busy, ChatError, Conflict, Forbidden, NotFound
from chatapp.identity import Actor
from chatapp.messages import Posted
from chatapp.storage.conflicts import TAKEN, TransactionConflict
from chatapp.storage.unit_of_work import SyncUnitOfWork
from models import Account, Category, Message, Room
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.members import make_members
from tests.support.servers.databases import SQLITE
from tests.support.servers.server import PASSWORD

pytestmark = pytest.mark.each_database


@pytest.fixture
def processes(chat: Chat, chat_with: ChatWith) -> list[Chat]:
    return [chat, chat_with()]


async def settled(*attempts: Awaitable[object]) -> tuple[list[object], list[ChatError]]:
    """Do some things at once; return what came of them, and how they were refused."""
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, ChatError)]
    others = [outcome for outcome in outcomes if not isinstance(outcome, ChatError)]
    assert not [outcome for outcome in others if isinstance(outcome, BaseException)], outcomes
    return others, refused


async def make_room(chat: Chat, actor: Actor, name: str) -> UUID:
    async with chat.transaction() as work:
        return await rooms.create(work, actor=actor, name=name)


async def post(chat: Chat, actor: Actor, room: UUID, key: str = "", body: str = "x") -> Posted:
    key = key or str(uuid4())
    return await messages.post(chat.post_queue, actor=actor, room_uuid=room, body=body, client_message_id=key)


async def stored(chat: Chat, room: UUID) -> list[tuple[int, int]]:
    """Return number and revision of a room's messages."""
    query = select_columns(col(Message.number), col(Message.revision)).join(Room, col(Room.id) == Message.room_id)
    async with chat.reading() as session:
        connection = await session.connection()
        rows = await connection.execute(query.where(col(Room.uuid) == room).order_by("number"))
        return [(row.number, row.revision) for row in rows]


def an_account(name: str, email: str) -> Account:
    return Account(username=name, username_key=name, email=email, email_key=email, password_hash="x")


async def test_posts_of_all_processes_are_one_gapless_numbering_in_every_room(
    processes: list[Chat], person: MakePerson
) -> None:
    people = [await person("ann"), await person("ben")]
    places = [await make_room(processes[0], people[0], name) for name in ("One", "Two", "Three")]
    for place in places:
        await make_members(processes[0], place, people[1].uuid)
    each = 60
    posts = [
        post(chat, actor, places[(number + offset) % 3])
        for offset, (chat, actor) in enumerate(zip(processes, people, strict=True))
        for number in range(3 * each)
    ]
    posted, refused = await settled(*posts)
    assert refused == []
    whole = list(range(1, 2 * each + 1))
    for place in places:
        assert await stored(processes[0], place) == [(number, number) for number in whole]
    told = [(one.message.room_uuid, one.message.number) for one in posted if isinstance(one, Posted)]
    assert sorted(told) == sorted((place, number) for place in places for number in whole)


async def test_a_message_sent_to_two_processes_at_once_is_stored_once_and_both_answer_with_it(
    processes: list[Chat], person: MakePerson
) -> None:
    ann = await person("ann")
    place = await make_room(processes[0], ann, "One")
    for number in range(10):
        answers, refused = await settled(*(post(chat, ann, place, key=f"key-{number}") for chat in processes * 2))
        assert refused == []
        assert len({one.message.number for one in answers if isinstance(one, Posted)}) == 1
    assert len(await stored(processes[0], place)) == 10


async def test_a_key_used_in_two_rooms_at_once_is_a_conflict_in_one_of_them(
    processes: list[Chat], person: MakePerson
) -> None:
    ann = await person("ann")
    places = [await make_room(processes[0], ann, name) for name in ("One", "Two")]
    for number in range(5):
        made, refused = await settled(
            *(post(chat, ann, place, key=f"key-{number}") for chat, place in zip(processes, places, strict=True))
        )
        assert len(made) == 1
        assert [error.fields.keys() for error in refused if isinstance(error, Conflict)] == [{"client_message_id"}]


async def test_of_those_who_claim_a_name_at_once_one_gets_it_and_the_others_are_told_the_field(
    processes: list[Chat], person: MakePerson
) -> None:
    ann = await person("ann")
    signing_up = [
        chat.accounts.sign_up(SignUp(name, f"{index}@example.org", PASSWORD))
        for index, (chat, name) in enumerate(zip(processes * 2, ("Zoe", "zoe", "ZOE", "zOe"), strict=True))
    ]
    made, refused = await settled(*signing_up)
    assert len(made) == 1
    assert [[*error.fields] for error in refused if isinstance(error, Conflict)] == [["username"]] * 3
    made, refused = await settled(*(make_room(chat, ann, "Garden") for chat in processes))
    assert len(made) == 1
    assert [[*error.fields] for error in refused if isinstance(error, Conflict)] == [["name"]]


@pytest.mark.parametrize(
    ("twin", "field"),
    [
        (
            lambda ann: Account(username="x", username_key="ann", email="x", email_key="x", password_hash="x"),
            "username",
        ),
        (
            lambda ann: Account(
                username="x", username_key="x", email="x", email_key="ann@example.org", password_hash="x"
            ),
            "email",
        ),
        (lambda ann: Room(name="x", name_key="garden", created_by_id=ann.account_id), "name"),
        (lambda ann: Category(name="x", name_key="general", colour="red", icon="cup"), "name"),
    ],
)
async def test_a_name_that_is_taken_after_it_was_checked_is_a_conflict_that_names_the_field(
    chat: Chat, person: MakePerson, twin: object, field: str
) -> None:
    ann = await person("ann")
    await make_room(chat, ann, "Garden")
    with pytest.raises(Conflict) as refused:
        async with chat.transaction() as work:
            work.session.add(twin(ann))  # type: ignore[operator]
    assert [*refused.value.fields] == [field]
    assert refused.value.fields[field].endswith(".")


def test_every_constraint_that_means_taken_exists() -> None:
    names = {constraint.name for table in SQLModel.metadata.tables.values() for constraint in table.constraints}
    assert TAKEN.keys() <= names


async def test_two_administrators_cannot_remove_each_other_at_once(processes: list[Chat], person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    async with processes[0].transaction() as work:
        await administration.make_administrator(work, actor=ann, account_uuid=ben.uuid)

    async def demote(chat: Chat, actor: Actor, other: Actor) -> None:
        async with chat.transaction() as work:
            await administration.unmake_administrator(work, actor=actor, account_uuid=other.uuid)

    made, refused = await settled(demote(processes[0], ann, ben), demote(processes[1], ben, ann))
    assert len(made) == 1
    assert isinstance(refused[0], NotFound | Forbidden)
    async with processes[0].reading() as session:
        assert len((await session.exec(select(Account.id).where(Account.is_administrator))).all()) == 1


async def test_nothing_is_said_after_a_room_was_closed_on_another_process(
    processes: list[Chat], person: MakePerson
) -> None:
    ann = await person("ann")
    place = await make_room(processes[0], ann, "Garden")

    async def close() -> int:
        async with processes[1].transaction() as work:
            await rooms.close(work, actor=ann, room_uuid=place)
        async with processes[1].reading() as session:
            return (await session.exec(select(Room.last_number).where(Room.uuid == place))).one()

    posts = [asyncio.create_task(_posted(processes[0], ann, place)) for _ in range(30)]
    last = await close()
    assert sum(await asyncio.gather(*posts)) == last


async def _posted(chat: Chat, actor: Actor, place: UUID) -> bool:
    try:
        await post(chat, actor, place)
    except Forbidden:
        return False
    return True


async def test_a_command_that_met_another_transaction_is_carried_out_again(chat: Chat, database: str) -> None:
    if database == SQLITE:
        pytest.skip("SQLite has one writer at a time")
    tries = 0

    def command(work: SyncUnitOfWork) -> int:
        nonlocal tries
        tries += 1
        if tries < 3:
            state = ("40001", "40P01")[tries % 2]
            work.connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$"))
        return tries

    assert await chat.transactions.run_sync(command) == 3
    tries = -10
    with pytest.raises(TransactionConflict, match="is busy"):
        await chat.transactions.run_sync(command)
    assert chat.database.monitor is not None
    assert not chat.database.monitor._wake.is_set(), "the database is not in doubt"
    assert tries == -7, "not for ever"


async def test_a_lock_that_is_not_to_be_had_says_busy_and_doubts_no_database(chat: Chat, database: str) -> None:
    if database == SQLITE:
        pytest.skip("SQLite has one writer at a time")
    tries = 0

    def command(work: SyncUnitOfWork) -> None:
        nonlocal tries
        tries += 1
        work.connection.execute(text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '55P03'; END $$"))

    with pytest.raises(Busy, match="is busy"), capture_logs() as told:
        await chat.transactions.run_sync(command)
    assert [(line["log_level"], line["error"]) for line in told] == [("warning", "Busy")]
    assert tries == 1, "each try takes as long"
    assert chat.database.monitor is not None
    assert not chat.database.monitor._wake.is_set()
