"""Pins: any member's, at most a hundred, told to every page, and gone with the message."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlmodel import col

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.errors import ChatError, Conflict, Forbidden, NotFound
from chatapp.events import MessageChanged, MessageView, RoomChanged, room_topic
from chatapp.identity import Actor
from chatapp.messages.pins import PINS_LIMIT, Pin
from models import Message
from models.utc_datetime import now
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_closed_room, a_direct_room, a_room, leave, listen, look, say
from tests.support.servers.databases import POSTGRESQL


async def pin(chat: Chat, actor: Actor, room: UUID, number: int) -> MessageView:
    async with chat.transaction() as work:
        return await messages.pin(work, actor=actor, room_uuid=room, number=number)


async def unpin(chat: Chat, actor: Actor, room: UUID, number: int) -> MessageView:
    async with chat.transaction() as work:
        return await messages.unpin(work, actor=actor, room_uuid=room, number=number)


async def pinned(chat: Chat, actor: Actor, room: UUID) -> list[Pin]:
    async with chat.reading() as session:
        return await messages.pins(session, actor=actor, room_uuid=room)


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_member_pins_and_every_open_page_hears_it_with_a_line(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for body in ("one", "two"):
        await say(chat, ann, room, body)
    heard = listen(chat, room_topic(room))
    first = await pin(chat, ben, room, 1)
    assert (first.is_pinned, first.revision) == (True, 3)
    line = heard[-1]
    assert isinstance(line, MessageChanged)
    assert heard == [MessageChanged(first), RoomChanged(room), line]
    said = line.message
    assert (said.number, said.kind, said.body, said.reply_to) == (3, "pinned", "ben pinned a message", 1)
    assert await pin(chat, ann, room, 1) == first, "once is enough"
    await pin(chat, ann, room, 2)
    found = await pinned(chat, ben, room)
    assert [(one.message.number, one.message.body, one.by_name) for one in found] == [
        (2, "two", "ann"),
        (1, "one", "ben"),
    ]
    assert (await look(chat, ben, room)).pin_count == 2
    assert not (await unpin(chat, ann, room, 1)).is_pinned
    revision = (await look(chat, ann, room)).revision
    await unpin(chat, ann, room, 1)
    assert (await look(chat, ann, room)).revision == revision, "and so is taking it away"
    assert [one.message.number for one in await pinned(chat, ben, room)] == [2]


async def test_deleting_a_message_unpins_it_and_restoring_does_not_pin_it(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    await say(chat, ann, room, "one")
    await pin(chat, ann, room, 1)
    async with chat.transaction() as work:
        await messages.remove(work, actor=ann, room_uuid=room, number=1)
    assert (await pinned(chat, ann, room), (await look(chat, ann, room)).pin_count) == ([], 0)
    async with chat.transaction() as work:
        assert not (await messages.restore(work, actor=ann, room_uuid=room, number=1)).is_pinned


async def test_in_a_direct_chat_both_pin_and_no_line_says_so(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_direct_room(chat, ann, ben)
    await say(chat, ann, room, "one")
    await pin(chat, ben, room, 1)
    assert (await look(chat, ann, room)).last_number == 1


async def test_a_room_has_a_hundred_and_the_next_is_refused_with_a_sentence(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    for number in range(PINS_LIMIT + 1):
        await say(chat, ann, room, f"{number}")
    async with chat.transaction() as work:
        most = update(Message).where(col(Message.number) <= PINS_LIMIT)
        await work.session.exec(most.values(pinned_at=now(), pinned_by_id=ann.account_id))
    with pytest.raises(Conflict, match="100 pinned"):
        await pin(chat, ann, room, PINS_LIMIT + 1)
    await unpin(chat, ann, room, 1)
    assert (await pin(chat, ann, room, PINS_LIMIT + 1)).is_pinned
    assert len(await pinned(chat, ann, room)) == PINS_LIMIT


async def test_who_may_not_pins_nothing_and_nobody_hears_it(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    room, private = await a_room(chat, ann, ben), await a_room(chat, ann, visibility="private")
    for place in (room, private):
        await say(chat, ann, place, "one")
        await say(chat, ann, place, "two")
    await pin(chat, ann, room, 1)  # number 3 is the line about it
    async with chat.transaction() as work:
        await messages.remove(work, actor=ann, room_uuid=room, number=2)
    await leave(chat, ben, room)
    closed = await a_closed_room(chat, ann)
    heard = listen(chat, *(room_topic(place) for place in (room, private, closed)))
    cases: list[tuple[Actor, UUID, int, type[ChatError]]] = [
        (eve, room, 1, Forbidden),
        (ben, room, 1, Forbidden),
        (eve, private, 1, NotFound),
        (eve, uuid4(), 1, NotFound),
        (ann, closed, 1, Forbidden),
        (ann, room, 2, NotFound),
        (ann, room, 3, Forbidden),
        (ann, room, 99, NotFound),
    ]
    for actor, place, number, error in cases:
        for act in (pin, unpin):
            with pytest.raises(error):
                await act(chat, actor, place, number)
    for actor, place, error in ((eve, room, Forbidden), (eve, private, NotFound), (ann, closed, Forbidden)):
        with pytest.raises(error):
            await pinned(chat, actor, place)
    assert heard == []
