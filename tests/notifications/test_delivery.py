"""Telling: a few seconds after the commit, once, whoever still has to know."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from chatapp import messages, notifications, rooms
from chatapp.identity import Actor
from chatapp.notifications import due
from models import Alert, AlertLevel
from tests.support.people.alerts import TellingChat, Told, set_level, set_mark, set_rules
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import a_direct_room, a_room, add, deactivate, remove, say
from tests.threads.test_following import unfollow
from tests.threads.test_parents import a_thread

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


async def people(person: MakePerson, *names: str) -> list[Actor]:
    return [await person(name) for name in names]


async def test_people_are_told_once_five_seconds_after_the_commit(telling: TellingChat, person: MakePerson) -> None:
    ann, ben, cat = await people(person, "ann", "ben", "cat")
    room = await a_room(telling.chat, ann, ben)
    await say(telling.chat, ann, room, "hi *@ben*")
    await add(telling.chat, ann, cat, room)
    assert await telling.wait(4.9) == []
    assert await telling.wait(0.1) == [("ben", "mention", "hi @ben"), ("cat", "added", "")]
    assert await telling.wait() == []
    assert await telling.sweep(after=60) == []


async def test_who_has_no_need_to_know_any_more_is_not_told(telling: TellingChat, person: MakePerson) -> None:
    chat = telling.chat
    ann, ben, cat, dan, eve, fay = await people(person, "ann", "ben", "cat", "dan", "eve", "fay")
    room, other = await a_room(chat, ann, ben, cat, dan, eve, fay), await a_room(chat, ann, ben, fay)
    await say(chat, ann, room, "@room")
    await set_mark(chat, ben, room, 1)
    async with chat.transaction() as work:
        await rooms.mute(work, actor=cat, room_uuid=room, is_muted=True)
    await remove(chat, ann, dan, room)
    await deactivate(chat, eve)
    chat.presence.connect(fay, "page")
    chat.presence.enter(room, fay, "page")
    assert await telling.wait() == []
    await say(chat, ann, other, "@fay, and @ben")
    async with chat.transaction() as work:
        await messages.remove(work, actor=ann, room_uuid=other, number=1)
    assert await telling.wait() == []
    await say(chat, ann, other, "@fay is active, but elsewhere")
    assert [name for name, *_ in await telling.wait()] == ["fay"]
    chat.presence.connect(fay, "page", is_active=False)
    await say(chat, ann, room, "@fay is here, but idle")
    assert [name for name, *_ in await telling.wait()] == ["fay"]


async def test_what_was_read_and_marked_as_unread_again_is_not_told(telling: TellingChat, person: MakePerson) -> None:
    chat = telling.chat
    ann, ben = await people(person, "ann", "ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "@ben stored")
    async with chat.transaction() as work:
        await messages.mark_read(work, actor=ben, room_uuid=room, number=1)
    await say(chat, ann, room, "@ben seen on a page, a moment ago")
    chat.read_marks.mark(ben, room, 2)
    await say(chat, ann, room, "@ben not seen")
    await chat.read_marks.set_read(actor=ben, marks={room: 0})
    assert await telling.wait() == [("ben", "mention", "@ben not seen")]


async def test_a_level_that_is_lowered_counts_for_what_waits(telling: TellingChat, person: MakePerson) -> None:
    chat = telling.chat
    ann, ben, cat, dan = await people(person, "ann", "ben", "cat", "dan")
    room = await a_room(chat, ann, ben, cat, dan)
    for who in (ben, cat, dan):
        await set_rules(chat, who, level=AlertLevel.ALL)
    await say(chat, ann, room, "for who hears all")
    await set_level(chat, ben, room, "mentions")
    await set_rules(chat, cat, level=None)
    assert await telling.wait() == [("dan", "message", "for who hears all")]
    await say(chat, ann, room, "@ben @cat @dan")
    await set_rules(chat, cat, level=AlertLevel.NOTHING)
    assert [name for name, *_ in await telling.wait()] == ["ben", "dan"]


async def test_a_closed_room_tells_nobody(telling: TellingChat, person: MakePerson) -> None:
    ann, ben = await people(person, "ann", "ben")
    room = await a_room(telling.chat, ann, ben)
    await say(telling.chat, ann, room, "@ben")
    async with telling.chat.transaction() as work:
        await rooms.close(work, actor=ann, room_uuid=room)
    assert await telling.wait() == []


@pytest.mark.each_database
async def test_what_a_dying_process_left_is_told_by_the_sweep_and_twice_at_most(
    telling: TellingChat, person: MakePerson
) -> None:
    chat = telling.chat
    ann, ben = await people(person, "ann", "ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "@ben")
    assert await telling.sweep(after=9) == [], "its own process still has time"
    assert await telling.sweep(after=2) == [("ben", "mention", "@ben")], "it died before"
    assert await telling.sweep(after=60) == []
    await say(chat, ann, room, "@ben 2")
    telling.calendar.advance(10)
    ids = await open_alerts(telling)
    for _ in range(2):  # it dies while it tells
        found = await chat.read(due.find, ids)
        taken = await chat.transactions.run_sync(
            lambda work, tries=found[0].tries: due.take(work.connection, ids, tries, chat.now())
        )
        assert taken == set(ids)
        assert await telling.sweep(after=due.LEASE.total_seconds()) == []
        telling.calendar.advance(10)
    assert await telling.sweep() == [], "begun twice: it may have been told twice"
    assert await open_alerts(telling) == []


async def open_alerts(telling: TellingChat) -> list[int]:
    async with telling.chat.reading() as session:
        return list((await session.exec(select(Alert.id).where(Alert.settled_at == None))).all())  # noqa: E711


async def test_two_processes_tell_once(telling: TellingChat, chat_with: ChatWith, person: MakePerson) -> None:
    ann, ben = await people(person, "ann", "ben")
    room = await a_room(telling.chat, ann, ben)
    other = TellingChat(chat_with(now=telling.calendar), telling.calendar, telling.clock)
    await say(telling.chat, ann, room, "@ben")
    telling.calendar.advance(20)
    ids = await open_alerts(telling)
    await asyncio.gather(telling.chat.teller.tell(ids), other.chat.teller.tell(ids), other.chat.teller.sweep())
    assert telling.told.take() + other.told.take() == [("ben", "mention", "@ben")]


async def test_quiet_hours_hold_and_one_summary_follows(telling: TellingChat, person: MakePerson) -> None:
    chat = telling.chat
    ann, ben = await people(person, "ann", "ben")
    room, direct = await a_room(chat, ann, ben, name="Lab"), await a_direct_room(chat, ann, ben)
    at = chat.now() + timedelta(hours=1)
    end = at.hour * 60 + at.minute
    await set_rules(chat, ben, quiet_days=DAYS, quiet_from=(end - 600) % 1440, quiet_to=end, time_zone="UTC")
    await say(chat, ann, room, "@ben one")
    await say(chat, ann, room, "@ben two")
    await say(chat, ann, direct, "three")
    assert await telling.wait() == []
    assert await telling.sweep(after=50 * 60) == []
    await set_mark(chat, ben, room, 1)
    assert await telling.sweep(after=15 * 60) == [("ben", "summary", "Lab, ann")]
    assert await telling.sweep(after=60) == []


async def test_a_pause_holds_and_ending_it_tells_one_as_itself(telling: TellingChat, person: MakePerson) -> None:
    chat = telling.chat
    ann, ben = await people(person, "ann", "ben")
    room = await a_room(chat, ann, ben)
    async with chat.transaction() as work:
        until = await notifications.pause(work, actor=ben, choice="30m", now=chat.now())
    assert until == chat.now() + timedelta(minutes=30)
    await say(chat, ann, room, "@ben one")
    assert await telling.wait() == []
    assert await telling.sweep(after=600) == []
    async with chat.transaction() as work:
        await notifications.pause(work, actor=ben, choice="", now=chat.now())
    assert await telling.sweep(after=6) == [("ben", "mention", "@ben one")]


async def test_a_channel_that_fails_keeps_no_other_from_telling(telling: TellingChat, person: MakePerson) -> None:
    class Broken(Told):
        async def deliver(self, *_: object) -> None:
            raise OSError("no such service")

    class Away(Told):
        async def reachable(self, _: object) -> tuple[int, ...]:
            raise OSError("no such database")

    telling.chat.teller.channels[:0] = [Broken(), Away()]
    ann, ben, cat = await people(person, "ann", "ben", "cat")
    room = await a_room(telling.chat, ann, ben, cat)
    await say(telling.chat, ann, room, "@room")
    assert len(await telling.wait()) == 2
    assert telling.chat.teller.failed == 3
    assert await telling.sweep(after=60) == []


async def test_a_thread_that_is_followed_no_more_tells_nothing_that_waits(
    telling: TellingChat, person: MakePerson
) -> None:
    chat = telling.chat
    ann, ben, cat = await people(person, "ann", "ben", "cat")
    _, thread = await a_thread(chat, ann, ben, cat)
    await telling.wait()
    await say(chat, ann, thread, "news")
    await say(chat, ann, thread, "@cat")
    for who in (ben, cat):
        await unfollow(chat, who, thread)
    assert await telling.wait() == [("cat", "mention", "@cat")]
