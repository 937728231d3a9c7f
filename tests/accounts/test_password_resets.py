"""A forgotten password: the mailed link sets a new one, once, and throws everybody else out."""

import pytest
from sqlmodel import select

from chatapp.authentication.one_time_codes import MAILS_AN_HOUR
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid, NotFound, RateLimited, Unauthenticated
from chatapp.events import SessionEnded, TokensRevoked, account_topic
from models import Account, OneTimeCode
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import listen
from tests.support.running.clock import Calendar
from tests.support.servers.databases import stored_bytes
from tests.support.servers.mailbox import Mail, Mailbox, mails_sent
from tests.support.servers.server import PASSWORD

NEW = "walrus-lantern-4"


async def link(chat: Chat, mailbox: Mailbox, email: str = "ann@example.org", number: int = 1) -> Mail:
    """Ask for a link and return the mail that brings it."""
    await chat.password_resets.request(email)
    return await mailbox.mail(email, number)


async def set_active(chat: Chat, username: str, *, is_active: bool) -> None:
    async with chat.transaction() as work:
        account = (await work.session.exec(select(Account).where(Account.username == username))).one()
        account.is_active = is_active
        work.session.add(account)


async def test_the_link_sets_a_new_password_and_the_owner_is_told(
    mailing: Chat, mailbox: Mailbox, person: MakePerson
) -> None:
    await person("ann")
    mail = await link(mailing, mailbox)
    assert mail.link.startswith(f"{mailing.address}/reset?token=")
    assert "30 minutes" in mail.text
    assert "If this wasn't you" in mail.text
    await mailing.password_resets.complete(mail.token, NEW)
    assert (await mailing.sessions.sign_in("ann", NEW)).actor.username == "ann"
    with pytest.raises(Unauthenticated):
        await mailing.sessions.sign_in("ann", PASSWORD)
    notice = await mailbox.mail("ann@example.org", 2)
    assert "was changed" in notice.subject
    assert NEW not in notice.text


async def test_the_link_leads_to_the_public_address_whatever_a_request_says(
    mailing: Chat, mailbox: Mailbox, person: MakePerson, chat_with: object
) -> None:
    await person("ann")
    public = chat_with(smtp_url=mailbox.url, public_url="https://chat.example.org")  # type: ignore[operator]
    assert (await link(public, mailbox)).link.startswith("https://chat.example.org/reset?token=")


@pytest.mark.each_database
async def test_everybody_who_was_signed_in_is_thrown_out_at_once(
    mailing: Chat, mailbox: Mailbox, person: MakePerson
) -> None:
    ann = await person("ann")
    browser = (await mailing.sessions.sign_in("ann", PASSWORD)).token
    program = (await mailing.sessions.issue_token("ann", PASSWORD)).token
    heard = listen(mailing, account_topic(ann.account_id))
    await mailing.password_resets.complete((await link(mailing, mailbox)).token, NEW)
    assert await mailing.sessions.visit(browser) is None
    with pytest.raises(Unauthenticated):
        await mailing.sessions.bearer(program)
    assert [type(event) for event in heard] == [SessionEnded, TokensRevoked]


@pytest.mark.each_database
async def test_a_link_works_once_and_so_does_each_that_was_sent_before(
    mailing: Chat, mailbox: Mailbox, calendar: Calendar, person: MakePerson
) -> None:
    await person("ann")
    first = await link(mailing, mailbox)
    calendar.advance(60)
    second = await link(mailing, mailbox, number=2)
    assert not await mailing.password_resets.is_live(first.token)
    await mailing.password_resets.complete(second.token, NEW)
    for mail in (first, second):
        with pytest.raises(Invalid) as refused:
            await mailing.password_resets.complete(mail.token, "another-walrus-5")
        assert list(refused.value.fields) == ["token"]
    await mailing.sessions.sign_in("ann", NEW)


@pytest.mark.each_database
async def test_a_link_is_too_old_after_half_an_hour(
    mailing: Chat, mailbox: Mailbox, calendar: Calendar, person: MakePerson
) -> None:
    await person("ann")
    mail = await link(mailing, mailbox)
    calendar.advance(30 * 60 - 1)
    assert await mailing.password_resets.is_live(mail.token)
    calendar.advance(1)
    assert not await mailing.password_resets.is_live(mail.token)
    with pytest.raises(Invalid, match="link no longer works"):
        await mailing.password_resets.complete(mail.token, NEW)
    await mailing.sessions.sign_in("ann", PASSWORD)


@pytest.mark.parametrize("weak", ["short", "password1", "ann@example.org", "x" * 1025])
async def test_a_weak_password_is_refused_and_the_link_still_works(
    mailing: Chat, mailbox: Mailbox, person: MakePerson, weak: str
) -> None:
    await person("ann")
    mail = await link(mailing, mailbox)
    with pytest.raises(Invalid) as refused:
        await mailing.password_resets.complete(mail.token, weak)
    assert list(refused.value.fields) == ["password"]
    await mailing.password_resets.complete(mail.token, NEW)


async def test_nobody_learns_whether_an_address_has_an_account(
    mailing: Chat, mailbox: Mailbox, calendar: Calendar, person: MakePerson
) -> None:
    await person("ann")
    await person("gone")
    await set_active(mailing, "gone", is_active=False)
    emails = ("ann@example.org", "gone@example.org", "nobody@example.org")
    for email in emails:
        await mailing.password_resets.request(email)
    for email in emails:
        with pytest.raises(RateLimited) as refused:
            await mailing.password_resets.request(email.upper())
        assert refused.value.retry_after == 60
    calendar.advance(60)
    for email in emails:
        await mailing.password_resets.request(email)
    await mails_sent(mailing)
    assert {mail.to for mail in mailbox.mails} == {"ann@example.org"}
    async with mailing.reading() as session:
        codes = (await session.exec(select(OneTimeCode))).all()
    assert sorted(code.email for code in codes) == sorted(emails), "the same is written for each"


async def test_what_is_no_address_is_told_beside_the_field(mailing: Chat) -> None:
    with pytest.raises(Invalid) as refused:
        await mailing.password_resets.request("nowhere")
    assert list(refused.value.fields) == ["email"]


async def test_a_person_deactivated_in_the_meantime_gets_no_new_password(
    mailing: Chat, mailbox: Mailbox, person: MakePerson
) -> None:
    await person("ann")
    mail = await link(mailing, mailbox)
    await set_active(mailing, "ann", is_active=False)
    with pytest.raises(Invalid, match="link no longer works"):
        await mailing.password_resets.complete(mail.token, NEW)
    await set_active(mailing, "ann", is_active=True)
    await mailing.sessions.sign_in("ann", PASSWORD)


async def test_an_administrator_has_a_link_sent_to_the_owner(
    mailing: Chat, mailbox: Mailbox, person: MakePerson
) -> None:
    ann = await person("ann")
    async with mailing.transaction() as work:
        await mailing.password_resets.send(work, ann.account_id)
    await mailing.password_resets.complete((await mailbox.mail("ann@example.org")).token, NEW)
    await set_active(mailing, "ann", is_active=False)
    for account_id in (ann.account_id, 4711):
        with pytest.raises(NotFound):
            async with mailing.transaction() as work:
                await mailing.password_resets.send(work, account_id)


@pytest.mark.each_database
async def test_the_token_cannot_be_read_in_the_database(mailing: Chat, mailbox: Mailbox, person: MakePerson) -> None:
    await person("ann")
    token = (await link(mailing, mailbox)).token
    assert len(token) >= 43
    assert token.encode() not in stored_bytes(mailing.settings)


async def test_impatience_uses_up_no_mails(
    mailing: Chat, mailbox: Mailbox, calendar: Calendar, person: MakePerson
) -> None:
    await person("ann")
    await link(mailing, mailbox)
    for _ in range(MAILS_AN_HOUR):
        with pytest.raises(RateLimited):
            await mailing.password_resets.request("ann@example.org")
    calendar.advance(60)
    assert (await link(mailing, mailbox, number=2)).token
