"""Effects after a commit: once, in order, after the events; never for what was not committed."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import insert
from structlog.testing import capture_logs

from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden
from chatapp.events import RoomChanged
from chatapp.storage.after_commit import Effects
from chatapp.storage.conflicts import TransactionConflict
from chatapp.storage.unit_of_work import EventRecorder, SyncUnitOfWork
from models import Account
from tests.support.people.accounts import account_row, an_account, usernames
from tests.support.people.chats import MakePerson
from tests.support.servers.mailbox import Mailbox, mails_sent

Register = Callable[[EventRecorder], None]
Transact = Callable[[Chat, Register], Awaitable[None]]


async def awaited(chat: Chat, register: Register) -> None:
    """Write an account in a transaction whose statements are awaited."""
    async with chat.transaction() as work:
        work.session.add(an_account("ann"))
        await work.session.flush()
        register(work)


async def in_a_thread(chat: Chat, register: Register) -> None:
    """Write an account in a transaction that runs in the database's thread."""

    def write(work: SyncUnitOfWork) -> None:
        work.connection.execute(insert(Account), [account_row("ann")])
        register(work)

    await chat.transactions.run_sync(write)


both_forms = pytest.mark.parametrize("transact", [awaited, in_a_thread])


@both_forms
async def test_effects_run_once_in_order_after_the_commit_and_its_events(chat: Chat, transact: Transact) -> None:
    happened: list[object] = []

    async def slow(word: str) -> None:
        await asyncio.sleep(0.01)
        happened.append(word)

    def register(work: EventRecorder) -> None:
        work.after_commit(lambda: happened.append(usernames(chat)))
        work.after_commit(partial(slow, "second"))
        work.after_commit(lambda: happened.append("third"))
        work.announce("t", RoomChanged(uuid4()))

    chat.broker.subscribe("t", lambda _: happened.append("event"))
    await transact(chat, register)
    await chat.transactions.effects.finished()
    assert happened == ["event", ["ann"], "second", "third"]


@both_forms
async def test_a_transaction_that_is_rolled_back_has_no_effects(chat: Chat, transact: Transact) -> None:
    ran: list[str] = []

    def register(work: EventRecorder) -> None:
        work.after_commit(lambda: ran.append("effect"))
        raise Forbidden("no")

    with pytest.raises(Forbidden):
        await transact(chat, register)
    await chat.transactions.effects.finished()
    assert (ran, usernames(chat)) == ([], [])


async def test_a_command_that_runs_again_has_only_the_effects_of_its_last_run(chat: Chat) -> None:
    runs: list[str] = []
    effects: list[str] = []

    def conflict_once(work: SyncUnitOfWork) -> None:
        runs.append("run")
        work.after_commit(partial(effects.append, f"effect {len(runs)}"))
        if len(runs) == 1:
            raise TransactionConflict

    await chat.transactions.run_sync(conflict_once)
    await chat.transactions.effects.finished()
    assert (len(runs), effects) == (2, ["effect 2"])


async def test_a_mail_leaves_after_the_commit_and_a_rollback_sends_none(
    mailing: Chat, mailbox: Mailbox, person: MakePerson
) -> None:
    ann = await person("ann")
    with pytest.raises(Forbidden):  # noqa: PT012
        async with mailing.transaction() as work:
            await mailing.password_resets.send(work, ann.account_id)
            raise Forbidden("no")
    await mails_sent(mailing)
    assert mailbox.mails == []
    async with mailing.transaction() as work:
        await mailing.password_resets.send(work, ann.account_id)
        await mailing.mail_queue.emptied()
        assert mailbox.mails == []
    await mails_sent(mailing)
    assert [mail.to for mail in mailbox.mails] == ["ann@example.org"]


@both_forms
async def test_an_effect_that_fails_is_logged_and_counted_and_the_next_one_runs(chat: Chat, transact: Transact) -> None:
    ran: list[str] = []

    def broken(_: str) -> None:
        raise RuntimeError("broken")

    def register(work: EventRecorder) -> None:
        work.after_commit(partial(broken, "a secret"))
        work.after_commit(lambda: ran.append("next"))

    with capture_logs() as logs:
        await transact(chat, register)
        await chat.transactions.effects.finished()
    assert ran == ["next"]
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["effect after commit failed"]
    assert "broken" in logs[-1]["effect"]
    assert "secret" not in str(logs)
    assert "chatapp_after_commit_failures_total 1.0" in (await chat.metrics.text()).decode()


async def test_a_slow_effect_delays_no_other_transactions(chat: Chat) -> None:
    may_end = asyncio.Event()
    ran: list[str] = []

    async def slow() -> None:
        await may_end.wait()

    async with chat.transaction() as work:
        work.after_commit(slow)
    async with chat.transaction() as work:
        work.after_commit(lambda: ran.append("other"))
    await asyncio.sleep(0.01)
    assert ran == ["other"]
    may_end.set()


async def test_closing_waits_for_effects_and_lets_go_of_what_hangs() -> None:
    ended: list[str] = []

    async def run(seconds: float) -> None:
        try:
            await asyncio.sleep(seconds)
            ended.append("ran")
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    patient = Effects()
    patient.start([partial(run, 0.01)])
    await patient.close()
    assert ended == ["ran"]
    hasty = Effects(grace=0.01)
    hasty.start([partial(run, 3600)])
    with capture_logs() as logs:
        await hasty.close()
    assert ended == ["ran", "cancelled"]
    assert [(line["event"], line["transactions"]) for line in logs] == [("stopping before every effect has run", 1)]
