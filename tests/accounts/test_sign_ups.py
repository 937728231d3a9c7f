"""Signing up where addresses are verified: the code makes the account, and nobody learns who has one already."""

import asyncio
from contextlib import _AsyncGeneratorContextManager
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from chatapp.accounts import SignUp
from chatapp.accounts.sign_ups import SignUps
from chatapp.authentication.one_time_codes import MAILS_AN_HOUR, OneTimeCodes, Waiting
from chatapp.authentication.passwords import Passwords
from chatapp.authentication.rate_limit import RateLimits
from chatapp.bootstrap import Chat
from chatapp.errors import ChatError, Conflict, Forbidden, Invalid, RateLimited
from chatapp.identity import Actor
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from models import Account, OneTimeCode, utc_datetime
from tests.authentication.test_one_time_codes import wrong
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.running.clock import Calendar
from tests.support.servers.databases import stored_bytes
from tests.support.servers.mailbox import Mailbox, mails_sent
from tests.support.servers.server import PASSWORD

ANN = SignUp("ann", "ann@example.org", PASSWORD, "Ann", "Example", "ch")


async def start(chat: Chat, form: SignUp = ANN) -> Waiting:
    """Send the form and wait until the mail is out."""
    waiting = await chat.sign_ups.submit(form)
    assert isinstance(waiting, Waiting)
    await mails_sent(chat)
    return waiting


async def accounts(chat: Chat) -> list[Account]:
    async with chat.reading() as session:
        return list((await session.exec(select(Account).where(Account.username != "admin"))).all())


async def test_the_code_from_the_mail_makes_the_account(mailing: Chat, mailbox: Mailbox) -> None:
    waiting = await start(mailing)
    assert await accounts(mailing) == []
    mail = await mailbox.mail("ann@example.org")
    actor = await mailing.sign_ups.confirm(waiting.handle, mail.code)
    assert (actor.username, actor.email, actor.name, actor.is_administrator) == (
        "ann",
        "ann@example.org",
        "Ann Example",
        False,
    )
    (account,) = await accounts(mailing)
    assert account.country == "CH"
    assert (await mailing.sessions.sign_in("ann", PASSWORD)).actor == actor


async def test_the_mail_says_what_it_is_how_long_it_is_valid_and_what_to_do_if_it_was_not_you(
    mailing: Chat, mailbox: Mailbox
) -> None:
    await start(mailing, replace(ANN, first_name="Buy now at", last_name="evil.example"))
    mail = await mailbox.mail("ann@example.org")
    assert mailing.address in mail.text
    assert "10 minutes" in mail.text
    assert "If this wasn't you" in mail.text
    assert mail.code not in mail.subject
    assert "evil.example" not in str(mail.message), "what a stranger types is never mailed to somebody else"


@pytest.mark.each_database
async def test_neither_the_code_nor_the_password_can_be_read_in_the_database(mailing: Chat, mailbox: Mailbox) -> None:
    await start(mailing)
    code = (await mailbox.mail("ann@example.org")).code
    stored = stored_bytes(mailing.settings)
    assert b"ann@example.org" in stored, "we look where it would be"
    assert b"$2b$04$" in stored
    assert PASSWORD.encode() not in stored
    assert code.encode() not in stored


@pytest.mark.parametrize("email", ["eve@example.org", "EVE@example.org"])
async def test_a_known_address_is_answered_like_an_unknown_one_and_only_its_owner_is_told(
    mailing: Chat, mailbox: Mailbox, person: MakePerson, email: str
) -> None:
    await person("eve")
    known = await start(mailing, SignUp("evelyn", email, PASSWORD))
    unknown = await start(mailing)
    assert known.expires_at == unknown.expires_at
    assert known.may_resend_at == unknown.may_resend_at
    not_the_code = wrong((await mailbox.mail("ann@example.org")).code)
    mail = await mailbox.mail(known.email)
    assert "already have" in mail.subject
    assert f"{mailing.address}/forgot" in mail.text
    told = []
    for waiting in (known, unknown):
        with pytest.raises(Invalid) as refused:
            await mailing.sign_ups.confirm(waiting.handle, not_the_code)
        told.append(refused.value.fields)
    assert told[0] == told[1]
    assert [account.username for account in await accounts(mailing)] == ["eve"]


class CountedPasswords(Passwords):
    """Notes each hash."""

    def __init__(self, steps: list[str]) -> None:
        super().__init__(4)
        self.steps = steps

    async def hash(self, password: str, *, asker: str = "") -> str:
        """Note it, and hash."""
        self.steps.append("hash")
        return await super().hash(password, asker=asker)


class CountedTransactions(Transactions):
    """Notes each transaction."""

    def __init__(self, chat: Chat, steps: list[str]) -> None:
        super().__init__(chat.database, chat.broker)
        self.steps = steps

    def begin(self) -> _AsyncGeneratorContextManager[UnitOfWork]:
        """Note it, and begin."""
        self.steps.append("transaction")
        return super().begin()


async def test_the_work_is_of_the_same_kind_for_known_and_unknown_addresses(mailing: Chat, person: MakePerson) -> None:
    """No clock can judge this on a busy machine; so the costly steps are counted."""
    await person("eve")
    steps: list[str] = []
    transactions, passwords = CountedTransactions(mailing, steps), CountedPasswords(steps)
    codes = OneTimeCodes(transactions, b"key", utc_datetime.now, limits=RateLimits(100))
    sign_ups = SignUps(
        mailing.database,
        transactions,
        passwords,
        mailing.accounts,
        codes,
        mailing.mail_queue,
        address=mailing.address,
        is_verified=True,
        limits=RateLimits(100),
    )
    await sign_ups.submit(SignUp("evelyn", "eve@example.org", PASSWORD))
    assert steps == ["hash", "transaction"]
    await sign_ups.submit(ANN)
    assert steps == ["hash", "transaction"] * 2
    passwords.close()


async def test_that_a_username_is_taken_is_told_whatever_the_address(mailing: Chat, person: MakePerson) -> None:
    await person("eve")
    told = []
    for email in ("eve@example.org", "new@example.org"):
        with pytest.raises(Conflict) as refused:
            await mailing.sign_ups.submit(SignUp("Eve", email, PASSWORD))
        told.append(refused.value.fields)
    assert told[0] == told[1]
    assert list(told[0]) == ["username"]


async def test_every_wrong_field_is_told_before_any_mail_is_sent(mailing: Chat, mailbox: Mailbox) -> None:
    with pytest.raises(Invalid) as refused:
        await mailing.sign_ups.submit(SignUp("?", "nowhere", "short", "\u202e", "x" * 61, "Atlantis"))
    assert list(refused.value.fields) == ["username", "email", "first_name", "last_name", "country", "password"]
    await mails_sent(mailing)
    assert mailbox.mails == []


async def test_a_wrong_code_makes_no_account_and_after_five_the_right_one_neither(
    mailing: Chat, mailbox: Mailbox, calendar: Calendar
) -> None:
    waiting = await start(mailing)
    code = (await mailbox.mail("ann@example.org")).code
    for number in range(1, 6):
        with pytest.raises(Invalid, match="Wrong code"):
            await mailing.sign_ups.confirm(waiting.handle, wrong(code, number))
    with pytest.raises(Invalid, match="no longer works"):
        await mailing.sign_ups.confirm(waiting.handle, code)
    assert await accounts(mailing) == []
    calendar.advance(60)
    await mailing.sign_ups.resend(waiting.handle)
    again = await mailbox.mail("ann@example.org", 2)
    assert (await mailing.sign_ups.confirm(waiting.handle, again.code)).username == "ann"


@pytest.mark.each_database
async def test_a_code_is_too_old_after_ten_minutes(mailing: Chat, mailbox: Mailbox, calendar: Calendar) -> None:
    waiting = await start(mailing)
    calendar.advance(600)
    code = (await mailbox.mail("ann@example.org")).code
    with pytest.raises(Invalid, match="no longer works"):
        await mailing.sign_ups.confirm(waiting.handle, code)
    with pytest.raises(Invalid, match="no longer works"):
        await mailing.sign_ups.resend(waiting.handle)
    with pytest.raises(Invalid, match="no longer works"):
        await mailing.sign_ups.waiting(waiting.handle)


async def test_another_code_comes_after_a_minute_for_known_and_unknown_addresses_alike(
    mailing: Chat, mailbox: Mailbox, calendar: Calendar, person: MakePerson
) -> None:
    await person("eve")
    known, unknown = await start(mailing, SignUp("evelyn", "eve@example.org", PASSWORD)), await start(mailing)
    for waiting in (known, unknown):
        with pytest.raises(RateLimited) as refused:
            await mailing.sign_ups.resend(waiting.handle)
        assert refused.value.retry_after == 60
    calendar.advance(60)
    answers = [await mailing.sign_ups.resend(waiting.handle) for waiting in (known, unknown)]
    assert answers[0].expires_at == answers[1].expires_at
    assert (await mailbox.mail("eve@example.org", 2)).subject == mailbox.to("eve@example.org")[0].subject
    assert (await mailbox.mail("ann@example.org", 2)).code


@pytest.mark.each_database
async def test_a_code_is_used_up_by_the_account_it_makes(mailing: Chat, mailbox: Mailbox) -> None:
    waiting = await start(mailing)
    code = (await mailbox.mail("ann@example.org")).code
    both = await asyncio.gather(
        *(mailing.sign_ups.confirm(waiting.handle, code) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in both) == ["Actor", "Invalid"]
    assert len(await accounts(mailing)) == 1
    async with mailing.reading() as session:
        assert (await session.exec(select(OneTimeCode))).all() == []


@pytest.mark.each_database
async def test_of_two_who_wait_for_the_same_username_the_second_is_told_to_choose_another(
    mailing: Chat, mailbox: Mailbox
) -> None:
    one, other = await start(mailing), await start(mailing, replace(ANN, email="anna@example.org"))
    codes = [(await mailbox.mail(waiting.email)).code for waiting in (one, other)]
    outcomes = await asyncio.gather(
        *(mailing.sign_ups.confirm(w.handle, code) for w, code in zip((one, other), codes, strict=True)),
        return_exceptions=True,
    )
    (refused,) = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    assert list(refused.fields) == ["username"]
    assert len(await accounts(mailing)) == 1


@pytest.mark.each_database
async def test_of_two_who_sign_up_with_the_same_address_the_later_counts(mailing: Chat, mailbox: Mailbox) -> None:
    one, other = await start(mailing), await start(mailing, replace(ANN, username="anna"))
    first, second = await mailbox.mail("ann@example.org", 1), await mailbox.mail("ann@example.org", 2)
    with pytest.raises(Invalid, match="no longer works"):
        await mailing.sign_ups.confirm(one.handle, first.code)
    await mailing.sign_ups.confirm(other.handle, second.code)
    assert [account.username for account in await accounts(mailing)] == ["anna"]


@pytest.mark.each_database
async def test_an_account_made_in_the_meantime_is_told_to_whoever_proves_to_own_the_address(
    mailing: Chat, mailbox: Mailbox
) -> None:
    waiting = await start(mailing)
    await mailing.accounts.sign_up(replace(ANN, username="anna"), as_administrator=True)
    with pytest.raises(Conflict) as refused:
        await mailing.sign_ups.confirm(waiting.handle, (await mailbox.mail("ann@example.org")).code)
    assert list(refused.value.fields) == ["email"]


async def test_an_unknown_handle_is_no_sign_up(mailing: Chat) -> None:
    for asking in (
        mailing.sign_ups.confirm(uuid4(), "123456"),
        mailing.sign_ups.resend(uuid4()),
        mailing.sign_ups.waiting(UUID(int=0)),
    ):
        with pytest.raises(Invalid, match="no longer works"):
            await asking


async def test_the_first_account_needs_no_code_and_only_from_who_may_set_up(
    chat_with: ChatWith, mailbox: Mailbox
) -> None:
    empty = chat_with(smtp_url=mailbox.url, signup="verified")
    with pytest.raises(Forbidden):
        await empty.sign_ups.submit(ANN)
    first = await empty.sign_ups.submit(ANN, may_be_first=True)
    assert isinstance(first, Actor)
    assert first.is_administrator


async def test_where_signing_up_is_open_or_closed_no_code_is_needed_or_helps(
    mailing: Chat, mailbox: Mailbox, chat_with: ChatWith
) -> None:
    waiting = await start(mailing)
    closed = chat_with(smtp_url=mailbox.url, signup="closed")
    with pytest.raises(Forbidden):
        await closed.sign_ups.submit(replace(ANN, username="x2", email="x2@example.org"))
    with pytest.raises(Forbidden):
        await closed.sign_ups.confirm(waiting.handle, (await mailbox.mail("ann@example.org")).code)
    open_ = chat_with(smtp_url=mailbox.url, signup="open")
    assert isinstance(await open_.sign_ups.submit(replace(ANN, username="ben", email="ben@example.org")), Actor)
    assert mailbox.to("ben@example.org") == []


async def test_one_address_of_the_net_may_not_send_mail_to_everybody(chat_with: ChatWith, mailing: Chat) -> None:
    strict = chat_with(signup="verified", tries_per_minute=2)
    outcomes = [
        await asyncio.gather(
            strict.sign_ups.submit(SignUp(f"p{number}x", f"p{number}@example.org", PASSWORD), asker="192.0.2.1"),
            return_exceptions=True,
        )
        for number in range(3)
    ]
    assert [isinstance(outcome, ChatError) for (outcome,) in outcomes] == [False, False, True]
    assert isinstance(outcomes[2][0], RateLimited)


async def test_a_mail_server_that_is_away_fails_nobodys_sign_up(mailing: Chat, mailbox: Mailbox) -> None:
    await mailbox.stop()
    assert isinstance(await mailing.sign_ups.submit(ANN), Waiting)
    await mailbox.start()
    assert (await mailbox.mail("ann@example.org")).code


async def test_trying_usernames_that_are_taken_uses_up_no_mails(mailing: Chat, mailbox: Mailbox) -> None:
    for _ in range(MAILS_AN_HOUR + 1):
        with pytest.raises(Conflict):
            await mailing.sign_ups.submit(replace(ANN, username="admin"))
    await start(mailing)
    assert len(mailbox.to("ann@example.org")) == 1
