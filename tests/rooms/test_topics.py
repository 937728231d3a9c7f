"""Topics: the owner has each message of a room begin a thread; what programs may do stays the same."""

from uuid import UUID

import pytest

from chatapp import messages, rooms, threads
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, NotFound
from chatapp.events import RoomAdministered, RoomChanged, account_topic, room_topic
from chatapp.identity import Actor
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_direct_room, a_room, listen, look, say


async def set_topics(chat: Chat, actor: Actor, room: UUID, *, begins_threads: bool = True) -> None:
    async with chat.transaction() as work:
        await rooms.set_begins_threads(work, actor=actor, room_uuid=room, begins_threads=begins_threads)


async def test_the_owner_turns_topics_on_and_off_and_quotes_are_still_taken(chat: Chat, person: MakePerson) -> None:
    root, ann, ben = [await person(name) for name in ("root", "ann", "ben")]
    room = await a_room(chat, ann, ben)
    heard, told = listen(chat, room_topic(room)), listen(chat, account_topic(ann.account_id))
    assert not (await look(chat, ben, room)).begins_threads
    for begins_threads in (True, True, False):  # the second changes nothing
        await set_topics(chat, ann, room, begins_threads=begins_threads)
    assert heard == [RoomChanged(room)] * 2
    await set_topics(chat, root, room)
    assert [event.action for event in told if isinstance(event, RoomAdministered)] == ["set topics"]
    assert (await look(chat, ben, room)).begins_threads
    await say(chat, ann, room, "Friday?")
    answer = await messages.post(
        chat.post_queue, actor=ben, room_uuid=room, body="Yes", client_message_id="answer", reply_to=1
    )
    assert answer.message.quote is not None


async def test_nobody_else_sets_topics_and_neither_chats_nor_threads_have_any(chat: Chat, person: MakePerson) -> None:
    root, ann, ben, eve = [await person(name) for name in ("root", "ann", "ben", "eve")]
    room, private = await a_room(chat, ann, ben), await a_room(chat, ann, visibility="private")
    direct = await a_direct_room(chat, ann, root)
    await set_topics(chat, ann, room)
    await say(chat, ann, room, "Friday?")
    async with chat.transaction() as work:
        thread = (await threads.begin(work, actor=ben, room_uuid=room, number=1)).room_uuid
    assert not (await look(chat, ben, thread)).begins_threads
    heard = listen(chat, room_topic(room), room_topic(private), room_topic(direct), room_topic(thread))
    forbidden = ((ben, room), (eve, room), (ann, direct), (root, direct), (ann, thread), (ben, thread))
    for actor, place, error in (*((*one, Forbidden) for one in forbidden), (eve, private, NotFound)):
        with pytest.raises(error):
            await set_topics(chat, actor, place, begins_threads=place != room)
    assert heard == []
