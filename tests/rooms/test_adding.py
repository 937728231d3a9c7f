"""Adding people: many at once, by any member of a public room; and what those who were added see of it."""

from uuid import UUID

import pytest

from chatapp import messages, rooms
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Invalid, NotFound
from chatapp.events import (
    ALERTS_TOPIC,
    AlertsAdded,
    MemberJoined,
    MembersAdded,
    MembershipChanged,
    RoomChanged,
    account_topic,
    room_topic,
)
from chatapp.identity import Actor
from chatapp.rooms.invited import open_to_invites
from chatapp.storage.snapshot import within
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import (
    RecordingBroker,
    a_room,
    add,
    deactivate,
    join,
    listen,
    look,
    remove,
    roles,
    say,
    set_role,
)
from tests.support.people.snapshot import stored


async def set_members_may_add(chat: Chat, actor: Actor, room: UUID, *, members_may_add: bool = True) -> None:
    async with chat.transaction() as work:
        await rooms.set_members_may_add(work, actor=actor, room_uuid=room, members_may_add=members_may_add)


@pytest.mark.each_database
async def test_a_member_adds_many_in_one_transaction_with_one_event(
    chat: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    ann, ben, cat, dan = [await person(name) for name in ("ann", "ben", "cat", "dan")]
    broker = RecordingBroker()
    chat = chat_with(broker)
    room = await a_room(chat, ann, ben)
    before = len(broker.published)
    async with chat.transaction() as work:
        added = await rooms.add(work, actor=ben, room_uuid=room, people=[cat.uuid, ben.uuid, dan.uuid, cat.uuid])
    assert added == [cat.uuid, dan.uuid]
    assert broker.published[before + 1 :] == [
        (room_topic(room), MembersAdded(room, (cat.account_id, dan.account_id))),
        (account_topic(cat.account_id), MemberJoined(room, cat.account_id)),
        (account_topic(dan.account_id), MemberJoined(room, dan.account_id)),
        (ALERTS_TOPIC, AlertsAdded(room, (1, 2), (cat.account_id, dan.account_id))),
    ]
    assert set(await roles(chat, ann, room)) == {"ann", "ben", "cat", "dan"}


async def test_all_are_added_or_none(chat: Chat, person: MakePerson) -> None:
    ann, ben, gone = await person("ann"), await person("ben"), await person("gone")
    room = await a_room(chat, ann)
    await deactivate(chat, gone)
    before = await stored(chat)
    for people in ([ben.uuid, gone.uuid], []):
        with pytest.raises(Invalid):
            async with chat.transaction() as work:
                await rooms.add(work, actor=ann, room_uuid=room, people=people)
    assert await stored(chat) == before


async def test_in_a_private_room_only_moderators_add_and_outsiders_nowhere(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat, eve = [await person(name) for name in ("ann", "ben", "cat", "eve")]
    private, public = await a_room(chat, ann, ben, visibility="private"), await a_room(chat, ann)
    with pytest.raises(Forbidden):
        await add(chat, ben, cat, private)
    with pytest.raises(NotFound):
        await add(chat, eve, cat, private)
    with pytest.raises(Forbidden):
        await add(chat, eve, cat, public)
    assert ((await look(chat, ben, private)).may_add, (await look(chat, eve, public)).may_add) == (False, False)
    await set_role(chat, ann, ben, private, "moderator")
    assert await add(chat, ben, cat, private)


async def test_all_members_of_a_private_room_add_if_its_owner_lets_them_but_nobody_who_was_removed(
    chat: Chat, person: MakePerson
) -> None:
    root, ann, ben, cat, eve = [await person(name) for name in ("root", "ann", "ben", "cat", "eve")]
    room = await a_room(chat, ann, ben, visibility="private")
    for actor, error in ((ben, Forbidden), (root, Forbidden), (eve, NotFound)):
        with pytest.raises(error):
            await set_members_may_add(chat, actor, room)
    heard = listen(chat, room_topic(room))
    for _ in range(2):  # the second changes nothing
        await set_members_may_add(chat, ann, room)
    assert heard == [RoomChanged(room)]
    assert (await look(chat, ben, room)).may_add
    async with chat.reading() as session:
        assert [one.uuid for one in await open_to_invites(session, ben.account_id)] == [room]
        assert await open_to_invites(session, cat.account_id) == []
    assert await add(chat, ben, cat, room)
    with pytest.raises(NotFound):
        await add(chat, eve, eve, room)
    await remove(chat, ann, cat, room)
    with pytest.raises(Forbidden, match="Removed from this room: cat"):
        await add(chat, ben, cat, room)
    await set_members_may_add(chat, ann, room, members_may_add=False)
    with pytest.raises(Forbidden):
        await add(chat, ben, eve, room)
    assert not (await look(chat, ben, room)).may_add


@pytest.mark.each_database
async def test_who_was_added_sees_by_whom_as_one_unread_until_the_room_is_opened(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)
    for body in ("one", "two"):
        await say(chat, ann, room, body)
    await add(chat, ann, ben, room)
    assert (await look(chat, ben, room)).unread == 1
    await say(chat, ann, room, "three")
    assert (await look(chat, ben, room)).unread == 2
    async with chat.reading() as session:
        [listed] = await within(session, rooms.joined, actor=ben)
        addition = await rooms.addition(session, actor=ben, room_uuid=room)
        assert await rooms.addition(session, actor=ann, room_uuid=room) is None
    assert addition is not None
    assert (listed.unread, addition.by, addition.after, addition.is_unseen) == (2, "ann", 2, True)
    async with chat.transaction() as work:
        await messages.mark_read(work, actor=ben, room_uuid=room, number=4)
    assert (await look(chat, ben, room)).unread == 0
    async with chat.reading() as session:
        addition = await rooms.addition(session, actor=ben, room_uuid=room)
    assert addition is not None
    assert (addition.by, addition.after, addition.is_unseen) == ("ann", 2, False)


async def test_opening_is_told_to_the_persons_own_pages_alone_and_once(
    chat_with: ChatWith, chat: Chat, person: MakePerson
) -> None:
    broker = RecordingBroker()
    chat = chat_with(broker)
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)
    await add(chat, ann, ben, room)
    before = len(broker.published)
    for _ in range(2):
        async with chat.transaction() as work:
            await rooms.mark_seen(work, actor=ben, room_uuid=room)
    assert broker.published[before:] == [(account_topic(ben.account_id), MembershipChanged(room, ben.account_id))]


async def test_who_joins_by_themselves_has_nothing_unread(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)
    await join(chat, ben, room)
    view = await look(chat, ben, room)
    assert (view.unread, view.is_added, view.is_unseen) == (0, False, False)
