"""Mails of what is still unread, by a real mail server: one an hour, with lines and links, ended by one click."""

from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID, uuid4

import pytest

from chatapp import messages, notifications, reminders
from chatapp.bootstrap import Chat
from chatapp.errors import NotFound
from chatapp.identity import Actor
from chatapp.notifications.quiet import DAYS
from tests.support.people.alerts import TellingChat, set_level, set_mark, set_rules
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import a_direct_room, a_room, say
from tests.support.running.clock import Calendar, Clock
from tests.support.servers.mailbox import Mailbox

JOB = "notification e-mails"


@pytest.fixture
def telling(mailing: Chat, calendar: Calendar) -> TellingChat:
    return TellingChat(mailing, calendar, Clock())


async def run(telling: TellingChat, after: timedelta) -> str:
    """Let time pass, and run the job."""
    telling.calendar.moment += after
    job = telling.chat.jobs.known[JOB].run
    assert job is not None
    said = await job()
    await telling.chat.mail_queue.emptied()
    return said


async def test_what_is_unread_after_a_while_is_mailed_once_an_hour_with_lines_and_links(
    telling: TellingChat, mailbox: Mailbox, person: MakePerson
) -> None:
    chat = telling.chat
    ann, ben, cat = [await person(name) for name in ("ann", "ben", "cat")]
    room, direct = await a_room(chat, ann, ben, cat, name="Lab <1>"), await a_direct_room(chat, ann, ben)
    await say(chat, ann, room, "@ben look at *this* & that")
    await say(chat, ann, room, "@cat you read it")
    await say(chat, ann, direct, "psst")
    await telling.wait()
    await set_mark(chat, cat, room, 2)
    await run(telling, timedelta(minutes=14))
    assert list(mailbox.mails) == []
    await run(telling, timedelta(minutes=2))
    [mail] = mailbox.mails
    assert (mail.to, mail.subject) == ("ben@example.org", "2 unread notifications in Chatapp")
    text, html = parts(mail.message)
    assert "ann mentioned you in Lab <1>\n    @ben look at this & that\n" in text
    assert f"{chat.address}/rooms/{room}/1" in text
    assert f"{chat.address}/rooms/{direct}/1" in html
    assert "Lab &lt;1&gt;" in html
    assert "this &amp; that" in html
    assert mail.message["Reply-To"] is None
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    await say(chat, ann, room, "@ben again")
    await telling.wait()
    await run(telling, timedelta(minutes=20))
    assert len(mailbox.mails) == 1, "one an hour"
    await run(telling, timedelta(minutes=45))
    assert [one.subject for one in mailbox.mails][1:] == ["1 unread notification in Chatapp"]
    await run(telling, timedelta(hours=2))
    assert len(mailbox.mails) == 2, "each is mailed once"


async def test_a_reminder_is_mailed_too_and_leads_to_the_list(
    telling: TellingChat, mailbox: Mailbox, person: MakePerson
) -> None:
    chat, ann = telling.chat, await person("ann")
    async with chat.transaction() as work:
        await reminders.remind(work, actor=ann, now=chat.now(), words="2*3*4 plants", in_seconds=60)
    telling.calendar.advance(60)
    assert await chat.reminding.remind_due() == 1
    await chat.teller.emptied()
    [(_, notice)] = telling.told.notices
    told = notice.title, notice.text, notice.path, notice.room_uuid
    assert told == ("Reminder", "2*3*4 plants", "/reminders", None)
    await run(telling, timedelta(minutes=16))
    [mail] = mailbox.mails
    assert f"Reminder\n    2*3*4 plants\n{chat.address}/reminders\n" in parts(mail.message)[0]


ROOM = UUID(int=7)


@pytest.mark.parametrize(
    ("kind", "room", "number", "path"),
    [
        ("mention", ROOM, 3, f"/rooms/{ROOM}/3"),
        ("added", ROOM, None, f"/rooms/{ROOM}"),
        ("summary", None, None, "/activity"),
        ("reminder", ROOM, 3, f"/rooms/{ROOM}/3"),
        ("reminder", None, None, "/reminders"),
        ("unsent", ROOM, None, "/scheduled"),
        ("unsent", None, None, "/scheduled"),
    ],
)
def test_each_notice_leads_to_its_place(kind: str, room: UUID | None, number: int | None, path: str) -> None:
    assert notifications.path_of(kind, room, number) == path


def parts(message: EmailMessage) -> tuple[str, str]:
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content().replace("\r\n", "\n"), html.get_content()


async def test_no_mail_goes_to_who_wants_none_is_quiet_or_may_not_see_it_any_more(
    telling: TellingChat, mailbox: Mailbox, person: MakePerson
) -> None:
    chat = telling.chat
    ann, ben, cat, dan = [await person(name) for name in ("ann", "ben", "cat", "dan")]
    room = await a_room(chat, ann, ben, cat, dan)
    await set_rules(chat, ben, has_mail=False)
    await say(chat, ann, room, "@ben @cat @dan hello")
    await telling.wait()
    at = chat.now()
    begin = (at.hour * 60 + at.minute) % 1440
    await set_rules(chat, cat, quiet_days=DAYS, quiet_from=begin, quiet_to=(begin + 120) % 1440, time_zone="UTC")
    async with chat.transaction() as work:
        await messages.mark_read(work, actor=dan, room_uuid=room, number=1)
    await run(telling, timedelta(minutes=20))
    assert list(mailbox.mails) == []
    await run(telling, timedelta(minutes=120))
    assert [mail.to for mail in mailbox.mails] == ["cat@example.org"], "after the quiet hours"
    await say(chat, ann, room, "@dan one more")
    await telling.wait()
    async with chat.transaction() as work:
        await messages.remove(work, actor=ann, room_uuid=room, number=2)
    await run(telling, timedelta(minutes=20))
    assert len(mailbox.mails) == 1


async def test_no_mail_says_what_was_read_once_or_what_a_message_does_not_say_any_more(
    telling: TellingChat, mailbox: Mailbox, person: MakePerson
) -> None:
    chat = telling.chat
    ann, ben, cat, dan = [await person(name) for name in ("ann", "ben", "cat", "dan")]
    room = await a_room(chat, ann, ben, cat, dan)
    await set_level(chat, dan, room, "all")
    await say(chat, ann, room, "@ben @cat hello @dan")
    await telling.wait()
    async with chat.transaction() as work:
        await messages.mark_read(work, actor=ben, room_uuid=room, number=1)
    await chat.read_marks.set_read(actor=ben, marks={room: 0})
    async with chat.transaction() as work:
        await messages.edit(work, actor=ann, room_uuid=room, number=1, body="@ben hello")
    await set_level(chat, dan, room, "mentions")
    await run(telling, timedelta(minutes=20))
    assert list(mailbox.mails) == []
    await set_level(chat, dan, room, "all")
    await run(telling, timedelta(minutes=1))
    assert [mail.to for mail in mailbox.mails] == ["dan@example.org"], "they still hear everything there"
    assert "mentioned" not in parts(mailbox.mails[0].message)[0]


async def test_a_link_in_the_mail_ends_them_for_its_owner_alone(telling: TellingChat, person: MakePerson) -> None:
    chat = telling.chat
    ben, eve = await person("ben"), await person("eve")
    link = chat.unsubscribing.link("", ben.uuid)
    token = link.rpartition("/")[2]
    for uuid, wrong in ((eve.uuid, token), (ben.uuid, "0" * 32), (uuid4(), token), (ben.uuid, "é")):
        with pytest.raises(NotFound):
            await chat.unsubscribing.end_mails(uuid, wrong)
    assert await has_mail(chat, ben)
    for _ in range(2):
        await chat.unsubscribing.end_mails(ben.uuid, token)
    assert not await has_mail(chat, ben)
    assert await has_mail(chat, eve)


async def has_mail(chat: Chat, actor: Actor) -> bool:
    async with chat.reading() as session:
        return (await notifications.own(session, actor=actor, now=chat.now())).rules.has_mail


async def test_without_a_mail_server_there_is_no_such_job(chat: Chat, chat_with: ChatWith) -> None:
    assert JOB not in chat.jobs.known
    assert JOB in chat_with(smtp_url="smtp://127.0.0.1:1").jobs.known
