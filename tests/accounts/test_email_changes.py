"""Another e-mail address: the password first, then the code from the new mailbox, and a notice to the old one."""

import pytest

from chatapp.authentication.one_time_codes import Waiting
from chatapp.bootstrap import Chat
from chatapp.errors import Conflict, Invalid, RateLimited
from chatapp.events import AccountChanged, account_topic
from chatapp.identity import Actor
from tests.authentication.test_one_time_codes import wrong
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import listen
from tests.support.running.clock import Calendar
from tests.support.servers.mailbox import Mailbox, mails_sent
from tests.support.servers.server import PASSWORD

NEW = "ann@new.example.org"


async def ask(chat: Chat, actor: Actor, email: str = NEW, password: str = PASSWORD) -> Actor | Waiting:
    """Ask for the change and wait until the mail is out."""
    answer = await chat.email_changes.request(actor=actor, email=email, password=password)
    await mails_sent(chat)
    return answer


@pytest.mark.each_database
async def test_the_code_from_the_new_mailbox_changes_the_address_and_the_old_one_is_told(
    mailing: Chat, mailbox: Mailbox, person: MakePerson
) -> None:
    ann = await person("ann")
    heard = listen(mailing, account_topic(ann.account_id))
    assert isinstance(await ask(mailing, ann), Waiting)
    await mailing.sessions.sign_in("ann@example.org", PASSWORD)
    assert heard == []
    changed = await mailing.email_changes.confirm(actor=ann, code=(await mailbox.mail(NEW)).code)
    assert changed.email == NEW
    assert heard == [AccountChanged(ann.account_id)]
    await mailing.sessions.sign_in(NEW, PASSWORD)
    notice = await mailbox.mail("ann@example.org")
    assert "address was changed" in notice.subject
    assert NEW not in notice.text, "whoever reads the old mailbox need not know the new one"


async def test_without_the_password_nothing_is_mailed(mailing: Chat, mailbox: Mailbox, person: MakePerson) -> None:
    ann = await person("ann")
    with pytest.raises(Invalid) as refused:
        await ask(mailing, ann, password="not-the-password")
    assert list(refused.value.fields) == ["password"]
    await mails_sent(mailing)
    assert mailbox.mails == []


@pytest.mark.parametrize("email", ["nowhere", "ann@example.org", "ANN@example.org"])
async def test_what_is_no_address_or_is_yours_already_is_told_beside_the_field(
    mailing: Chat, person: MakePerson, email: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await ask(mailing, await person("ann"), email)
    assert list(refused.value.fields) == ["email"]


async def test_an_address_of_another_account_gets_the_same_answer_and_its_owner_is_told(
    mailing: Chat, mailbox: Mailbox, person: MakePerson
) -> None:
    ann, eve = await person("ann"), await person("eve")
    taken, free = await ask(mailing, eve, "ann@example.org"), await ask(mailing, ann)
    assert isinstance(taken, Waiting)
    assert isinstance(free, Waiting)
    assert taken.expires_at == free.expires_at
    assert "tried to use your address" in (await mailbox.mail("ann@example.org")).subject
    not_the_code, told = wrong((await mailbox.mail(NEW)).code), []
    for actor in (eve, ann):
        with pytest.raises(Invalid) as refused:
            await mailing.email_changes.confirm(actor=actor, code=not_the_code)
        told.append(refused.value.fields)
    assert told[0] == told[1]


async def test_a_code_is_worth_nothing_to_others_and_after_five_tries(
    mailing: Chat, mailbox: Mailbox, person: MakePerson
) -> None:
    ann, eve = await person("ann"), await person("eve")
    await ask(mailing, ann)
    code = (await mailbox.mail(NEW)).code
    with pytest.raises(Invalid, match="no longer works"):
        await mailing.email_changes.confirm(actor=eve, code=code)
    for number in range(1, 6):
        with pytest.raises(Invalid, match="Wrong code"):
            await mailing.email_changes.confirm(actor=ann, code=wrong(code, number))
    with pytest.raises(Invalid, match="no longer works"):
        await mailing.email_changes.confirm(actor=ann, code=code)


async def test_the_same_address_is_mailed_once_a_minute_and_the_last_code_counts(
    mailing: Chat, mailbox: Mailbox, calendar: Calendar, person: MakePerson
) -> None:
    ann = await person("ann")
    await ask(mailing, ann)
    with pytest.raises(RateLimited):
        await ask(mailing, ann)
    await ask(mailing, ann, "ann@third.example.org")  # a slip of the finger need not wait
    await mailing.email_changes.confirm(actor=ann, code=(await mailbox.mail("ann@third.example.org")).code)
    calendar.advance(60)
    await ask(mailing, ann)
    await mailing.email_changes.confirm(actor=ann, code=(await mailbox.mail(NEW, 2)).code)


@pytest.mark.each_database
async def test_an_address_taken_in_the_meantime_is_told_to_whoever_proves_to_own_it(
    mailing: Chat, mailbox: Mailbox, person: MakePerson
) -> None:
    ann, eve = await person("ann"), await person("eve")
    await ask(mailing, ann)
    await ask(mailing, eve)
    for_ann, for_eve = await mailbox.mail(NEW, 1), await mailbox.mail(NEW, 2)
    await mailing.email_changes.confirm(actor=ann, code=for_ann.code)
    with pytest.raises(Conflict):
        await mailing.email_changes.confirm(actor=eve, code=for_eve.code)


async def test_a_reset_link_in_the_old_mailbox_is_worth_nothing_after_the_change(
    mailing: Chat, mailbox: Mailbox, person: MakePerson
) -> None:
    ann = await person("ann")
    await mailing.password_resets.request("ann@example.org")
    link = await mailbox.mail("ann@example.org")
    await ask(mailing, ann)
    await mailing.email_changes.confirm(actor=ann, code=(await mailbox.mail(NEW)).code)
    assert not await mailing.password_resets.is_live(link.token)


async def test_without_a_mail_server_the_password_is_enough_and_a_taken_address_is_told(
    chat: Chat, person: MakePerson
) -> None:
    ann, _ = await person("ann"), await person("eve")
    heard = listen(chat, account_topic(ann.account_id))
    with pytest.raises(Conflict):
        await ask(chat, ann, "eve@example.org")
    changed = await ask(chat, ann)
    assert isinstance(changed, Actor)
    assert changed.email == NEW
    assert heard == [AccountChanged(ann.account_id)]
