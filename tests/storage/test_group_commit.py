"""Group commit: requests that wait together share a transaction, and each gets an answer of its own."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from sqlalchemy import insert

from chatapp.bootstrap import Chat
from chatapp.errors import Busy, ChatError, Conflict, Forbidden, Unavailable
from chatapp.events import Event, RoomChanged
from chatapp.storage.group_commit import GroupCommit
from chatapp.storage.unit_of_work import SyncUnitOfWork
from models import Account
from tests.support.people.accounts import account_row, usernames
from tests.support.people.rooms import listen
from tests.support.running.patience import until

pytestmark = pytest.mark.each_database


@dataclass
class Recorder:
    """Makes an account for each name, and remembers the groups it was given."""

    groups: list[list[str]] = field(default_factory=list)

    def store(self, names: Sequence[str], work: SyncUnitOfWork) -> list[str | ChatError]:
        self.groups.append(list(names))
        return [self._store(name, work) for name in names]

    def _store(self, name: str, work: SyncUnitOfWork) -> str | ChatError:
        if name == "forbidden":
            return Forbidden("no")
        if name == "away":
            raise Unavailable
        work.connection.execute(insert(Account), [account_row(name)])
        work.announce("t", RoomChanged(uuid4()))
        return name.upper()


async def submit_all(group_commit: GroupCommit[str, str], *names: str) -> list[str | BaseException]:
    """Submit names together; returns their results or errors."""
    return await asyncio.gather(*map(group_commit.submit, names), return_exceptions=True)


async def test_a_lone_request_is_a_group_of_its_own(chat: Chat) -> None:
    recorder = Recorder()
    assert await GroupCommit(chat.transactions, recorder.store).submit("ann") == "ANN"
    assert recorder.groups == [["ann"]]
    assert usernames(chat) == ["ann"]


async def test_requests_that_wait_together_share_a_transaction_in_the_order_of_their_arrival(chat: Chat) -> None:
    recorder = Recorder()
    group_commit = GroupCommit(chat.transactions, recorder.store)
    async with chat.transaction():
        first = asyncio.create_task(group_commit.submit("first"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        rest = [asyncio.create_task(group_commit.submit(f"p{number}")) for number in range(20)]
        await asyncio.sleep(0)
        assert usernames(chat) == []
    assert [await first, *await asyncio.gather(*rest)] == ["FIRST", *(f"P{number}" for number in range(20))]
    assert len(recorder.groups) <= 2
    assert [name for group in recorder.groups for name in group] == usernames(chat)


async def test_who_is_told_in_a_call_of_their_own_is_told_in_order_whatever_another_does(chat: Chat) -> None:
    group_commit, told = GroupCommit(chat.transactions, Recorder().store), list[object]()

    def fail(_: object) -> None:
        raise RuntimeError("the page is gone")

    for name, on_outcome in (("ann", told.append), ("ben", fail), ("forbidden", told.append), ("cleo", told.append)):
        group_commit.enqueue(name, on_outcome)
    await group_commit.close()
    assert (told[0], told[2]) == ("ANN", "CLEO")
    assert isinstance(told[1], Forbidden)
    assert usernames(chat) == ["ann", "ben", "cleo"]


async def test_who_posts_again_when_answered_comes_along_with_the_others_who_do(chat: Chat) -> None:
    recorder = Recorder()
    group_commit = GroupCommit(chat.transactions, recorder.store)
    loop, left = asyncio.get_running_loop(), 30

    def again(_: object) -> None:
        nonlocal left
        left -= 1
        if left > 0:
            loop.call_soon(group_commit.enqueue, f"p{left}", again)

    for name in ("ann", "ben", "cleo"):
        group_commit.enqueue(name, again)
    await until(lambda: left <= -2)
    assert [len(group) for group in recorder.groups[:9]] == [3] * 9


async def test_a_group_is_never_larger_than_allowed(chat: Chat) -> None:
    recorder = Recorder()
    group_commit = GroupCommit(chat.transactions, recorder.store, group_limit=8)
    await asyncio.gather(*(group_commit.submit(f"p{number}") for number in range(30)))
    assert max(map(len, recorder.groups)) <= 8
    assert len(usernames(chat)) == 30


async def test_each_request_gets_its_own_answer_and_a_refused_one_does_not_spoil_the_others(chat: Chat) -> None:
    group_commit = GroupCommit(chat.transactions, Recorder().store)
    answers = await submit_all(group_commit, "ann", "forbidden", "ben")
    assert answers[0] == "ANN"
    assert isinstance(answers[1], Forbidden)
    assert answers[2] == "BEN"
    assert usernames(chat) == ["ann", "ben"]


async def test_a_failing_group_is_tried_one_by_one_so_that_only_the_culprit_fails(chat: Chat) -> None:
    heard = listen(chat, "t")
    recorder = Recorder()
    group_commit = GroupCommit(chat.transactions, recorder.store)
    answers = await submit_all(group_commit, "ann", "twin", "twin", "ben")
    assert [answers[0], answers[1], answers[3]] == ["ANN", "TWIN", "BEN"]
    assert isinstance(answers[2], Conflict)
    assert recorder.groups == [["ann", "twin", "twin", "ben"], ["ann"], ["twin"], ["twin"], ["ben"]]
    assert usernames(chat) == ["ann", "twin", "ben"]
    assert len(heard) == 3, "what the failed group announced must not be heard as well"


async def test_a_group_is_not_tried_one_by_one_when_the_database_is_away(chat: Chat) -> None:
    heard = listen(chat, "t")
    recorder = Recorder()
    group_commit = GroupCommit(chat.transactions, recorder.store)
    answers = await submit_all(group_commit, "ann", "away")
    assert all(isinstance(answer, Unavailable) for answer in answers)
    assert recorder.groups == [["ann", "away"]]
    assert (usernames(chat), heard) == ([], [])
    assert await group_commit.submit("ben") == "BEN", "one bad moment must not stop the next"


async def test_a_group_that_waited_for_a_lock_in_vain_is_not_taken_apart(chat: Chat) -> None:
    tries = 0

    def locked(names: Sequence[str], work: SyncUnitOfWork) -> list[str]:
        nonlocal tries
        tries += 1
        raise Busy

    group_commit = GroupCommit(chat.transactions, locked)
    answers = await submit_all(group_commit, *(f"p{number}" for number in range(100)))
    assert all(isinstance(answer, Busy) for answer in answers)
    assert tries == 1


async def test_whoever_waits_is_answered_when_the_writing_is_interrupted(chat: Chat) -> None:
    group_commit = GroupCommit(chat.transactions, Recorder().store, group_limit=4)
    async with chat.transaction():
        asking = [asyncio.create_task(group_commit.submit(f"p{number}")) for number in range(10)]
        for _ in range(5):
            await asyncio.sleep(0)
        (writing,) = (task for task in asyncio.all_tasks() if task.get_name() == "group commit")
        writing.cancel()
        async with asyncio.timeout(5):
            answers = await asyncio.gather(*asking, return_exceptions=True)
    assert all(isinstance(answer, Unavailable) for answer in answers), answers
    await group_commit.close()
    assert await group_commit.submit("ben") == "BEN"


async def test_more_waiting_than_we_hold_is_refused_at_once_and_the_rest_is_stored(chat: Chat) -> None:
    group_commit = GroupCommit(chat.transactions, Recorder().store, queue_limit=3)
    answers = await submit_all(group_commit, *(f"p{number}" for number in range(10)))
    refused = [answer for answer in answers if isinstance(answer, Unavailable)]
    assert len(refused) + len(usernames(chat)) == 10
    assert len(refused) == 7


async def test_whoever_stops_waiting_does_not_stop_the_group(chat: Chat) -> None:
    heard: list[Event] = listen(chat, "t")
    group_commit = GroupCommit(chat.transactions, Recorder().store)
    async with chat.transaction():
        tasks = [asyncio.create_task(group_commit.submit(name)) for name in ("ann", "ben")]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        tasks[0].cancel()
    with pytest.raises(asyncio.CancelledError):
        await tasks[0]
    assert await tasks[1] == "BEN"
    await until(lambda: len(heard) == 2)
    assert usernames(chat) == ["ann", "ben"]
