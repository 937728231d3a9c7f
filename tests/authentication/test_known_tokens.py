"""Tokens that are known are not asked for again, and whatever ends one or changes its owner is noticed at once."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chatapp.accounts import profiles
from chatapp.accounts.profiles import ProfileEdit
from chatapp.administration import accounts
from chatapp.authentication import devices, known_accounts, known_tokens, tokens
from chatapp.bootstrap import Chat
from chatapp.broker import InProcessBroker
from chatapp.errors import Unauthenticated
from chatapp.events import MISSED_TOPIC, SAVING_TOPIC, EventsMissed, SavingChanged, TokensRevoked, account_topic
from chatapp.identity import Actor
from chatapp.storage.unit_of_work import UnitOfWork
from models import utc_datetime
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.servers.server import PASSWORD

Ending = Callable[[Chat, Actor], Awaitable[None]]


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the database was asked."""
    asked: list[str] = []
    bearer = tokens.bearer

    def counted(snapshot: Any, hashed: str) -> tuple[Actor, datetime]:
        asked.append(hashed)
        return bearer(snapshot, hashed)

    monkeypatch.setattr(tokens, "bearer", counted)
    return asked


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only events make it forget, however slow the machine is."""
    monkeypatch.setattr(known_accounts, "AT_MOST", timedelta(hours=1))


async def known(chat: Chat, username: str) -> str:
    """Return a token that this process knows by now."""
    token = (await chat.sessions.issue_token(username, PASSWORD)).token
    for _ in range(3):
        await chat.sessions.bearer(token)
    return token


@pytest.mark.each_database
async def test_a_token_in_use_is_asked_for_until_its_account_is_listened_to(
    chat: Chat, person: MakePerson, reads: list[str]
) -> None:
    ann = await person("ann")
    token = await known(chat, "ann")
    assert await chat.sessions.bearer(token) == ann
    assert len(reads) == 2  # the first told whose account is to be listened to
    other = await known(chat, "ann")
    assert await chat.sessions.bearer(other) == ann
    assert len(reads) == 4


async def _revoke(chat: Chat, ann: Actor) -> None:
    async with chat.reading() as session:
        token_id = (await devices.tokens(session, actor=ann))[0].id
    async with chat.transaction() as work:
        await devices.revoke_token(work, actor=ann, token_id=token_id)


def _by(act: Callable[[UnitOfWork, Actor], Awaitable[None]]) -> Ending:
    async def end(chat: Chat, ann: Actor) -> None:
        async with chat.transaction() as work:
            await act(work, ann)

    return end


async def _change_password(chat: Chat, ann: Actor) -> None:
    await chat.own_account.change_password(actor=ann, current=PASSWORD, new="quince-lantern-4")


async def _lock(chat: Chat, ann: Actor) -> None:
    root = (await chat.sessions.issue_token("root", PASSWORD)).actor
    async with chat.transaction() as work:
        await accounts.deactivate(work, actor=root, account_uuid=ann.uuid)


async def _delete(chat: Chat, ann: Actor) -> None:
    await chat.own_account.delete(actor=ann, password=PASSWORD)


@pytest.mark.parametrize(
    "end",
    [
        _revoke,
        _by(lambda work, ann: devices.sign_out_everywhere(work, actor=ann)),
        _lock,
        _change_password,
        _delete,
    ],
    ids=["revoked", "signed out everywhere", "locked", "another password", "deleted"],
)
async def test_a_known_token_is_refused_as_soon_as_it_ends(chat: Chat, person: MakePerson, end: Ending) -> None:
    await person("root")
    ann = await person("ann")
    token = await known(chat, "ann")
    await end(chat, ann)
    with pytest.raises(Unauthenticated):
        await chat.sessions.bearer(token)


async def test_another_name_is_known_at_once(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    token = await known(chat, "ann")
    async with chat.transaction() as work:
        await profiles.edit(work, actor=ann, changes=ProfileEdit(first_name="Ann", last_name="Onymous"))
    assert (await chat.sessions.bearer(token)).name == "Ann Onymous"


async def test_what_was_read_before_an_end_is_not_remembered_after_it(
    chat: Chat, person: MakePerson, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await person("ann")
    token = (await chat.sessions.issue_token("ann", PASSWORD)).token
    await chat.sessions.bearer(token)
    read = chat.database.read

    async def read_late(*asked: Any, **more: Any) -> Any:
        found = await read(*asked, **more)
        chat.broker.publish(account_topic(ann.account_id), TokensRevoked(ann.account_id))
        return found

    monkeypatch.setattr(chat.database, "read", read_late)
    await chat.sessions.bearer(token)
    monkeypatch.setattr(chat.database, "read", read)
    before = len(reads)
    await chat.sessions.bearer(token)
    assert len(reads) == before + 1


@pytest.mark.parametrize(("topic", "event"), [(MISSED_TOPIC, EventsMissed()), (SAVING_TOPIC, SavingChanged())])
async def test_after_a_loss_nothing_is_remembered(
    chat: Chat, person: MakePerson, reads: list[str], topic: str, event: Any
) -> None:
    await person("ann")
    token = await known(chat, "ann")
    before = len(reads)
    chat.broker.publish(topic, event)
    await chat.sessions.bearer(token)
    assert len(reads) == before + 1
    await chat.sessions.bearer(token)
    assert len(reads) == before + 1


class HalfBroker(InProcessBroker):
    """A broker whose connection may be lost."""

    is_up = True

    @property
    def is_whole(self) -> bool:
        return self.is_up


async def test_while_the_brokers_connection_is_lost_the_database_is_asked(
    chat_with: ChatWith, person: MakePerson, reads: list[str]
) -> None:
    await person("ann")
    broker = HalfBroker()
    chat = chat_with(broker)
    token = await known(chat, "ann")
    broker.is_up = False
    before = len(reads)
    for _ in range(3):
        await chat.sessions.bearer(token)
    assert len(reads) == before + 3


async def test_what_changes_beside_chatapp_is_noticed_after_a_moment(
    chat: Chat, person: MakePerson, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await person("ann")
    token = await known(chat, "ann")
    before = len(reads)
    later = utc_datetime.now() + known_accounts.AT_MOST + timedelta(seconds=1)
    monkeypatch.setattr(known_accounts, "now", lambda: later)
    await chat.sessions.bearer(token)
    assert len(reads) == before + 1


async def test_the_tokens_that_came_first_are_forgotten_first(
    chat: Chat, person: MakePerson, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_tokens, "TOKENS", 2)
    await person("ann")
    first, *others = [await known(chat, "ann") for _ in range(3)]
    before = len(reads)
    for token in others:
        await chat.sessions.bearer(token)
    assert len(reads) == before
    await chat.sessions.bearer(first)
    assert len(reads) == before + 1
