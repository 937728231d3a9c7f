"""Lines in which Chatapp says what happened: messages like others in number and revision, and nobody's to change."""

import asyncio
from uuid import UUID, uuid4

import pytest

from chatapp import messages, rooms
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden
from chatapp.events import MessageChanged, MessageView, room_topic
from chatapp.identity import Actor
from chatapp.messages import history
from chatapp.rooms import RoomForm
from chatapp.rooms.system_lines import listed
from models import Account
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_direct_room, a_room, add, join, leave, listen, look, remove, say, set_role


async def read(chat: Chat, actor: Actor, room: UUID) -> list[MessageView]:
    async with chat.reading() as session:
        return (await history.read(session, actor=actor, room_uuid=room, after=0, limit=200)).messages


async def said(chat: Chat, actor: Actor, room: UUID) -> list[tuple[int, str, str]]:
    return [(message.number, message.kind, message.body) for message in await read(chat, actor, room)]


@pytest.mark.each_database
async def test_what_happens_is_told_in_order_and_live_as_it_is_read_later(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat, dan, eve = [await person(name) for name in ("ann", "ben", "cat", "dan", "eve")]
    room = await a_room(chat, ann, name="Lab")
    heard = listen(chat, room_topic(room))
    await join(chat, ben, room)
    await say(chat, ann, room, "hello")
    async with chat.transaction() as work:
        await rooms.add(work, actor=ben, room_uuid=room, people=[cat.uuid, dan.uuid, eve.uuid, ben.uuid])
    async with chat.transaction() as work:
        await rooms.edit(work, actor=ann, room_uuid=room, form=RoomForm("Kitchen", "What’s cooking"))
    await leave(chat, dan, room)
    await remove(chat, ann, eve, room)
    assert await said(chat, ann, room) == [
        (1, "joined", "ben joined"),
        (2, "text", "hello"),
        (3, "added", "ben added cat, dan and eve"),
        (4, "renamed", "ann renamed this room from “Lab” to “Kitchen”"),
        (5, "described", "ann changed the description to “What’s cooking”"),
        (6, "left", "dan left"),
        (7, "left", "eve was removed"),
    ]
    assert [event.message for event in heard if isinstance(event, MessageChanged)] == await read(chat, ann, room)
    assert [(view.last_number, view.revision) for view in [await look(chat, ann, room)]] == [(7, 7)]


async def test_names_are_as_they_are_now(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)
    await add(chat, ann, ben, room)
    for actor, first in ((ann, "Ada"), (ben, "Bo")):
        async with chat.transaction() as work:
            account = await work.session.get_one(Account, actor.account_id)
            account.first_name = first
            work.session.add(account)
    assert await said(chat, ann, room) == [(1, "added", "Ada added Bo")]


@pytest.mark.each_database
async def test_lines_are_not_unread_but_being_added_is(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    room = await a_room(chat, ann, ben)
    for _ in range(2):
        await join(chat, cat, room)
        await leave(chat, cat, room)
    await add(chat, ann, cat, room)
    assert [(await look(chat, one, room)).unread for one in (ann, ben, cat)] == [0, 0, 1]
    await say(chat, ann, room, "hello")
    assert [(await look(chat, one, room)).unread for one in (ann, ben, cat)] == [0, 1, 2]
    assert (await look(chat, ben, room)).first_unread == 6


async def test_a_line_breaks_a_block_and_is_nobodys_last_message(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)
    first = await say(chat, ann, room, "one")
    await join(chat, ben, room)
    second = await say(chat, ann, room, "two")
    third = await say(chat, ann, room, "three")
    assert [one.message.previous_author_uuid for one in (first, second, third)] == [None, None, ann.uuid]
    assert [first.message, second.message, third.message] == [one for one in await read(chat, ann, room) if one.is_text]
    await leave(chat, ben, room)
    for _ in range(10):
        await join(chat, ben, room)
        await leave(chat, ben, room)
    async with chat.reading() as session:
        latest = await messages.latest(session, actor=ann, room_uuids=[room])
    assert [one.words for one in latest[room]] == ["two", "three"]


async def test_only_moderators_take_a_line_away_and_nobody_does_anything_else_with_it(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    room = await a_room(chat, ann, cat)
    await set_role(chat, ann, cat, room, "moderator")
    await join(chat, ben, room)
    heard = listen(chat, room_topic(room))
    for actor in (ann, ben):
        with pytest.raises(Forbidden):
            async with chat.transaction() as work:
                await messages.edit(work, actor=actor, room_uuid=room, number=1, body="never")
        with pytest.raises(Forbidden):
            async with chat.transaction() as work:
                await messages.react(work, actor=actor, room_uuid=room, number=1, emoji="👍")
    with pytest.raises(Forbidden):
        async with chat.transaction() as work:
            await messages.remove(work, actor=ben, room_uuid=room, number=1)
    assert heard == []
    async with chat.transaction() as work:
        await messages.remove(work, actor=cat, room_uuid=room, number=1)
    assert await said(chat, ann, room) == [(1, "joined", "")]


async def test_a_direct_chat_has_none(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_direct_room(chat, ann, ben)
    assert await said(chat, ann, room) == []


async def test_what_fails_is_told_nowhere(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)
    heard = listen(chat, room_topic(room))
    await asyncio.gather(*(join(chat, ben, room) for _ in range(8)))
    assert await said(chat, ann, room) == [(1, "joined", "ben joined")]
    assert len([event for event in heard if isinstance(event, MessageChanged)]) == 1


def test_names_are_listed_as_people_would() -> None:
    names = ["Ada", "Bo", "Cy", "Di", *(uuid4().hex for _ in range(1234))]
    assert [listed(names[:count]) for count in (1, 2, 3, 4)] == [
        "Ada",
        "Ada and Bo",
        "Ada, Bo and Cy",
        "Ada, Bo, Cy and 1 other",
    ]
    assert listed(names) == "Ada, Bo, Cy and 1,235 others"
