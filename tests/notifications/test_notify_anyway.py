"""Notify anyway: somebody in a direct chat is told of a message in spite of a pause, a few times a day."""

from uuid import UUID

import pytest

from chatapp import notifications, rooms
from chatapp.errors import Forbidden, Invalid, RateLimited
from chatapp.identity import Actor
from chatapp.notifications.notify_anyway import A_DAY, OF_ONE_SENDER
from tests.support.people.alerts import TellingChat, set_mark
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_direct_room, a_room, say


async def pause(telling: TellingChat, *people: Actor) -> None:
    for one in people:
        async with telling.chat.transaction() as work:
            await notifications.pause(work, actor=one, choice="1h", now=telling.chat.now())


async def held(telling: TellingChat, actor: Actor, room: UUID) -> list[str]:
    async with telling.chat.reading() as session:
        found = await notifications.pauses(session, actor=actor, room_uuid=room)
    return [one.name for one, _ in found.held(telling.chat.now())]


async def press(telling: TellingChat, actor: Actor, room: UUID) -> None:
    await telling.chat.notify_anyway.press(actor=actor, room_uuid=room, now=telling.chat.now())


async def test_a_press_tells_of_the_newest_message_at_once_and_once(telling: TellingChat, person: MakePerson) -> None:
    chat, (ann, ben) = telling.chat, [await person(name) for name in ("ann", "ben")]
    room = await a_direct_room(chat, ann, ben)
    await say(chat, ann, room, "one")
    assert await telling.wait() == [("ben", "direct", "one")]
    await pause(telling, ben)
    assert (await held(telling, ann, room), await held(telling, ben, room)) == (["ben"], [])
    await press(telling, ann, room)
    assert await telling.wait() == [("ben", "direct", "one")], "told before the pause, and not read"
    await say(chat, ann, room, "two")
    await say(chat, ann, room, "three")
    assert await telling.wait() == []
    await press(telling, ann, room)
    await press(telling, ann, room)
    assert await telling.wait() == [("ben", "direct", "three")]
    assert await telling.sweep(after=60) == []
    assert await telling.sweep(after=3_600) == [("ben", "direct", "two")], "what nobody pressed for has waited"
    assert await held(telling, ann, room) == []


async def test_what_is_done_to_whom_is_not_said(telling: TellingChat, person: MakePerson) -> None:
    chat = telling.chat
    ann, ben, cat, dan, eve = [await person(name) for name in ("ann", "ben", "cat", "dan", "eve")]
    room = await a_direct_room(chat, ann, ben, cat, dan, eve)
    async with chat.transaction() as work:
        await rooms.mute(work, actor=dan, room_uuid=room, is_muted=True)
    await pause(telling, ben, cat, dan)
    await say(chat, ann, room, "hello")
    assert await telling.wait() == [("eve", "direct", "hello")]
    await set_mark(chat, cat, room, 1)
    assert await held(telling, ann, room) == ["ben", "cat", "dan"], "whether they have read or muted it, or not"
    await press(telling, ann, room)
    assert await telling.wait() == [("ben", "direct", "hello")]


async def test_only_in_direct_chats_of_ones_own_newest_message_to_who_is_paused(
    telling: TellingChat, person: MakePerson
) -> None:
    chat, (ann, ben) = telling.chat, [await person(name) for name in ("ann", "ben")]
    room, direct = await a_room(chat, ann, ben), await a_direct_room(chat, ann, ben)
    await say(chat, ann, room, "hello")
    with pytest.raises(Forbidden):
        await press(telling, ann, room)
    with pytest.raises(Forbidden):
        await held(telling, ann, room)
    await say(chat, ann, direct, "hello")
    with pytest.raises(Invalid, match="No one here"):
        await press(telling, ann, direct)
    await pause(telling, ben)
    await say(chat, ben, direct, "hi")
    with pytest.raises(Invalid, match="Write a message"):
        await press(telling, ann, direct)


async def test_a_person_is_reached_three_times_a_day_and_a_sender_reaches_twenty(
    telling: TellingChat, person: MakePerson
) -> None:
    chat, (ann, ben, cat) = telling.chat, [await person(name) for name in ("ann", "ben", "cat")]
    direct, three = await a_direct_room(chat, ann, ben), await a_direct_room(chat, ann, ben, cat)
    await pause(telling, ben, cat)
    for room in (direct, three):
        await say(chat, ann, room, "hello")
    for _ in range(A_DAY):
        await press(telling, ann, direct)
    with pytest.raises(RateLimited, match=r"often enough today\. Wait 24 hours"):
        await press(telling, ann, direct)
    await telling.wait()
    await press(telling, ann, three)
    assert await telling.wait() == [("cat", "direct", "hello")], "in another chat as well"
    crowd = [await person(f"p{index}") for index in range(OF_ONE_SENDER)]
    await pause(telling, *crowd)
    reached = 0
    for one in crowd:
        room = await a_direct_room(chat, ann, one)
        await say(chat, ann, room, "hello")
        try:
            await press(telling, ann, room)
            reached += 1
        except RateLimited:
            pass
    assert reached == OF_ONE_SENDER - A_DAY - 2
