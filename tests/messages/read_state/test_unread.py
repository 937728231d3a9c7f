"""How far people have read: on a clock that only moves when the test says so, and a database that can be away."""

from collections.abc import AsyncIterator, Callable
from random import Random
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from chatapp import messages, rooms
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Invalid, NotFound, Unavailable
from chatapp.events import Event, RoomRead, RoomUnread, account_topic
from chatapp.identity import Actor
from chatapp.messages.read_state import read_marks, storing_read_marks
from chatapp.messages.read_state.read_marks import INTERVAL, LIVE, RETRY_LIMIT, ReadMarks, ReadProgress
from chatapp.rooms.unread import NUMBERS
from chatapp.storage.snapshot import within
from chatapp.storage.unit_of_work import SyncUnitOfWork, Transactions
from models import Membership, Message, MessageKind, Room
from models.utc_datetime import now
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, join, leave, listen, say
from tests.support.running.clock import Clock
from tests.support.running.patience import until

Result = TypeVar("Result")


class Away(Transactions):
    """Transactions that can be told to fail, and count how often they are begun."""

    is_away = False
    begun = 0
    committed = 0

    async def run_sync(self, command: Callable[[SyncUnitOfWork], Result], *, is_lasting: bool = True) -> Result:
        """Run a command, or say that the database is away."""
        self.begun += 1
        if self.is_away:
            raise Unavailable
        result = await super().run_sync(command, is_lasting=is_lasting)
        self.committed += 1
        return result


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def transactions(chat: Chat) -> Away:
    return Away(chat.database, chat.broker)


@pytest.fixture
async def marks(transactions: Away, clock: Clock) -> AsyncIterator[ReadMarks]:
    marks = ReadMarks(transactions, clock.later)
    yield marks
    await marks.close()


async def standing(chat: Chat, actor: Actor, room: UUID) -> ReadProgress:
    async with chat.reading() as session:
        return (await read_marks.read_progress(session, actor=actor, room_uuids=[room]))[room]


async def read(chat: Chat, actor: Actor, room: UUID, number: int) -> int:
    async with chat.transaction() as work:
        return await read_marks.mark_read(work, actor=actor, room_uuid=room, number=number)


def heard_by(chat: Chat, actor: Actor) -> list[Event]:
    return listen(chat, account_topic(actor.account_id))


@pytest.mark.each_database
async def test_what_others_say_is_unread_and_what_one_says_oneself_is_read(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "one")
    await say(chat, ann, room, "two")
    assert await standing(chat, ann, room) == ReadProgress(2, 2)
    assert await standing(chat, ben, room) == ReadProgress(2, 0)
    await say(chat, ben, room, "three")  # whoever answers has read
    assert await standing(chat, ben, room) == ReadProgress(3, 3)
    assert await standing(chat, ann, room) == ReadProgress(3, 2)


async def test_a_repeated_post_moves_nothing(chat: Chat, person: MakePerson, key: str) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "once", key)
    await say(chat, ben, room, "meanwhile")
    await say(chat, ann, room, "once", key)
    assert await standing(chat, ann, room) == ReadProgress(2, 1)


async def counted(chat: Chat, actor: Actor, room: UUID) -> int:
    """How many messages are unread: by the room itself, and by all lists that show it."""
    async with chat.reading() as session:
        one = await rooms.get(session, actor=actor, room_uuid=room)
        joined = await within(session, rooms.joined, actor=actor)
        found = await rooms.listing(session, actor=actor)
    counts = {view.unread for view in (one, *joined, *found.items) if view.uuid == room}
    assert len(counts) == 1
    return counts.pop()


@pytest.mark.each_database
async def test_a_removed_message_is_unread_no_more(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, quiet = await a_room(chat, ann, ben), await a_room(chat, ann, ben, name="quiet")
    await say(chat, ann, quiet, "stays")
    for words in ("one", "two", "three", "four"):
        await say(chat, ann, room, words)
    left = []
    for number in (3, 1, 4, 2):
        async with chat.transaction() as work:
            await messages.remove(work, actor=ann, room_uuid=room, number=number)
        left.append(await counted(chat, ben, room))
        if number == 1:
            await read(chat, ben, room, 2)
            left.append(await counted(chat, ben, room))
    assert left == [3, 2, 1, 0, 0]
    assert await counted(chat, ann, room) == 0
    async with chat.reading() as session:
        shown = await within(session, rooms.joined, actor=ben, limit=1)
    assert [view.uuid for view in shown] == [quiet]  # what is unread comes first


@pytest.mark.each_database
async def test_counts_are_right_however_many_messages_do_not_count(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    uuid, chance = await a_room(chat, ann, ben, cat), Random(1)
    kinds = [chance.choice((MessageKind.TEXT, MessageKind.PINNED)) for _ in range(700)]
    are_deleted = [chance.random() < 0.5 for _ in kinds]
    async with chat.transaction() as work:
        room = (await work.session.exec(select(Room).where(Room.uuid == uuid))).one()
        room.last_number = room.revision = len(kinds)
        made: dict[str, Any] = {"room_id": room.id, "author_id": ann.account_id, "body": "x"}
        for number, (kind, is_deleted) in enumerate(zip(kinds, are_deleted, strict=True), 1):
            at = now() if is_deleted else None
            key = f"key {number}"
            work.session.add(
                Message(**made, number=number, revision=number, kind=kind, client_message_id=key, deleted_at=at)
            )
    for mark in (0, 1, 99, 250, 480, 699, 700):
        await read(chat, ben, uuid, mark)
        expected = sum(
            kind == MessageKind.TEXT and not is_deleted
            for kind, is_deleted in list(zip(kinds, are_deleted, strict=True))[mark:]
        )
        assert await counted(chat, ben, uuid) == expected
        async with chat.reading() as session:
            view = await rooms.get(session, actor=ben, room_uuid=uuid)
        assert len(view.uncounted_unread.first) <= NUMBERS  # a page is told no more
        assert view.first_unread > len(kinds) or kinds[view.first_unread - 1] == MessageKind.TEXT


@pytest.mark.each_database
async def test_whoever_joins_later_finds_nothing_unread(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)
    await say(chat, ann, room, "before")
    await join(chat, ben, room)
    assert await standing(chat, ben, room) == ReadProgress(2, 2)


async def test_reading_is_stored_and_told_to_the_readers_own_pages_alone(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "one")
    bens, anns = heard_by(chat, ben), heard_by(chat, ann)
    assert await read(chat, ben, room, 1) == 1
    assert (bens, anns) == ([RoomRead(room, ben.account_id, 1)], [])
    assert await standing(chat, ben, room) == ReadProgress(1, 1)


@pytest.mark.parametrize("number", [0, -5, 1])
@pytest.mark.each_database
async def test_reading_never_goes_back(chat: Chat, person: MakePerson, number: int) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for words in ("one", "two"):
        await say(chat, ann, room, words)
    await read(chat, ben, room, 2)
    heard = heard_by(chat, ben)
    assert await read(chat, ben, room, number) == 2
    assert heard == []


async def test_nobody_reads_what_is_not_written_yet(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "one")
    assert await read(chat, ben, room, 10_000) == 1
    await say(chat, ann, room, "two")
    assert await standing(chat, ben, room) == ReadProgress(2, 1)


async def test_outsiders_read_nothing(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    public, private = await a_room(chat, ann), await a_room(chat, ann, visibility="private")
    with pytest.raises(Forbidden):
        await read(chat, eve, public, 1)
    for hidden in (private, uuid4()):
        with pytest.raises(NotFound):
            await read(chat, eve, hidden, 1)
    async with chat.reading() as session:
        assert await read_marks.read_progress(session, actor=eve, room_uuids=[public, private]) == {}


async def test_a_closed_room_counts_no_more(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    async with chat.transaction() as work:
        await rooms.close(work, actor=ann, room_uuid=room)
    with pytest.raises(Forbidden):
        await read(chat, ann, room, 1)
    async with chat.reading() as session:
        assert await read_marks.read_progress(session, actor=ann, room_uuids=[room]) == {}


async def test_the_first_mark_is_written_at_once_and_those_of_a_second_together(
    chat: Chat, person: MakePerson, marks: ReadMarks, transactions: Away, clock: Clock
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, other = await a_room(chat, ann, ben), await a_room(chat, ann, ben)
    for number in range(1, 21):
        await say(chat, ann, room if number % 2 else other, f"number {number}")
    heard = heard_by(chat, ben)
    marks.mark(ben, room, 1)
    assert marks.noted(ben, room) == 1
    await until(lambda: transactions.committed == 1)
    assert heard == [RoomRead(room, ben.account_id, 1)]
    for number in range(2, 11):
        marks.mark(ben, room, number)
        marks.mark(ben, other, number)
    assert (marks.noted(ben, room), marks.noted(ben, other), marks.noted(ann, room)) == (10, 10, 0)
    clock.advance(INTERVAL - 0.1)
    assert transactions.begun == 1
    clock.advance(0.1)
    await until(lambda: transactions.committed == 2)
    assert heard[1:] == [RoomRead(room, ben.account_id, 10), RoomRead(other, ben.account_id, 10)]
    await until(lambda: marks.noted(ben, room) == 0)
    clock.advance(INTERVAL * 10)
    assert transactions.begun == 2  # nothing to write, nothing begun
    assert clock.waiting == []


async def test_what_is_read_as_it_comes_is_written_every_three_seconds_and_all_of_it_at_the_end(
    chat: Chat, person: MakePerson, marks: ReadMarks, transactions: Away, clock: Clock
) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    room, other = await a_room(chat, ann, ben), await a_room(chat, ann, ben)
    for _ in range(4):
        await say(chat, ann, room, "words")
        await say(chat, ann, other, "words")
    both, heard, eves = frozenset({ann.account_id, ben.account_id}), heard_by(chat, ben), heard_by(chat, eve)
    marks.mark_live(room, both | {eve.account_id}, 1)
    await until(lambda: transactions.committed == 1)
    marks.mark_live(room, both, 2)
    assert (marks.noted(ben, room), marks.noted(eve, room), marks.readers_of(room)) == (2, 0, both)
    marks.mark_live(room, frozenset({ann.account_id}), 3)  # whoever looks away has read what they have read
    assert (marks.noted(ben, room), marks.noted(ann, room), marks.readers_of(room)) == (2, 3, both)
    marks.mark(ben, other, 1)
    clock.advance(INTERVAL)
    await until(lambda: transactions.committed == 2 and clock.waiting)
    assert heard == [
        RoomRead(room, ben.account_id, 1),
        RoomRead(room, ben.account_id, 2),
        RoomRead(other, ben.account_id, 1),
    ]
    assert await standing(chat, ann, room) == ReadProgress(4, 4)  # her own words
    clock.advance(INTERVAL)
    clock.advance(INTERVAL)
    await until(lambda: transactions.committed == 3 and clock.waiting)
    marks.mark_live(room, both, 4)
    for _ in range(LIVE - 1):
        clock.advance(INTERVAL)
    assert (transactions.begun, marks.noted(ben, room)) == (3, 4)
    clock.advance(INTERVAL)
    await until(lambda: transactions.committed == 4 and clock.waiting)
    assert heard[3:] == [RoomRead(room, ben.account_id, 4)]
    marks.mark_live(other, both, 4)
    await marks.set_read(actor=ben, marks={other: 2})
    assert (marks.noted(ben, other), marks.noted(ann, other)) == (0, 4)
    await marks.close()
    assert await standing(chat, ben, other) == ReadProgress(4, 2)
    assert (eves, clock.waiting) == ([], [])


@pytest.mark.each_database
async def test_marks_never_go_back_whatever_the_order_in_which_pages_send_them(
    chat: Chat, person: MakePerson, marks: ReadMarks, transactions: Away, clock: Clock
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for words in ("one", "two", "three"):
        await say(chat, ann, room, words)
    for number in (3, 1):
        marks.mark(ben, room, number)
    await until(lambda: transactions.committed == 1)
    marks.mark(ben, room, 2)
    clock.advance(INTERVAL)
    await until(lambda: transactions.committed == 2)
    assert await standing(chat, ben, room) == ReadProgress(3, 3)


@pytest.mark.each_database
async def test_a_room_is_unread_again_and_what_a_page_had_read_before_does_not_undo_it(
    chat: Chat, person: MakePerson, marks: ReadMarks, transactions: Away, clock: Clock
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for words in ("one", "two", "three"):
        await say(chat, ann, room, words)
    marks.mark(ben, room, 2)
    await until(lambda: transactions.committed == 1)
    marks.mark(ben, room, 3)  # waits, for a second at most
    heard, anns = heard_by(chat, ben), heard_by(chat, ann)
    await marks.set_read(actor=ben, marks={room: 1})
    assert marks.noted(ben, room) == 0
    clock.advance(INTERVAL)
    await marks.close()
    assert (heard, anns) == ([RoomUnread(room, ben.account_id, 1)], [])
    assert await standing(chat, ben, room) == ReadProgress(3, 1)
    async with chat.reading() as session:
        [listed] = await within(session, rooms.joined, actor=ben)
    assert (listed.unread, listed.first_unread) == (2, 2)
    await marks.set_read(actor=ben, marks={room: 9})
    assert await standing(chat, ben, room) == ReadProgress(3, 3)
    assert heard[1:] == [RoomRead(room, ben.account_id, 3)]


async def test_a_room_whose_mark_still_waits_is_unread_again_from_a_message_on(
    chat: Chat, person: MakePerson, marks: ReadMarks, transactions: Away
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, before = await a_room(chat, ann, ben), await a_room(chat, ann, ben)
    for words in ("one", "two", "three"):
        await say(chat, ann, room, words)
    marks.mark(ben, before, 1)
    await until(lambda: transactions.committed == 1)
    marks.mark(ben, room, 3)  # waits; in the database nothing is read
    heard = heard_by(chat, ben)
    await marks.set_read(actor=ben, marks={room: 2})
    await marks.close()
    assert heard == [RoomUnread(room, ben.account_id, 2)]
    assert await standing(chat, ben, room) == ReadProgress(3, 2)


async def test_so_many_messages_are_unread_again_and_no_more(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for number in range(4):
        await say(chat, ann, room, f"number {number}")
    await read(chat, ben, room, 4)
    monkeypatch.setattr(read_marks, "FARTHEST", 2)
    with pytest.raises(Invalid):
        async with chat.transaction() as work:
            await messages.set_read(work, actor=ben, room_uuid=room, number=1)
    async with chat.transaction() as work:
        assert await messages.set_read(work, actor=ben, room_uuid=room, number=2) == 2


async def test_all_rooms_are_read_together_and_each_says_how_far_it_was(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    one, two, read_before = [await a_room(chat, ann, ben) for _ in range(3)]
    foreign = await a_room(chat, ann)
    for room in (one, one, two, read_before, foreign):
        await say(chat, ann, room, "hello")
    await read(chat, ben, one, 1)
    await read(chat, ben, read_before, 1)
    async with chat.transaction() as work:
        upto = dict.fromkeys((one, two, read_before, foreign, uuid4()), 9)
        before = await messages.mark_all_read(work, actor=ben, upto=upto)
    assert before == {one: 1, two: 0}
    assert [await standing(chat, ben, room) for room in (one, two)] == [ReadProgress(2, 2), ReadProgress(1, 1)]


async def test_a_mark_without_a_membership_is_dropped(
    chat: Chat, person: MakePerson, marks: ReadMarks, transactions: Away
) -> None:
    ann, eve = await person("ann"), await person("eve")
    room = await a_room(chat, ann, eve)
    await say(chat, ann, room, "one")
    await leave(chat, eve, room)
    heard = heard_by(chat, eve)
    marks.mark(eve, room, 1)
    marks.mark(eve, uuid4(), 1)
    await until(lambda: transactions.committed == 1)
    assert heard == []


@pytest.mark.each_database
async def test_marks_wait_for_a_database_that_is_away_and_are_tried_ever_more_rarely(
    chat: Chat, person: MakePerson, marks: ReadMarks, transactions: Away, clock: Clock
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for words in ("one", "two"):
        await say(chat, ann, room, words)
    transactions.is_away = True
    marks.mark(ben, room, 2)
    pauses: list[float] = []
    for tried in range(1, 9):
        await until(lambda tried=tried: transactions.begun == tried and clock.waiting)
        marks.mark(ben, room, 1)  # older; and no reason to try sooner
        pauses.append(clock.waiting[0] - clock.now)
        clock.advance(pauses[-1])
    assert pauses == [1, 2, 4, 8, 16, RETRY_LIMIT, RETRY_LIMIT, RETRY_LIMIT]
    transactions.is_away = False
    await until(lambda: clock.waiting)
    clock.advance(RETRY_LIMIT)
    await until(lambda: transactions.committed == 1)
    assert await standing(chat, ben, room) == ReadProgress(2, 2)


async def test_closing_writes_what_is_left(chat: Chat, person: MakePerson, transactions: Away, clock: Clock) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for words in ("one", "two"):
        await say(chat, ann, room, words)
    marks = ReadMarks(transactions, clock.later)
    marks.mark(ben, room, 1)
    await until(lambda: clock.waiting)  # written, and now at rest
    marks.mark(ben, room, 2)
    await marks.close()
    assert await standing(chat, ben, room) == ReadProgress(2, 2)
    assert clock.waiting == []


@pytest.mark.each_database
async def test_more_marks_than_one_query_takes_are_all_written(
    chat: Chat, person: MakePerson, marks: ReadMarks
) -> None:
    ann = await person("ann")
    made = [
        Room(name=f"Room {number}", name_key=f"room {number}", created_by_id=ann.account_id, last_number=1)
        for number in range(2 * storing_read_marks.BATCH + 1)
    ]
    async with chat.transaction() as work:
        work.session.add_all(made)
        await work.session.flush()
        work.session.add_all([Membership(room_id=room.id, account_id=ann.account_id) for room in made])
    for room in made:
        marks.mark(ann, room.uuid, 1)
    await marks.close()
    async with chat.reading() as session:
        found = await read_marks.read_progress(session, actor=ann, room_uuids=[room.uuid for room in made])
    assert found == dict.fromkeys([room.uuid for room in made], ReadProgress(1, 1))
