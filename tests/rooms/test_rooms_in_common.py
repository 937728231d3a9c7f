"""Rooms in common: those that both are in, and no room that only the other person is in."""

import pytest

from chatapp import rooms
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_closed_room, a_room


async def names(chat: Chat, actor: Actor, other: Actor, **limits: int) -> list[str]:
    async with chat.reading() as session:
        found = await rooms.in_common(session, actor=actor, account_uuid=other.uuid, **limits)
    return [room.name for room in found]


@pytest.mark.each_database
async def test_only_open_rooms_that_both_are_in_are_named(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    for name, *members in (("Tea", ben), ("Coffee", ben, eve), ("Alone",)):
        await a_room(chat, ann, *members, name=name)
    await a_room(chat, ben, eve, name="Behind her back", visibility="private")
    await a_closed_room(chat, ann, ben, name="Over")
    async with chat.transaction() as work:
        await rooms.open_direct(work, actor=ann, people=[ben.uuid])
    assert await names(chat, ann, ben) == ["Coffee", "Tea"]
    assert await names(chat, ann, ben, limit=1) == ["Coffee"]
    assert await names(chat, ann, eve) == ["Coffee"]
    assert await names(chat, eve, ben) == ["Behind her back", "Coffee"]
