"""What is done to a room reaches its threads: closing, reopening, deleting, leaving and removing."""

from uuid import UUID

import pytest

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, NotFound
from chatapp.events import RoomClosed, room_topic
from chatapp.identity import Actor
from models import Room
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, close, delete, join, leave, listen, look, remove, reopen, say
from tests.support.people.snapshot import stored
from tests.threads.test_beginning import begin, read


async def a_thread(chat: Chat, *people: Actor) -> tuple[UUID, UUID]:
    """Return a room and a thread in it that all of them follow."""
    room = await a_room(chat, *people)
    await say(chat, people[0], room, "one")
    thread = (await begin(chat, people[0], room, 1)).room_uuid
    for who in people:
        await say(chat, who, thread, f"by {who.username}")
    return room, thread


async def shut_out(chat: Chat, actor: Actor, thread: UUID) -> None:
    for attempt in (read(chat, actor, thread), say(chat, actor, thread, "psst"), look(chat, actor, thread)):
        with pytest.raises((NotFound, Forbidden)):
            await attempt


@pytest.mark.each_database
async def test_closing_a_room_closes_its_threads_and_deleting_it_leaves_nothing(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, thread = await a_thread(chat, ann, ben)
    heard = listen(chat, room_topic(thread))
    await close(chat, ann, room)
    assert heard == [RoomClosed(thread)]
    await shut_out(chat, ben, thread)
    await reopen(chat, ann, room)
    assert [one.body for one in await read(chat, ben, thread)] == ["by ann", "by ben"]
    await close(chat, ann, room)
    async with chat.transaction() as work:
        name = (await work.session.get_one(Room, 1)).name
    await delete(chat, ann, room, name)
    left = await stored(chat)
    assert not any(left[table] for table in ("room", "message", "membership"))


async def test_who_leaves_or_is_removed_is_out_of_the_threads_and_comes_back_following_nothing(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, cat = [await person(name) for name in ("ann", "ben", "cat")]
    room, thread = await a_thread(chat, ann, ben, cat)
    await leave(chat, ben, room)
    await remove(chat, ann, cat, room)
    for who in (ben, cat):
        await shut_out(chat, who, thread)
    await join(chat, ben, room)
    seen = await look(chat, ben, thread)
    assert (seen.follows, seen.unread, seen.is_member) == (False, 0, True)


async def test_threads_have_no_members_or_settings_of_their_own(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    _, thread = await a_thread(chat, ann, ben)
    for attempt in (
        close(chat, ann, thread),
        leave(chat, ben, thread),
        remove(chat, ann, ben, thread),
        delete(chat, ann, thread, "by ann"),
    ):
        with pytest.raises(Forbidden):
            await attempt
    async with chat.transaction() as work:
        await messages.remove(work, actor=ann, room_uuid=thread, number=2)
    assert [one.body for one in await read(chat, ben, thread)] == ["by ann", ""], "moderators of the room moderate it"
