"""Slow mode: plain members wait, those who look after a room don't."""

from uuid import UUID

import pytest

from chatapp import messages, rooms
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Invalid, NotFound
from chatapp.events import RoomChanged, room_topic
from chatapp.identity import Actor
from chatapp.messages import TooSoon
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, listen, look, say, set_role
from tests.threads.test_beginning import begin


async def slow(chat: Chat, actor: Actor, room: UUID, seconds: int) -> None:
    async with chat.transaction() as work:
        await rooms.set_slow_mode(work, actor=actor, room_uuid=room, seconds=seconds)


async def left(chat: Chat, actor: Actor, room: UUID) -> int:
    async with chat.reading() as session:
        return await messages.pause_left(session, actor=actor, room_uuid=room)


@pytest.mark.each_database
async def test_a_member_waits_between_two_messages_and_others_do_not(chat: Chat, person: MakePerson) -> None:
    root, ann, ben, cat = [await person(name) for name in ("root", "ann", "ben", "cat")]
    room, other = await a_room(chat, ann, ben, cat, root), await a_room(chat, ann, ben)
    await set_role(chat, ann, cat, room, "moderator")
    heard = listen(chat, room_topic(room))
    await slow(chat, ann, room, 60)
    assert heard == [RoomChanged(room)]
    assert (await look(chat, ben, room)).slow_mode == 60
    assert await left(chat, ben, room) == 0
    first = await say(chat, ben, room, "one", key="first")
    with pytest.raises(TooSoon, match="Slow mode: you can send again in") as refused:
        await say(chat, ben, room, "two")
    assert 0 < refused.value.retry_after <= 60
    assert (await say(chat, ben, room, "one", key="first")).message == first.message, "a repeated post is no other"
    await say(chat, ben, other, "elsewhere")
    async with chat.transaction() as work:
        await messages.remove(work, actor=ben, room_uuid=room, number=1)
    with pytest.raises(TooSoon):
        await say(chat, ben, room, "deleting does not help")
    for actor in (ann, cat, root):
        for _ in range(2):
            await say(chat, actor, room, "in a hurry")
    assert [await left(chat, actor, place) for actor, place in ((ann, room), (cat, room), (ben, other))] == [0, 0, 0]
    assert 0 < await left(chat, ben, room) <= 60
    await slow(chat, ann, room, 0)
    await say(chat, ben, room, "two")


@pytest.mark.each_database
async def test_a_room_and_its_threads_have_one_pause(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, other = await a_room(chat, ann, ben), await a_room(chat, ann, ben)
    for where, words in ((room, "one"), (room, "two"), (other, "elsewhere")):
        await say(chat, ann, where, words)
    first, second, foreign = [
        (await begin(chat, ann, where, number)).room_uuid for where, number in ((room, 1), (room, 2), (other, 1))
    ]
    await slow(chat, ann, room, 60)
    await say(chat, ben, foreign, "in another room's thread")
    await say(chat, ben, first, "in a thread")
    for where in (first, second, room):
        with pytest.raises(TooSoon):
            await say(chat, ben, where, "again")
        assert 0 < await left(chat, ben, where) <= 60
    await say(chat, ann, second, "owners don't wait")
    await slow(chat, ann, room, 0)
    await slow(chat, ann, other, 60)
    with pytest.raises(TooSoon):
        await say(chat, ben, other, "said in its thread")
    await say(chat, ben, second, "not slow any more")


async def test_only_the_owner_sets_it_and_to_what_there_is(chat: Chat, person: MakePerson) -> None:
    _, ann, ben, eve = [await person(name) for name in ("root", "ann", "ben", "eve")]
    room, private = await a_room(chat, ann, ben), await a_room(chat, ann, visibility="private")
    heard = listen(chat, room_topic(room), room_topic(private))
    for actor, place, error in ((ben, room, Forbidden), (eve, room, Forbidden), (eve, private, NotFound)):
        with pytest.raises(error):
            await slow(chat, actor, place, 60)
    for seconds in (-1, 7, 1 << 40):
        with pytest.raises(Invalid):
            await slow(chat, ann, room, seconds)
    assert heard == []
