"""Leases: one holder at a time, taken over when it expires, and whoever held it before is fenced off."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from chatapp.bootstrap import Chat
from chatapp.storage import leases
from chatapp.storage.leases import HeldLease, LeaseLostError
from chatapp.storage.unit_of_work import SyncUnitOfWork
from models import Lease
from models.utc_datetime import now
from tests.support.people.chats import ChatWith

pytestmark = pytest.mark.each_database

NAME = "sweeping"


async def take(chat: Chat, holder: str, seconds: float = 60) -> HeldLease | None:
    return await chat.transactions.run_sync(
        lambda work: leases.acquire(work.connection, NAME, holder=holder, seconds=seconds)
    )


async def renew(chat: Chat, held: HeldLease) -> None:
    await chat.transactions.run_sync(lambda work: leases.renew(work.connection, held, seconds=60))


async def release(chat: Chat, held: HeldLease) -> None:
    await chat.transactions.run_sync(lambda work: leases.release(work.connection, held))


async def let_it_expire(chat: Chat) -> None:
    async with chat.transaction() as work:
        await work.session.exec(update(Lease).values(expires_at=now() - timedelta(seconds=1)))


async def test_one_process_at_a_time_holds_a_lease(chat: Chat, chat_with: ChatWith) -> None:
    other = chat_with()
    first = await take(chat, "ann")
    assert first == HeldLease(NAME, "ann", 1)
    assert await take(other, "ben") is None
    assert await take(chat, "ann") is None, "its holder knows that it holds it; a namesake must not get it too"
    await release(chat, first)
    assert await take(other, "ben") == HeldLease(NAME, "ben", 2)


async def test_of_many_that_want_it_at_once_one_gets_it(chat: Chat, chat_with: ChatWith) -> None:
    crowd = [chat, *(chat_with() for _ in range(3))]
    got = await asyncio.gather(*(take(one, f"process {place}") for place, one in enumerate(crowd)))
    assert sum(held is not None for held in got) == 1


async def test_a_holder_that_slept_too_long_is_fenced_off_and_writes_nothing(chat: Chat) -> None:
    slow = await take(chat, "slow")
    await let_it_expire(chat)
    quick = await take(chat, "quick")
    assert slow is not None
    assert quick is not None

    def write_late(work: SyncUnitOfWork) -> None:
        leases.renew(work.connection, slow, seconds=60)
        raise AssertionError("the old holder must not get this far")

    with pytest.raises(LeaseLostError):
        await chat.transactions.run_sync(write_late)
    with pytest.raises(LeaseLostError):
        await release(chat, slow)
    await renew(chat, quick)


async def test_a_lease_that_expired_and_that_nobody_wanted_can_still_be_renewed(chat: Chat) -> None:
    held = await take(chat, "ann")
    assert held is not None
    await let_it_expire(chat)
    await renew(chat, held)
    assert await take(chat, "ben") is None


async def test_one_can_look_who_holds_it(chat: Chat) -> None:
    def look(work: SyncUnitOfWork) -> tuple[str, datetime] | None:
        return leases.current_holder(work.connection, NAME)

    assert await chat.transactions.run_sync(look) is None
    held = await take(chat, "ann")
    assert held is not None
    found = await chat.transactions.run_sync(look)
    assert found is not None
    assert found[0] == "ann"
    assert now() < found[1] <= now() + timedelta(seconds=61)
    await release(chat, held)
    assert await chat.transactions.run_sync(look) is None
