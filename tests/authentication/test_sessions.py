"""Sessions whose lifetime starts again: after a restart everybody's at once, in one transaction and not hundreds."""

import asyncio
import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlmodel import col, select

from chatapp.accounts import SignUp
from chatapp.authentication import sessions
from chatapp.bootstrap import Chat
from chatapp.storage.group_commit import GroupCommit
from chatapp.storage.unit_of_work import SyncUnitOfWork
from models import LoginSession
from models.utc_datetime import now
from tests.support.running.patience import PATIENCE
from tests.support.servers.server import PASSWORD

EARLIER = timedelta(hours=1)
LIFETIME = timedelta(days=1)


async def signed_in(chat: Chat, times: int) -> list[str]:
    """Return the tokens of browsers that were last seen an hour ago."""
    await chat.accounts.sign_up(SignUp("ann", "ann@example.org", PASSWORD), may_be_first=True)
    tokens = [(await chat.sessions.sign_in("ann", PASSWORD)).token for _ in range(times)]
    async with chat.transaction() as work:
        await work.session.exec(update(LoginSession).values(last_seen_at=now() - EARLIER))
    return tokens


@pytest.mark.each_database
async def test_those_that_are_due_together_share_a_transaction_and_one_that_has_ended_does_not_come_back(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens, groups = await signed_in(chat, 4), list[Sequence[int]]()
    due, all_are_read = list[int](), threading.Event()

    class Renewals(GroupCommit[int, bool]):
        async def submit(self, request: int) -> bool:
            due.append(request)
            if len(due) == len(tokens) + 1:
                all_are_read.set()
            return await super().submit(request)

    def renew(ids: Sequence[int], work: SyncUnitOfWork) -> list[bool]:
        assert all_are_read.wait(PATIENCE)  # else the first would be over before the last is asked for
        work.connection.execute(delete(LoginSession).where(col(LoginSession.id) == 4))  # it is signed out meanwhile
        groups.append(ids)
        return sessions.renew(ids, work, lifetime=LIFETIME)

    monkeypatch.setattr(chat.sessions, "_renewals", Renewals(chat.transactions, renew))
    visits = await asyncio.gather(*map(chat.sessions.visit, [*tokens, tokens[0]]))
    assert sum(map(len, groups)) == 5
    assert len(groups) <= 2
    assert [visit and visit.is_renewed for visit in visits] == [True, True, True, False, True]
    async with chat.reading() as session:
        rows = (await session.exec(select(LoginSession).order_by(col(LoginSession.id)))).all()
    assert [row.id for row in rows if row.last_seen_at > now() - EARLIER] == [1, 2, 3]
    assert all(row.expires_at < now() + LIFETIME for row in rows)


async def test_asking_whose_a_cookie_is_starts_nothing_again(chat: Chat) -> None:
    (token,) = await signed_in(chat, 1)
    known = await chat.sessions.known(token)
    assert known is not None
    assert (known.actor.username, known.is_renewed) == ("ann", False)
    assert await chat.sessions.known("garbled") is None
    async with chat.reading() as session:
        assert (await session.get_one(LoginSession, 1)).last_seen_at < now() - EARLIER / 2
