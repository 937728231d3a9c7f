"""One transaction, announced after commit: nobody hears of what did not happen, nor before it is durable."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from sqlalchemy import insert, text

from chatapp.bootstrap import Chat
from chatapp.errors import Busy, ChatError, Conflict, Forbidden, Unavailable
from chatapp.events import Event, RoomChanged
from chatapp.storage.unit_of_work import GroupCommit, SyncUnitOfWork, UnitOfWork
from models import Account
from tests.support.databases import rows, take_away
from tests.support.rooms import listen, until


def an_account(name: str) -> Account:
    return Account(username=name, username_key=name, email=name, email_key=name, password_hash="x")


def named(name: str) -> dict[str, str]:
    return an_account(name).model_dump(exclude={"id"})


def stored(chat: Chat) -> list[str]:
    """Return whose accounts are committed, in the order in which they were made."""
    return [name for (name,) in rows(chat.settings, "select username from account order by id")]


async def test_an_event_is_heard_only_after_the_commit_that_made_it_true(chat: Chat) -> None:
    seen_by_others: list[list[str]] = []
    chat.broker.subscribe("t", lambda _: seen_by_others.append(stored(chat)))
    async with chat.transaction() as work:
        work.session.add(an_account("ann"))
        await work.session.flush()
        work.announce("t", RoomChanged(uuid4()))
        assert (seen_by_others, stored(chat)) == ([], [])
    assert seen_by_others == [["ann"]]


async def test_a_rollback_announces_nothing_and_leaves_nothing(chat: Chat) -> None:
    heard = listen(chat, "t")
    with pytest.raises(Forbidden):  # noqa: PT012
        async with chat.transaction() as work:
            work.session.add(an_account("ann"))
            await work.session.flush()
            work.announce("t", RoomChanged(uuid4()))
            raise Forbidden("no")
    assert (heard, stored(chat)) == ([], [])


async def test_a_commit_that_fails_announces_nothing(chat: Chat) -> None:
    heard = listen(chat, "t")
    with pytest.raises(Conflict):  # noqa: PT012
        async with chat.transaction() as work:
            work.announce("t", RoomChanged(uuid4()))
            work.session.add_all([an_account("ann"), an_account("ann")])  # fails when the commit flushes
    assert (heard, stored(chat)) == ([], [])


async def test_a_cancelled_transaction_announces_nothing_and_frees_the_turn(chat: Chat) -> None:
    heard = listen(chat, "t")
    is_inside = asyncio.Event()

    async def hang() -> None:
        async with chat.transaction() as work:
            work.session.add(an_account("ann"))
            await work.session.flush()
            work.announce("t", RoomChanged(uuid4()))
            is_inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await is_inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with chat.transaction() as work:
        work.session.add(an_account("ben"))
    assert (heard, stored(chat)) == ([], ["ben"])


async def test_events_are_heard_in_the_order_of_their_commits_and_transactions_never_overlap(chat: Chat) -> None:
    heard = listen(chat, "t")
    events = [RoomChanged(uuid4()) for _ in range(10)]
    inside = 0

    async def one(number: int) -> None:
        nonlocal inside
        async with chat.transaction() as work:
            inside += 1
            assert inside == 1
            work.session.add(an_account(f"p{number}"))
            work.announce("t", events[number])
            await work.session.flush()
            inside -= 1

    await asyncio.gather(*(one(number) for number in range(10)))
    by_commit = [events[int(name[1:])] for name in stored(chat)]
    assert heard == by_commit
    assert len(heard) == 10


async def test_a_reader_does_not_wait_for_a_writer_and_does_not_see_what_is_not_committed(chat: Chat) -> None:
    async with chat.transaction() as work:
        work.session.add(an_account("ann"))
        await work.session.flush()
        assert not await chat.accounts.anybody()
    assert await chat.accounts.anybody()


async def test_a_database_that_is_away_is_our_own_error_and_not_a_crash(chat: Chat) -> None:
    await take_away(chat)
    with pytest.raises(Unavailable):
        async with chat.transaction() as work:
            await work.session.exec(text("select * from message"))  # type: ignore[call-overload]
    with pytest.raises(Unavailable):
        async with chat.reading() as session:
            await session.exec(text("select * from message"))  # type: ignore[call-overload]


async def test_a_transaction_in_one_go_is_heard_after_its_commit_and_in_its_turn(chat: Chat) -> None:
    seen_by_others: list[list[str]] = []
    chat.broker.subscribe("t", lambda _: seen_by_others.append(stored(chat)))

    def make(work: SyncUnitOfWork) -> str:
        work.connection.execute(insert(Account), [named("ann")])
        work.announce("t", RoomChanged(uuid4()))
        return "made"

    async with chat.transaction() as work:
        direct = asyncio.create_task(chat.transactions.run_sync(make))
        await asyncio.sleep(0)
        work.session.add(an_account("first"))
    assert await direct == "made"
    assert seen_by_others == [["first", "ann"]]


async def test_a_transaction_in_one_go_that_fails_leaves_nothing_and_announces_nothing(chat: Chat) -> None:
    heard = listen(chat, "t")

    def make(work: SyncUnitOfWork) -> None:
        work.connection.execute(insert(Account), [named("ann")])
        work.announce("t", RoomChanged(uuid4()))
        raise Forbidden("no")

    def break_down(work: SyncUnitOfWork) -> None:
        work.connection.execute(text("select * from message"))

    with pytest.raises(Forbidden):
        await chat.transactions.run_sync(make)
    assert (heard, stored(chat)) == ([], [])
    await take_away(chat)
    with pytest.raises(Unavailable):
        await chat.transactions.run_sync(break_down)
    assert heard == []


@dataclass
class Recorder:
    """A command that makes an account for each name, and remembers the groups it was given."""

    chat: Chat
    groups: list[list[str]] = field(default_factory=list)

    async def __call__(self, names: Sequence[str]) -> list[str | ChatError]:
        self.groups.append(list(names))
        async with self.chat.transaction() as work:
            return await self.carry_out(work, names)

    async def carry_out(self, work: UnitOfWork, names: Sequence[str]) -> list[str | ChatError]:
        outcomes: list[str | ChatError] = []
        for name in names:
            if name == "forbidden":
                outcomes.append(Forbidden("no"))
                continue
            if name == "away":
                raise Unavailable
            work.session.add(an_account(name))
            await work.session.flush()
            work.announce("t", RoomChanged(uuid4()))
            outcomes.append(name.upper())
        return outcomes


async def unexpected(name: str) -> ChatError:
    raise AssertionError(f"{name} was answered")


async def test_a_lone_request_is_a_group_of_its_own(chat: Chat) -> None:
    command = Recorder(chat)
    assert await GroupCommit(command, refuse=unexpected)("ann") == "ANN"
    assert command.groups == [["ann"]]
    assert stored(chat) == ["ann"]


async def test_requests_that_wait_together_share_a_transaction_in_the_order_of_their_arrival(chat: Chat) -> None:
    command = Recorder(chat)
    make = GroupCommit(command, refuse=unexpected)
    async with chat.transaction():
        first = asyncio.create_task(make("first"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        rest = [asyncio.create_task(make(f"p{number}")) for number in range(20)]
        await asyncio.sleep(0)
        assert stored(chat) == []
    assert [await first, *await asyncio.gather(*rest)] == ["FIRST", *(f"P{number}" for number in range(20))]
    assert len(command.groups) <= 2
    assert [name for group in command.groups for name in group] == stored(chat)


async def test_a_group_is_never_larger_than_allowed(chat: Chat) -> None:
    command = Recorder(chat)
    make = GroupCommit(command, at_once=8, refuse=unexpected)
    await asyncio.gather(*(make(f"p{number}") for number in range(30)))
    assert max(map(len, command.groups)) <= 8
    assert len(stored(chat)) == 30


async def test_each_request_gets_its_own_answer_and_a_refused_one_does_not_spoil_the_others(chat: Chat) -> None:
    make = GroupCommit(Recorder(chat), refuse=unexpected)
    answers = await asyncio.gather(make("ann"), make("forbidden"), make("ben"), return_exceptions=True)
    assert answers[0] == "ANN"
    assert isinstance(answers[1], Forbidden)
    assert answers[2] == "BEN"
    assert stored(chat) == ["ann", "ben"]


async def test_nobody_waits_while_another_is_told_why_he_is_refused(chat: Chat) -> None:
    may_say = asyncio.Event()

    async def refuse(name: str) -> ChatError:
        await may_say.wait()
        return Forbidden(f"{name} may not.")

    async def all_but_the_first(names: Sequence[str]) -> list[str | None]:
        return [None, *names[1:]]

    make = GroupCommit(all_but_the_first, refuse=refuse)
    refused, others = asyncio.create_task(make("ann")), [asyncio.create_task(make(name)) for name in ("ben", "cat")]
    assert await asyncio.gather(*others) == ["ben", "cat"]
    assert not refused.done()
    may_say.set()
    with pytest.raises(Forbidden, match="ann may not"):
        await refused


async def test_a_failing_group_is_tried_one_by_one_so_that_only_the_culprit_fails(chat: Chat) -> None:
    heard = listen(chat, "t")
    command = Recorder(chat)
    make = GroupCommit(command, refuse=unexpected)
    answers = await asyncio.gather(make("ann"), make("twin"), make("twin"), make("ben"), return_exceptions=True)
    assert [answers[0], answers[1], answers[3]] == ["ANN", "TWIN", "BEN"]
    assert isinstance(answers[2], Conflict)
    assert command.groups == [["ann", "twin", "twin", "ben"], ["ann"], ["twin"], ["twin"], ["ben"]]
    assert stored(chat) == ["ann", "twin", "ben"]
    assert len(heard) == 3, "what the failed group announced must not be heard as well"


async def test_a_group_is_not_tried_one_by_one_when_the_database_is_away(chat: Chat) -> None:
    heard = listen(chat, "t")
    command = Recorder(chat)
    make = GroupCommit(command, refuse=unexpected)
    answers = await asyncio.gather(make("ann"), make("away"), return_exceptions=True)
    assert all(isinstance(answer, Unavailable) for answer in answers)
    assert command.groups == [["ann", "away"]]
    assert (stored(chat), heard) == ([], [])
    assert await make("ben") == "BEN", "one bad moment must not stop the next"


async def test_a_group_that_waited_for_a_lock_in_vain_is_not_taken_apart() -> None:
    tries = 0

    async def locked(names: Sequence[str]) -> list[str]:
        nonlocal tries
        tries += 1
        raise Busy

    make = GroupCommit(locked, refuse=unexpected)
    answers = await asyncio.gather(*(make(f"p{number}") for number in range(100)), return_exceptions=True)
    assert all(isinstance(answer, Busy) for answer in answers)
    assert tries == 1


async def test_whoever_waits_is_answered_when_the_writing_is_interrupted(chat: Chat) -> None:
    make = GroupCommit(Recorder(chat), at_once=4, refuse=unexpected)
    async with chat.transaction():
        asking = [asyncio.create_task(make(f"p{number}")) for number in range(10)]
        for _ in range(5):
            await asyncio.sleep(0)
        (writing,) = (task for task in asyncio.all_tasks() if task.get_name() == "group commit")
        writing.cancel()
        async with asyncio.timeout(5):
            answers = await asyncio.gather(*asking, return_exceptions=True)
    assert all(isinstance(answer, Unavailable) for answer in answers), answers
    await make.close()
    assert await make("ben") == "BEN"


async def test_more_waiting_than_we_hold_is_refused_at_once_and_the_rest_is_stored(chat: Chat) -> None:
    make = GroupCommit(Recorder(chat), waiting=3, refuse=unexpected)
    answers = await asyncio.gather(*(make(f"p{number}") for number in range(10)), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, Unavailable)]
    assert len(refused) + len(stored(chat)) == 10
    assert len(refused) == 7


async def test_whoever_stops_waiting_does_not_stop_the_group(chat: Chat) -> None:
    heard: list[Event] = listen(chat, "t")
    make = GroupCommit(Recorder(chat), refuse=unexpected)
    async with chat.transaction():
        tasks = [asyncio.create_task(make(name)) for name in ("ann", "ben")]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        tasks[0].cancel()
    with pytest.raises(asyncio.CancelledError):
        await tasks[0]
    assert await tasks[1] == "BEN"
    await until(lambda: len(heard) == 2)
    assert stored(chat) == ["ann", "ben"]
