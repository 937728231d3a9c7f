"""One transaction, announced after commit: nobody hears of what did not happen, nor before it is durable."""

import asyncio
from threading import Event
from uuid import uuid4

import pytest
from sqlalchemy import insert, text

from chatapp.bootstrap import Chat
from chatapp.errors import Conflict, Forbidden, Unavailable
from chatapp.events import RoomChanged
from chatapp.storage.unit_of_work import SyncUnitOfWork
from models import Account
from tests.support.people.accounts import account_row, an_account, usernames
from tests.support.people.rooms import listen
from tests.support.running.patience import PATIENCE
from tests.support.servers.databases import take_away

pytestmark = pytest.mark.each_database


async def test_an_event_is_heard_only_after_the_commit_that_made_it_true(chat: Chat) -> None:
    seen_by_others: list[list[str]] = []
    chat.broker.subscribe("t", lambda _: seen_by_others.append(usernames(chat)))
    async with chat.transaction() as work:
        work.session.add(an_account("ann"))
        await work.session.flush()
        work.announce("t", RoomChanged(uuid4()))
        assert (seen_by_others, usernames(chat)) == ([], [])
    assert seen_by_others == [["ann"]]


async def test_a_rollback_announces_nothing_and_leaves_nothing(chat: Chat) -> None:
    heard = listen(chat, "t")
    with pytest.raises(Forbidden):  # noqa: PT012
        async with chat.transaction() as work:
            work.session.add(an_account("ann"))
            await work.session.flush()
            work.announce("t", RoomChanged(uuid4()))
            raise Forbidden("no")
    assert (heard, usernames(chat)) == ([], [])


async def test_a_commit_that_fails_announces_nothing(chat: Chat) -> None:
    heard = listen(chat, "t")
    with pytest.raises(Conflict):  # noqa: PT012
        async with chat.transaction() as work:
            work.announce("t", RoomChanged(uuid4()))
            work.session.add_all([an_account("ann"), an_account("ann")])  # fails when the commit flushes
    assert (heard, usernames(chat)) == ([], [])


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
    assert (heard, usernames(chat)) == ([], ["ben"])


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
    by_commit = [events[int(name[1:])] for name in usernames(chat)]
    assert heard == by_commit
    assert len(heard) == 10


async def test_a_reader_does_not_wait_for_a_writer_and_does_not_see_what_is_not_committed(chat: Chat) -> None:
    async with chat.transaction() as work:
        work.session.add(an_account("ann"))
        await work.session.flush()
        assert not await chat.accounts.is_set_up()
    assert await chat.accounts.is_set_up()


async def test_a_database_that_is_away_is_our_own_error_and_not_a_crash(chat: Chat) -> None:
    await take_away(chat)
    with pytest.raises(Unavailable):
        async with chat.transaction() as work:
            await work.session.exec(text("select * from message"))  # type: ignore[call-overload]
    with pytest.raises(Unavailable):
        async with chat.reading() as session:
            await session.exec(text("select * from message"))  # type: ignore[call-overload]


async def test_a_transaction_in_a_thread_is_heard_after_its_commit_and_in_its_turn(chat: Chat) -> None:
    seen_by_others: list[list[str]] = []
    chat.broker.subscribe("t", lambda _: seen_by_others.append(usernames(chat)))

    def make(work: SyncUnitOfWork) -> str:
        work.connection.execute(insert(Account), [account_row("ann")])
        work.announce("t", RoomChanged(uuid4()))
        return "made"

    async with chat.transaction() as work:
        direct = asyncio.create_task(chat.transactions.run_sync(make))
        await asyncio.sleep(0)
        work.session.add(an_account("first"))
    assert await direct == "made"
    assert seen_by_others == [["first", "ann"]]


@pytest.mark.parametrize("fails", [False, True])
async def test_a_transaction_in_a_thread_keeps_its_turn_and_is_heard_of_if_its_caller_is_cancelled(
    chat: Chat, *, fails: bool
) -> None:
    heard, effects, has_begun, may_end = listen(chat, "t"), list[str](), Event(), Event()

    def make(work: SyncUnitOfWork) -> None:
        has_begun.set()
        may_end.wait(PATIENCE)
        work.connection.execute(insert(Account), [account_row("ann")])
        work.announce("t", changed)
        work.after_commit(lambda: effects.append("done"))
        if fails:
            raise Forbidden("no")

    async def add_ben() -> None:
        async with chat.transaction() as work:
            work.session.add(an_account("ben"))

    changed = RoomChanged(uuid4())
    cancelled = asyncio.create_task(chat.transactions.run_sync(make))
    next_one = asyncio.create_task(add_ben())
    await asyncio.to_thread(has_begun.wait, PATIENCE)
    cancelled.cancel()
    for _ in range(3):
        await asyncio.sleep(0)
    assert not cancelled.done()
    may_end.set()
    await next_one
    assert cancelled.cancelled()
    await chat.transactions.close()
    expected = ([], [], ["ben"]) if fails else ([changed], ["done"], ["ann", "ben"])
    assert (heard, effects, usernames(chat)) == expected


async def test_a_transaction_in_a_thread_that_fails_leaves_nothing_and_announces_nothing(chat: Chat) -> None:
    heard = listen(chat, "t")

    def make(work: SyncUnitOfWork) -> None:
        work.connection.execute(insert(Account), [account_row("ann")])
        work.announce("t", RoomChanged(uuid4()))
        raise Forbidden("no")

    def break_down(work: SyncUnitOfWork) -> None:
        work.connection.execute(text("select * from message"))

    with pytest.raises(Forbidden):
        await chat.transactions.run_sync(make)
    assert (heard, usernames(chat)) == ([], [])
    await take_away(chat)
    with pytest.raises(Unavailable):
        await chat.transactions.run_sync(break_down)
    assert heard == []
