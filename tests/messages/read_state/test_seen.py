"""Who has seen a message: the same in every count, of members who were there, and only among those who share it."""

from uuid import UUID

import pytest

from chatapp import messages
from chatapp.accounts import preferences
from chatapp.accounts.preferences import Preferences
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, NotFound
from chatapp.events import PEOPLE_TOPIC, PersonChanged, RoomRead, room_topic
from chatapp.identity import Actor
from chatapp.messages import SeenBy
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_direct_room, a_room, deactivate, join, leave, listen, say

pytestmark = pytest.mark.each_database


async def seen_by(chat: Chat, actor: Actor, room: UUID, number: int) -> SeenBy:
    async with chat.reading() as session:
        return await messages.seen_by(session, actor=actor, room_uuid=room, number=number)


async def names(chat: Chat, actor: Actor, room: UUID, number: int) -> tuple[list[str], list[str]]:
    found = await seen_by(chat, actor, room, number)
    assert (found.count, found.of) == (len(found.readers), len(found.readers) + len(found.not_yet))
    return [one.username for one in found.readers], [one.username for one in found.not_yet]


async def read(chat: Chat, actor: Actor, room: UUID, number: int) -> None:
    async with chat.transaction() as work:
        await messages.mark_read(work, actor=actor, room_uuid=room, number=number)


async def share(chat: Chat, actor: Actor, *, is_wanted: bool) -> None:
    async with chat.transaction() as work:
        await preferences.edit(work, actor=actor, changes=Preferences(shares_reading=is_wanted))


async def test_readers_are_those_whose_mark_is_there_and_the_author_is_none_of_them(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, cem, dan = [await person(name) for name in ("ann", "ben", "cem", "dan")]
    room = await a_room(chat, ann, ben, cem, dan)
    await say(chat, ann, room, "one")
    await say(chat, ann, room, "two")
    assert await names(chat, ann, room, 1) == ([], ["ben", "cem", "dan"])
    await read(chat, ben, room, 1)
    await say(chat, cem, room, "three")  # who writes has read
    assert await names(chat, ann, room, 1) == (["ben", "cem"], ["dan"])
    assert await names(chat, dan, room, 2) == (["cem"], ["ben", "dan"])
    found = await seen_by(chat, ann, room, 1)
    assert all(one.last_read_at is not None for one in found.readers)
    assert [one.last_read_at for one in found.not_yet] == [None]


async def test_who_came_later_or_has_gone_or_does_not_share_it_is_in_neither_number(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, cem, dan, eve, fay = [await person(name) for name in ("ann", "ben", "cem", "dan", "eve", "fay")]
    room = await a_room(chat, ann, ben, cem, dan, eve)
    await say(chat, ann, room, "hello")
    await join(chat, fay, room)  # has all of it marked as read
    await leave(chat, cem, room)
    await deactivate(chat, dan)
    await share(chat, eve, is_wanted=False)
    assert await names(chat, ann, room, 1) == ([], ["ben"])
    await read(chat, eve, room, 1)
    await read(chat, ben, room, 1)
    assert await names(chat, fay, room, 1) == (["ben"], [])
    with pytest.raises(Forbidden, match="Show others what I've read"):
        await seen_by(chat, eve, room, 1)
    await share(chat, eve, is_wanted=True)
    assert await names(chat, eve, room, 1) == (["ben", "eve"], [])


async def test_a_deleted_message_is_not_there_and_one_that_never_was_neither(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = [await person(name) for name in ("ann", "ben", "eve")]
    room = await a_room(chat, ann, ben, visibility="private")
    await say(chat, ann, room, "hello")
    with pytest.raises(NotFound):
        await seen_by(chat, eve, room, 1)
    async with chat.transaction() as work:
        await messages.remove(work, actor=ann, room_uuid=room, number=1)
    for number in (1, 2):
        with pytest.raises(NotFound):
            await seen_by(chat, ann, room, number)


async def test_in_a_direct_chat_the_others_hear_of_it_from_those_who_share_it(chat: Chat, person: MakePerson) -> None:
    ann, ben, cem = [await person(name) for name in ("ann", "ben", "cem")]
    direct, room = await a_direct_room(chat, ann, ben, cem), await a_room(chat, ann, ben, cem)
    for where in (direct, room):
        await say(chat, ann, where, "hello")
    heard = listen(chat, room_topic(direct), room_topic(room), PEOPLE_TOPIC)
    await read(chat, ben, direct, 1)
    await read(chat, ben, room, 1)
    assert heard == [RoomRead(direct, ben.account_id, 1)], "in other rooms it is told when somebody asks"
    await share(chat, cem, is_wanted=False)
    assert heard[1:] == [PersonChanged(cem.uuid)], "who looks at it reads again"
    await read(chat, cem, direct, 1)
    assert len(heard) == 2
    async with chat.reading() as session:
        [found] = await messages.others_read(session, actor=ann, room_uuid=direct)
        assert (found.username, found.last_read_number) == ("ben", 1)
        assert await messages.others_read(session, actor=cem, room_uuid=direct) == []
