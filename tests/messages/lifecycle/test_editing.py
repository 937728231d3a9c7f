"""Editing messages: whoever wrote it may, everybody hears of it, and nothing else about it changes."""

from uuid import UUID

import pytest

from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Invalid, NotFound
from chatapp.events import MessageChanged, MessageView, room_topic
from chatapp.identity import Actor
from chatapp.messages import history
from chatapp.messages.lifecycle import editing, removal
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, close, leave, listen, say


async def edited(chat: Chat, actor: Actor, room: UUID, body: str, number: int = 1) -> MessageView:
    async with chat.transaction() as work:
        return await editing.edit(work, actor=actor, room_uuid=room, number=number, body=body)


@pytest.mark.each_database
async def test_an_author_edits_a_message_and_every_open_page_hears_of_it(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "first")
    posted = (await say(chat, ben, room, "teh plan")).message
    heard = listen(chat, room_topic(room))
    view = await edited(chat, ben, room, "the plan\r\n", 2)
    assert heard == [MessageChanged(view)]
    assert (view.number, view.body, view.created_at) == (2, "the plan", posted.created_at)
    assert view.revision == posted.revision + 1
    assert view.edited_at is not None
    assert view.previous_author_uuid == ann.uuid
    async with chat.reading() as session:
        missed = await history.changes(session, actor=ann, room_uuid=room, since=posted.revision)
    assert (missed.messages, missed.revision) == ([view], view.revision)


@pytest.mark.each_database
async def test_the_same_text_again_changes_nothing(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    posted = (await say(chat, ann, room, "as it is")).message
    heard = listen(chat, room_topic(room))
    assert await edited(chat, ann, room, " as it is ".strip()) == posted
    assert heard == []


async def test_nobody_edits_what_others_wrote_not_even_who_looks_after_the_room(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")  # ann is the administrator, and owns the room
    room = await a_room(chat, ann, ben)
    await say(chat, ben, room, "mine")
    with pytest.raises(Forbidden):
        await edited(chat, ann, room, "yours")


async def test_what_is_not_there_cannot_be_edited(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ben, room, "gone soon")
    with pytest.raises(NotFound):
        await edited(chat, ben, room, "what?", 2)
    async with chat.transaction() as work:
        await removal.remove(work, actor=ben, room_uuid=room, number=1)
    with pytest.raises(NotFound):
        await edited(chat, ben, room, "back again")


async def test_who_has_left_and_whose_room_is_closed_edits_nothing(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "one")
    await say(chat, ben, room, "two")
    await leave(chat, ben, room)
    with pytest.raises(Forbidden):
        await edited(chat, ben, room, "too late", 2)
    await close(chat, ann, room)
    with pytest.raises(Forbidden):
        await edited(chat, ann, room, "too late")


@pytest.mark.parametrize("body", ["", " \n ", "\u200b", "bell\u0007", "x" * 10_001])
async def test_an_edit_keeps_to_the_form_of_a_message(chat: Chat, person: MakePerson, body: str) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    await say(chat, ann, room, "fine")
    with pytest.raises(Invalid) as refused:
        await edited(chat, ann, room, body)
    assert list(refused.value.fields) == ["body"]
