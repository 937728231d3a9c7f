"""Messages for later: written, changed and deleted by their author, whom alone they concern."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from chatapp import messages, notifications, rooms, scheduled
from chatapp.bootstrap import Chat
from chatapp.errors import Busy, Conflict, Forbidden, Invalid, NotFound
from chatapp.events import ScheduledChanged, account_topic
from chatapp.identity import Actor
from chatapp.notifications import AlertKind
from chatapp.scheduled import ScheduledView, sending
from chatapp.scheduled.scheduled_messages import AT_MOST
from models import ScheduledMessage
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import a_room, close, leave, listen
from tests.support.running.clock import Calendar
from tests.threads.test_beginning import begin


@pytest.fixture
def later(chat_with: ChatWith, calendar: Calendar) -> Chat:
    """A Chatapp whose clock the test moves."""
    return chat_with(now=calendar)


def in_(calendar: Calendar, **ahead: int) -> str:
    """Return a moment to come."""
    return (calendar() + timedelta(**ahead)).astimezone(UTC).isoformat()


async def schedule(chat: Chat, actor: Actor, room: UUID, body: str, at: str, **more: object) -> ScheduledView:
    async with chat.transaction() as work:
        return await scheduled.schedule(
            work,
            actor=actor,
            room_uuid=room,
            body=body,
            at=at,
            now=chat.now(),
            **more,  # type: ignore[arg-type]
        )


async def edit(chat: Chat, actor: Actor, uuid: UUID, **changes: str) -> ScheduledView:
    async with chat.transaction() as work:
        return await scheduled.edit(work, actor=actor, uuid=uuid, now=chat.now(), **changes)


async def cancel(chat: Chat, actor: Actor, uuid: UUID) -> None:
    async with chat.transaction() as work:
        await scheduled.cancel(work, actor=actor, uuid=uuid)


async def bodies(chat: Chat, actor: Actor, room: UUID) -> list[str]:
    async with chat.reading() as session:
        page = await messages.read(session, actor=actor, room_uuid=room)
    return [message.body for message in page.messages if message.is_text]


async def waiting(chat: Chat, actor: Actor) -> list[ScheduledView]:
    async with chat.reading() as session:
        return await scheduled.all_scheduled(session, actor=actor)


async def unsent(chat: Chat, actor: Actor) -> list[tuple[str, str | None]]:
    """Return what somebody was told of messages that could not be sent: the words and the room."""
    async with chat.reading() as session:
        page = await notifications.listing(session, actor=actor, kinds=(AlertKind.UNSENT,))
    return [(one.words, one.room and one.room.name) for one in page.items]


@pytest.mark.each_database
async def test_a_message_for_later_is_posted_when_it_is_due_and_not_before(
    later: Chat, person: MakePerson, calendar: Calendar
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(later, ann, ben)
    heard, others = listen(later, account_topic(ann.account_id)), listen(later, account_topic(ben.account_id))
    second = await schedule(later, ann, room, "second", in_(calendar, hours=2))
    first = await schedule(later, ann, room, "first", in_(calendar, hours=1))
    assert [one.uuid for one in await waiting(later, ann)] == [first.uuid, second.uuid]
    assert await waiting(later, ben) == []
    assert await later.scheduled.send_due() == 0
    calendar.advance(61 * 60)
    assert await later.scheduled.send_due() == 1
    assert await bodies(later, ben, room) == ["first"]
    assert [one.uuid for one in await waiting(later, ann)] == [second.uuid]
    calendar.advance(60 * 60)
    assert (await later.scheduled.send_due(), await later.scheduled.send_due()) == (1, 0)
    assert await bodies(later, ben, room) == ["first", "second"]
    assert await waiting(later, ann) == []
    assert heard == [ScheduledChanged(ann.account_id)] * 4
    assert others == []


@pytest.mark.each_database
async def test_what_a_process_took_that_has_ended_is_posted_once(
    later: Chat, person: MakePerson, calendar: Calendar
) -> None:
    ann = await person("ann")
    room = await a_room(later, ann)
    for number in range(5):
        await schedule(later, ann, room, f"number {number}", in_(calendar, minutes=5))
    calendar.advance(6 * 60)
    async with later.transaction() as work:  # a process takes them, posts the first, and is killed
        await work.session.exec(update(ScheduledMessage).values(taken_at=calendar()))
        key = (
            await work.session.exec(select(ScheduledMessage.client_message_id).order_by(col(ScheduledMessage.id)))
        ).first()
    await messages.post(later.post_queue, actor=ann, room_uuid=room, body="number 0", client_message_id=str(key))
    with pytest.raises(Conflict, match="being sent"):
        await cancel(later, ann, (await waiting(later, ann))[1].uuid)
    await later.scheduled.send_due()
    assert await bodies(later, ann, room) == [f"number {number}" for number in range(5)]
    assert await waiting(later, ann) == []


async def test_what_cannot_be_posted_any_more_waits_for_its_author_with_the_reason(
    later: Chat, person: MakePerson, calendar: Calendar
) -> None:
    ann, ben = await person("ann"), await person("ben")
    left, closed, gone = [await a_room(later, ann, ben, name=name) for name in ("Left", "Closed", "Gone")]
    for room in (left, closed, gone):
        await schedule(later, ben, room, "hello", in_(calendar, minutes=5))
    await leave(later, ben, left)
    await close(later, ann, closed)
    await close(later, ann, gone)
    async with later.transaction() as work:
        await rooms.delete(work, actor=ann, room_uuid=gone, confirmation="Gone")
    calendar.advance(6 * 60)
    assert await later.scheduled.send_due() == 0
    problems = {one.room_name: one.problem for one in await waiting(later, ben)}
    assert "Join this room" in problems["Left"]
    assert problems["Closed"]
    assert problems["Gone"] == "The room was deleted."
    assert await bodies(later, ann, left) == []
    assert await later.scheduled.send_due() == 0  # and isn't tried again
    assert sorted(await unsent(later, ben)) == sorted((words, None) for words in problems.values())
    assert await unsent(later, ann) == []
    with pytest.raises(NotFound):
        await later.scheduled.send_now(
            actor=ben, uuid=next(o.uuid for o in await waiting(later, ben) if not o.room_uuid)
        )


async def test_what_was_missed_by_more_than_a_day_is_asked_about(
    later: Chat, person: MakePerson, calendar: Calendar
) -> None:
    ann = await person("ann")
    room = await a_room(later, ann, name="Lab")
    await schedule(later, ann, room, "good morning", in_(calendar, minutes=5))
    await schedule(later, ann, room, "the day after", in_(calendar, hours=20))
    calendar.advance(25 * 60 * 60)
    assert await later.scheduled.send_due() == 1
    [missed] = await waiting(later, ann)
    assert "wasn't sent on time" in missed.problem
    assert await unsent(later, ann) == [(missed.problem, "Lab")]
    again = await edit(later, ann, missed.uuid, at=in_(calendar, minutes=5))
    assert again.problem == ""
    await later.scheduled.send_now(actor=ann, uuid=missed.uuid)
    assert await bodies(later, ann, room) == ["the day after", "good morning"]
    assert await waiting(later, ann) == []


async def test_text_and_time_are_changed_and_the_clock_is_kept(
    later: Chat, person: MakePerson, calendar: Calendar
) -> None:
    ann, eve = await person("ann"), await person("eve")
    room = await a_room(later, ann, eve)
    day = (calendar() + timedelta(days=2)).date().isoformat()
    made = await schedule(later, ann, room, "hello", f"{day}T09:00", time_zone="Asia/Kolkata")
    assert made.due_at == datetime.fromisoformat(f"{day}T03:30Z")
    moved = await edit(later, ann, made.uuid, body="**hello**", time_zone="UTC")
    assert (moved.body, moved.at, moved.due_at) == (
        "**hello**",
        f"{day}T09:00",
        datetime.fromisoformat(f"{day}T09:00Z"),
    )
    for act in (
        lambda: edit(later, eve, made.uuid, body="mine"),
        lambda: cancel(later, eve, made.uuid),
        lambda: later.scheduled.send_now(actor=eve, uuid=made.uuid),
    ):
        with pytest.raises(NotFound):
            await act()
    assert [one.body for one in await waiting(later, ann)] == ["**hello**"]
    await cancel(later, ann, made.uuid)
    assert await waiting(later, ann) == []


async def test_bad_input_is_refused_and_asking_twice_makes_one(
    later: Chat, person: MakePerson, calendar: Calendar
) -> None:
    ann, eve = await person("ann"), await person("eve")
    room, hidden = await a_room(later, ann), await a_room(later, ann, visibility="private")
    soon = in_(calendar, minutes=5)
    with pytest.raises(Forbidden):
        await schedule(later, eve, room, "hello", soon)
    with pytest.raises(NotFound):
        await schedule(later, eve, hidden, "hello", soon)
    for body, at, field in (
        ("  ", soon, "body"),
        ("hello", in_(calendar, minutes=-5), "at"),
        ("x" * 10_001, soon, "body"),
    ):
        with pytest.raises(Invalid) as refused:
            await schedule(later, ann, room, body, at)
        assert set(refused.value.fields) == {field}
    key = str(uuid4())
    one = await schedule(later, ann, room, "hello", soon, client_message_id=key)
    assert await schedule(later, ann, room, "hello", soon, client_message_id=key) == one
    for number in range(AT_MOST - 1):
        await schedule(later, ann, room, f"number {number}", soon)
    with pytest.raises(Conflict, match="100 messages"):
        await schedule(later, ann, room, "one too many", soon)


async def test_what_the_author_types_meanwhile_stays_typed(later: Chat, person: MakePerson, calendar: Calendar) -> None:
    ann = await person("ann")
    room = await a_room(later, ann)
    await schedule(later, ann, room, "good morning", in_(calendar, minutes=5))
    async with later.transaction() as work:
        await messages.drafts.put(work, actor=ann, room_uuid=room, body="half a sen", revision=0)
    calendar.advance(6 * 60)
    assert await later.scheduled.send_due() == 1
    async with later.reading() as session:
        draft = await messages.drafts.get(session, actor=ann, room_uuid=room)
    assert (draft.body, draft.other_body) == ("half a sen", "")


async def test_nobody_changes_what_is_being_sent_now_and_what_cannot_be_sent_waits_as_before(
    later: Chat, person: MakePerson, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, post = await person("ann"), messages.post
    room = await a_room(later, ann)
    made = await schedule(later, ann, room, "hello", in_(calendar, hours=2))

    async def meanwhile(*queue: object, **message: object) -> messages.Posted:
        for change in (edit(later, ann, made.uuid, body="other"), cancel(later, ann, made.uuid)):
            with pytest.raises(Conflict, match="being sent"):
                await change
        return await post(*queue, **message)  # type: ignore[arg-type]

    async def refuse(*_: object, **__: object) -> messages.Posted:
        raise Busy

    monkeypatch.setattr(messages, "post", refuse)
    with pytest.raises(Busy):
        await later.scheduled.send_now(actor=ann, uuid=made.uuid)
    assert await waiting(later, ann) == [made]
    monkeypatch.setattr(messages, "post", meanwhile)
    await later.scheduled.send_now(actor=ann, uuid=made.uuid)
    assert await bodies(later, ann, room) == ["hello"]
    assert await waiting(later, ann) == []


async def test_what_a_process_that_died_was_sending_now_is_sent_at_once_by_the_next(
    later: Chat, person: MakePerson, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, post = await person("ann"), messages.post
    room = await a_room(later, ann)
    made = await schedule(later, ann, room, "hello", in_(calendar, hours=2))

    async def die(*_: object, **__: object) -> messages.Posted:
        raise asyncio.CancelledError

    monkeypatch.setattr(messages, "post", die)
    with pytest.raises(asyncio.CancelledError):
        await later.scheduled.send_now(actor=ann, uuid=made.uuid)
    monkeypatch.setattr(messages, "post", post)
    assert await later.scheduled.send_due() == 1
    assert await bodies(later, ann, room) == ["hello"]


async def test_the_list_calls_a_room_what_it_is_called_now_and_keeps_no_words_that_were_deleted(
    later: Chat, person: MakePerson, calendar: Calendar
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(later, ann, ben, name="Lab")
    await messages.post(later.post_queue, actor=ann, room_uuid=room, body="the key is 1234", client_message_id="root")
    thread = (await begin(later, ben, room, 1)).room_uuid
    for where in (room, thread):
        await schedule(later, ben, where, "hello", in_(calendar, minutes=5))
    assert [one.room_name for one in await waiting(later, ben)] == ["Lab", "the key is 1234"]
    async with later.transaction() as work:
        await messages.remove(work, actor=ann, room_uuid=room, number=1)
        form = await rooms.described(work.session, actor=ann, room_uuid=room)
        await rooms.edit(work, actor=ann, room_uuid=room, form=replace(form, name="Works"))
    assert [one.room_name for one in await waiting(later, ben)] == ["Works", "Thread"]
    await leave(later, ben, room)
    assert [one.room_name for one in await waiting(later, ben)] == ["Lab", "Lab"]


@pytest.mark.each_database
async def test_who_has_to_wait_by_slow_mode_keeps_nobody_else_waiting_and_their_messages_keep_their_order(
    later: Chat, person: MakePerson, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "AT_ONCE", 4)
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    slow, room = await a_room(later, ann, ben), await a_room(later, ann, cat)
    async with later.transaction() as work:
        await rooms.set_slow_mode(work, actor=ann, room_uuid=slow, seconds=3600)
    for minutes in (5, 4, 3, 2, 1):
        await schedule(later, ben, slow, f"{minutes}", in_(calendar, minutes=minutes))
    await schedule(later, cat, room, "hello", in_(calendar, minutes=6))
    calendar.advance(7 * 60)
    heard = listen(later, account_topic(ben.account_id))
    assert [await later.scheduled.send_due() for _ in range(3)] == [1, 1, 0]
    assert (await bodies(later, ann, slow), await bodies(later, ann, room)) == (["1"], ["hello"])
    kept = await waiting(later, ben)
    assert [one.body for one in kept] == ["2", "3", "4", "5"]
    assert all(one.due_at > calendar() + timedelta(minutes=59) and not one.problem for one in kept)
    assert len(heard) == 2, "nobody is told with every tick that nothing has changed"
    await edit(later, ben, kept[0].uuid, body="two")


async def test_the_key_of_a_message_that_was_posted_is_refused_and_nothing_vanishes(
    later: Chat, person: MakePerson, calendar: Calendar
) -> None:
    ann = await person("ann")
    room = await a_room(later, ann)
    soon = in_(calendar, minutes=5)
    await messages.post(later.post_queue, actor=ann, room_uuid=room, body="posted", client_message_id="key")
    with pytest.raises(Conflict, match="posted already"):
        await schedule(later, ann, room, "another text", soon, client_message_id="key")
    assert await waiting(later, ann) == []
