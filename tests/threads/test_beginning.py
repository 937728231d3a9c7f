"""Beginning threads: once for a message, told in its room, and only by those who may read it."""

import asyncio
from uuid import UUID

import pytest

from chatapp import messages, rooms, threads
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Invalid, NotFound
from chatapp.events import FollowingChanged, MessageChanged, MessageView, ThreadPerson, account_topic, room_topic
from chatapp.identity import Actor
from chatapp.threads import Begun
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_closed_room, a_direct_room, a_room, leave, listen, look, say
from tests.support.servers.databases import POSTGRESQL


async def begin(chat: Chat, actor: Actor, room: UUID, number: int) -> Begun:
    async with chat.transaction() as work:
        return await threads.begin(work, actor=actor, room_uuid=room, number=number)


async def remove(chat: Chat, actor: Actor, room: UUID, number: int) -> None:
    async with chat.transaction() as work:
        await messages.remove(work, actor=actor, room_uuid=room, number=number)


async def read(chat: Chat, actor: Actor, room: UUID) -> list[MessageView]:
    async with chat.reading() as session:
        return (await messages.read(session, actor=actor, room_uuid=room)).messages


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_thread_is_a_room_for_the_members_of_its_room_and_told_as_a_revision_of_its_message(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, cat = [await person(name) for name in ("ann", "ben", "cat")]
    room = await a_room(chat, ann, ben, cat)
    await say(chat, ann, room, "Shall we **deploy** on Friday?")
    heard = listen(chat, room_topic(room), account_topic(ann.account_id), account_topic(cat.account_id))
    begun = await begin(chat, ben, room, 1)
    assert begun.is_new
    assert await begin(chat, cat, room, 1) == Begun(begun.room_uuid, is_new=False)
    [root] = [event.message for event in heard if isinstance(event, MessageChanged)]
    assert root.thread is not None
    assert (root.revision, root.thread.room_uuid, root.thread.replies) == (2, begun.room_uuid, 0)
    following = [event for event in heard if isinstance(event, FollowingChanged)]
    assert following == [FollowingChanged(begun.room_uuid, room, ann.account_id, follows=True)]
    thread, parent = await look(chat, cat, begun.room_uuid), await look(chat, cat, room)
    assert (thread.name, thread.visibility, thread.hue) == ("Shall we deploy on Friday?", "thread", parent.hue)
    assert (thread.parent_uuid, thread.root_number, thread.member_count, thread.role) == (room, 1, 3, "member")
    assert not thread.follows
    assert (await look(chat, ben, begun.room_uuid)).follows
    first = (await say(chat, cat, begun.room_uuid, "No.")).message
    assert (first.number, first.room_uuid) == (1, begun.room_uuid)
    shown = [event.message for event in heard if isinstance(event, MessageChanged)][-1]
    assert shown == (await read(chat, ben, room))[0]
    assert shown.thread is not None
    assert (shown.revision, shown.thread.revision, shown.thread.replies) == (3, 3, 1)
    assert shown.thread.people == (ThreadPerson(cat.uuid, cat.name, cat.avatar),)
    assert shown.thread.last_at == first.created_at
    unread = {who.username: (await look(chat, who, begun.room_uuid)).unread for who in (ann, ben, cat)}
    assert unread == {"ann": 1, "ben": 1, "cat": 0}


async def test_what_cannot_have_a_thread_says_so_and_strangers_learn_nothing(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = [await person(name) for name in ("ann", "ben", "eve")]
    room = await a_room(chat, ann, ben)
    for body in ("one", "two"):
        await say(chat, ann, room, body)
    thread = (await begin(chat, ann, room, 1)).room_uuid
    await say(chat, ben, thread, "reply")
    await remove(chat, ann, room, 2)
    async with chat.transaction() as work:
        await rooms.join(work, actor=eve, room_uuid=room)
    await leave(chat, eve, room)
    for refused, number, field in ((room, 2, "deleted"), (room, 3, "people wrote"), (thread, 1, "in a thread")):
        with pytest.raises(Invalid, match=field):
            await begin(chat, ann, refused, number)
    for number in (0, 99, 2**31 - 1):
        with pytest.raises(NotFound):
            await begin(chat, ann, room, number)
    with pytest.raises(Forbidden):
        await begin(chat, eve, room, 1)
    for hidden in (thread, await a_closed_room(chat, ben), await a_room(chat, ann, visibility="private")):
        with pytest.raises(NotFound):
            await begin(chat, eve, hidden, 1)


@pytest.mark.each_database
async def test_two_who_begin_at_once_get_one_thread(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "one")
    both = await asyncio.gather(*(begin(chat, who, room, 1) for who in (ann, ben, ann, ben)))
    assert len({one.room_uuid for one in both}) == 1
    assert [one.is_new for one in both].count(True) == 1


async def test_a_deleted_message_keeps_its_thread_whose_name_says_nothing_of_it(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "secret " * 20)
    thread = (await begin(chat, ben, room, 1)).room_uuid
    assert (await look(chat, ben, thread)).name == ("secret " * 20)[:59] + "…"
    await say(chat, ben, thread, "reply")
    await remove(chat, ann, room, 1)
    assert (await look(chat, ben, thread)).name == "Thread"
    [root] = await read(chat, ben, room)
    assert (root.body, root.thread and root.thread.replies) == ("", 1)
    assert await begin(chat, ben, room, 1) == Begun(thread, is_new=False)
    assert (await say(chat, ann, thread, "still here")).message.number == 2
    async with chat.transaction() as work:
        await messages.restore(work, actor=ann, room_uuid=room, number=1)
    assert (await look(chat, ben, thread)).name.startswith("secret")


async def test_replies_that_are_deleted_are_counted_no_more_and_come_back_when_restored(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "one")
    thread = (await begin(chat, ann, room, 1)).room_uuid
    for who in (ann, ben):
        await say(chat, who, thread, f"by {who.username}")
    told = []
    for change in (remove, None):
        if change is not None:
            await change(chat, ben, thread, 2)
        else:
            async with chat.transaction() as work:
                await messages.restore(work, actor=ben, room_uuid=thread, number=2)
        [root] = await read(chat, ann, room)
        assert root.thread is not None
        shown = root.thread
        told.append((root.revision, shown.replies, shown.revision, [one.uuid for one in shown.people]))
    assert told == [(5, 1, 3, [ann.uuid]), (6, 2, 4, [ben.uuid, ann.uuid])]


async def test_in_a_direct_chat_everybody_follows(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_direct_room(chat, ann, ben)
    await say(chat, ann, room, "one")
    thread = (await begin(chat, ann, room, 1)).room_uuid
    assert [(await look(chat, who, thread)).follows for who in (ann, ben)] == [True, True]
