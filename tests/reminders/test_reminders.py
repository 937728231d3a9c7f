"""Reminders: set, listed, moved and ended by their person, whom alone they concern, and told once when they are due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from chatapp import messages, notifications, reminders, rooms, threads
from chatapp.bootstrap import Chat
from chatapp.errors import Conflict, Forbidden, Invalid, NotFound
from chatapp.events import RemindersChanged, account_topic
from chatapp.identity import Actor
from chatapp.notifications import AlertView
from chatapp.reminders import ReminderView, Repeats
from chatapp.reminders.reminders import AT_MOST
from models import Alert
from tests.support.people.alerts import TellingChat, set_rules
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import a_direct_room, a_room, close, leave, listen, say
from tests.support.running.clock import Calendar, Clock

EVERY_DAY = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@pytest.fixture
def telling(chat_with: ChatWith, calendar: Calendar) -> TellingChat:
    """A Chatapp that tells when the test says that time has passed."""
    return TellingChat(chat_with(now=calendar), calendar, Clock())


async def remind(chat: Chat, actor: Actor, **what: Any) -> ReminderView:
    async with chat.transaction() as work:
        return await reminders.remind(work, actor=actor, now=chat.now(), **what)


async def end(chat: Chat, actor: Actor, uuid: UUID) -> None:
    async with chat.transaction() as work:
        await reminders.end(work, actor=actor, uuid=uuid, now=chat.now())


async def change(chat: Chat, actor: Actor, uuid: UUID, **what: Any) -> ReminderView:
    async with chat.transaction() as work:
        return await reminders.change(work, actor=actor, uuid=uuid, now=chat.now(), **what)


async def own(chat: Chat, actor: Actor) -> list[ReminderView]:
    async with chat.reading() as session:
        return await reminders.all_reminders(session, actor=actor)


async def activity(chat: Chat, actor: Actor) -> list[AlertView]:
    async with chat.reading() as session:
        return (await notifications.listing(session, actor=actor)).items


async def unread(chat: Chat, actor: Actor) -> int:
    return await chat.read(notifications.count_unread, actor=actor)


async def after(telling: TellingChat, seconds: float) -> list[tuple[str, str, str]]:
    """Let time pass, look for what is due, and return what people were told."""
    telling.calendar.advance(seconds)
    await telling.chat.reminding.remind_due()
    await telling.chat.teller.emptied()
    return telling.told.take()


@pytest.mark.each_database
async def test_a_person_is_reminded_of_a_text_and_of_a_message_once_when_it_is_due(
    telling: TellingChat, person: MakePerson
) -> None:
    chat, (ann, ben) = telling.chat, [await person("ann"), await person("ben")]
    room = await a_room(chat, ann, ben, name="Deploys")
    await say(chat, ben, room, "*who* deploys?")
    heard, others = listen(chat, account_topic(ann.account_id)), listen(chat, account_topic(ben.account_id))
    await remind(chat, ann, words="water  the 2*3*4 plants", in_seconds=600)
    await remind(chat, ann, room_uuid=room, number=1, in_seconds=1200)
    assert [(one.text, one.number, one.words) for one in await own(chat, ann)] == [
        ("water the 2*3*4 plants", None, ""),
        ("", 1, "who deploys?"),
    ]
    assert await own(chat, ben) == []
    assert await after(telling, 599) == []
    assert await after(telling, 1) == [("ann", "reminder", "water the 2*3*4 plants")]
    assert await after(telling, 600) == [("ann", "reminder", "who deploys?")]
    assert await after(telling, 3600) == []
    assert await telling.sweep(after=60) == []
    assert [
        (one.words, one.room and one.room.name, one.number, one.is_unread) for one in await activity(chat, ann)
    ] == [
        ("who deploys?", "Deploys", 1, True),
        ("water the 2*3*4 plants", None, None, True),
    ]
    assert (await unread(chat, ann), await activity(chat, ben), await unread(chat, ben)) == (2, [], 0)
    assert [one.told_at is not None for one in await own(chat, ann)] == [True, True], "they wait until they are done"
    for one in await own(chat, ann):
        await end(chat, ann, one.uuid)
    assert (await own(chat, ann), await unread(chat, ann)) == ([], 0), "what is done is read"
    assert [one for one in heard if isinstance(one, RemindersChanged)] == [RemindersChanged(ann.account_id)] * 6
    assert others == []


async def test_it_is_told_wherever_the_person_is_and_in_quiet_hours_but_not_in_a_pause(
    telling: TellingChat, person: MakePerson
) -> None:
    chat, (ann, ben) = telling.chat, [await person("ann"), await person("ben")]
    room = await a_room(chat, ann, ben)
    await say(chat, ben, room, "hello")
    async with chat.transaction() as work:
        await rooms.mute(work, actor=ann, room_uuid=room, is_muted=True)
    chat.presence.connect(ann, "page")
    chat.presence.enter(room, ann, "page")
    quiet: dict[str, Any] = {"quiet_days": EVERY_DAY, "quiet_from": 0, "quiet_to": 0, "time_zone": "UTC"}
    await set_rules(chat, ann, **quiet)
    await remind(chat, ann, room_uuid=room, number=1, in_seconds=60)
    assert await after(telling, 60) == [("ann", "reminder", "hello")]
    await set_rules(chat, ann, quiet_days=(), paused_until=telling.calendar() + timedelta(hours=1))
    for words in ("one", "two"):
        await remind(chat, ann, words=words, in_seconds=60)
    assert await after(telling, 60) == []
    assert await telling.sweep(after=60) == []
    told = [("ann", "reminder", "one"), ("ann", "reminder", "two")]
    assert await telling.sweep(after=3600) == told, "each for itself, and not as a summary"
    assert await telling.sweep(after=60) == []


@pytest.mark.each_database
async def test_what_repeats_comes_again_and_takes_the_place_of_what_it_said_before(
    telling: TellingChat, person: MakePerson
) -> None:
    chat, ann = telling.chat, await person("ann")
    telling.calendar.moment = datetime(2026, 10, 23, 6, tzinfo=UTC)  # Friday, 8:00 in Berlin, before clocks go back
    room = await a_room(chat, ann)
    await say(chat, ann, room, "the list")
    nine: dict[str, Any] = {"at": "2026-10-23T09:00", "time_zone": "Europe/Berlin"}
    await remind(chat, ann, words="plants", repeats=Repeats.DAILY, **nine)
    await remind(chat, ann, room_uuid=room, number=1, repeats=Repeats.WEEKDAYS, **nine)
    hour, day = 3600, 86_400
    assert len(await after(telling, hour)) == 2
    assert await after(telling, day - 1) == []
    assert await after(telling, 1) == [("ann", "reminder", "plants")]
    assert await after(telling, day) == [], "nine o'clock is an hour later now"
    assert await after(telling, hour) == [("ann", "reminder", "plants")]
    assert {text for *_, text in await after(telling, day)} == {"plants", "the list"}
    assert len(await after(telling, 7 * day)) == 2, "what was missed is told once"
    assert sorted(one.words for one in await activity(chat, ann)) == ["plants", "the list"]
    assert [(one.at, one.told_at) for one in await own(chat, ann)] == [("2026-11-03T09:00", None)] * 2


async def test_a_room_left_a_message_deleted_and_a_room_gone_are_told_without_their_content(
    telling: TellingChat, person: MakePerson
) -> None:
    chat, (ann, ben) = telling.chat, [await person("ann"), await person("ben")]
    left, closed, gone, kept = [await a_room(chat, ben, ann, name=name) for name in ("Left", "Shut", "Gone", "Kept")]
    for room in (left, closed, gone, kept):
        await say(chat, ben, room, "secret")
        await remind(chat, ann, room_uuid=room, number=1, in_seconds=60)
    await leave(chat, ann, left)
    await close(chat, ben, closed)
    await close(chat, ben, gone)
    async with chat.transaction() as work:
        await rooms.delete(work, actor=ben, room_uuid=gone, confirmation="Gone")
    async with chat.transaction() as work:
        await messages.remove(work, actor=ben, room_uuid=kept, number=1)
    assert {one.words for one in await own(chat, ann)} == {""}
    assert [(one.room and one.room.name, one.is_deleted) for one in await own(chat, ann)] == [
        *[(None, False)] * 3,
        ("Kept", True),
    ]
    gone_away = "A message in a room you can't open any more."
    told = [("ann", "reminder", gone_away)] * 3 + [("ann", "reminder", "The message was deleted.")]
    notices = await after(telling, 60)
    assert notices == told
    assert [(one.words, one.room and one.room.name) for one in reversed(await activity(chat, ann))] == [
        *[(gone_away, None)] * 3,
        ("The message was deleted.", "Kept"),
    ]


async def test_leaving_after_being_told_hides_the_content_too(telling: TellingChat, person: MakePerson) -> None:
    chat, (ann, ben) = telling.chat, [await person("ann"), await person("ben")]
    room = await a_room(chat, ben, ann, name="Secret")
    await say(chat, ben, room, "secret")
    await remind(chat, ann, room_uuid=room, number=1, in_seconds=60)
    assert await after(telling, 60) == [("ann", "reminder", "secret")]
    async with chat.transaction() as work:
        await messages.edit(work, actor=ben, room_uuid=room, number=1, body="a *secret*, @ann")
    assert sorted(str(one.kind) for one in await activity(chat, ann)) == ["mention", "reminder"]
    await leave(chat, ann, room)
    [one] = await activity(chat, ann)
    assert (one.words, one.room, one.number) == ("A message in a room you can't open any more.", None, None)


@pytest.mark.each_database
async def test_a_process_that_dies_after_its_commit_has_it_told_by_the_sweep_once(
    telling: TellingChat, person: MakePerson
) -> None:
    chat, ann = telling.chat, await person("ann")
    await remind(chat, ann, words="plants", in_seconds=60)
    telling.calendar.advance(60)
    chat.reminding._teller = Deaf()  # it commits, and ends before it tells
    assert await chat.reminding.remind_due() == 1
    assert telling.told.take() == []
    assert await chat.reminding.remind_due() == 0
    assert await telling.sweep(after=6) == [("ann", "reminder", "plants")]
    assert await telling.sweep(after=60) == []
    async with chat.reading() as session:
        assert len((await session.exec(select(Alert))).all()) == 1


async def test_a_message_of_a_thread_is_reminded_of_as_long_as_one_is_in_its_room(
    telling: TellingChat, person: MakePerson
) -> None:
    chat, (ann, ben) = telling.chat, [await person("ann"), await person("ben")]
    room = await a_room(chat, ben, ann)
    await say(chat, ben, room, "root")
    async with chat.transaction() as work:
        thread = (await threads.begin(work, actor=ben, room_uuid=room, number=1)).room_uuid
    await say(chat, ben, thread, "reply")
    for seconds in (60, 120):
        await remind(chat, ann, room_uuid=thread, number=1, in_seconds=seconds)
    assert [one.words for one in await own(chat, ann)] == ["reply", "reply"]
    assert await after(telling, 60) == [("ann", "reminder", "reply")]
    assert [(one.words, one.room and one.room.uuid) for one in await activity(chat, ann)] == [("reply", thread)]
    await leave(chat, ann, room)
    assert await after(telling, 60) == [("ann", "reminder", "A message in a room you can't open any more.")]


@pytest.mark.parametrize(
    ("typed", "at", "said"),
    [
        ("me tomorrow 9:00 to water the plants", "2026-11-28T09:00", "on Sat 28 Nov at 09:00: water the plants"),
        ("every weekday at 9 stand-up", "2026-11-30T09:00", "every weekday at 09:00, first on Mon 30 Nov: stand-up"),
        ("ME 20m *tea*", "2026-11-27T12:50", "on Fri 27 Nov at 12:50: *tea*"),
        ("20m merge", "2026-11-27T12:50", "on Fri 27 Nov at 12:50: merge"),
    ],
)
async def test_the_command_sets_what_it_says(
    telling: TellingChat, person: MakePerson, typed: str, at: str, said: str
) -> None:
    chat, ann = telling.chat, replace(await person("ann"), time_zone="Europe/Berlin")
    telling.calendar.moment = datetime(2026, 11, 27, 11, 30, 12, 345678, tzinfo=UTC)
    room = await a_room(chat, ann)
    outcome = await chat.commands.run(actor=ann, room_uuid=room, text=f"/remind {typed}")
    assert outcome.answer == f"You'll be reminded {said}"
    assert [one.at for one in await own(chat, ann)] == [at]


class Deaf:
    """Tells nobody."""

    def tell_now(self, alert_ids: Any) -> None:
        """Do nothing."""


async def test_a_reminder_is_moved_and_ended_by_its_person_alone(telling: TellingChat, person: MakePerson) -> None:
    chat, (ann, eve) = telling.chat, [await person("ann"), await person("eve")]
    made = await remind(chat, ann, words="plants", in_seconds=60)
    for act in (lambda: end(chat, eve, made.uuid), lambda: change(chat, eve, made.uuid, in_seconds=60)):
        with pytest.raises(NotFound):
            await act()
    moved = await change(chat, ann, made.uuid, in_seconds=120)
    assert moved.due_at == telling.calendar() + timedelta(minutes=2)
    assert await after(telling, 60) == []
    assert len(await after(telling, 60)) == 1
    assert await unread(chat, ann) == 1
    again = await change(chat, ann, made.uuid, in_seconds=600)
    assert (again.told_at, await unread(chat, ann)) == (None, 0), "it was seen, and is to come again"
    assert len(await after(telling, 600)) == 1
    await end(chat, ann, made.uuid)
    assert await own(chat, ann) == []


async def test_bad_input_is_refused_and_hidden_messages_are_not_found(telling: TellingChat, person: MakePerson) -> None:
    chat, (ann, eve) = telling.chat, [await person("ann"), await person("eve")]
    room, private = await a_room(chat, ann), await a_room(chat, ann, visibility="private")
    direct = await a_direct_room(chat, ann, await person("ben"))
    await say(chat, ann, room, "hello")
    await say(chat, ann, private, "secret")
    with pytest.raises(Forbidden):
        await remind(chat, eve, room_uuid=room, number=1, in_seconds=60)
    for hidden in (private, direct):
        with pytest.raises(NotFound):
            await remind(chat, eve, room_uuid=hidden, number=1, in_seconds=60)
    with pytest.raises(NotFound):
        await remind(chat, ann, room_uuid=room, number=99, in_seconds=60)
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"in_seconds": 60}, "text"),
        ({"words": "x", "room_uuid": room, "number": 1, "in_seconds": 60}, "text"),
        ({"room_uuid": room, "in_seconds": 60}, "text"),
        ({"words": " ", "in_seconds": 60}, "text"),
        ({"words": "x" * 501, "in_seconds": 60}, "text"),
        ({"words": "x"}, "at"),
        ({"words": "x", "at": "2026-12-01T09:00", "in_seconds": 60}, "at"),
        ({"words": "x", "at": "soon"}, "at"),
        ({"words": "x", "at": "2020-01-01T09:00"}, "at"),
        ({"words": "x", "in_seconds": 0}, "in_seconds"),
        ({"words": "x", "in_seconds": 1e12}, "in_seconds"),
        ({"words": "x", "in_seconds": 60, "time_zone": "Europe/Atlantis"}, "time_zone"),
    )
    for what, field in wrong:
        with pytest.raises(Invalid) as refused:
            await remind(chat, ann, **what)
        assert set(refused.value.fields) == {field}
    for number in range(AT_MOST):
        await remind(chat, ann, words=f"number {number}", in_seconds=60)
    with pytest.raises(Conflict, match="100 reminders"):
        await remind(chat, ann, words="one too many", in_seconds=60)
