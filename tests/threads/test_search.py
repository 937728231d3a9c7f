"""Searches find what is said in threads, where their room is looked in, and say in which thread it is."""

from uuid import UUID

import pytest

from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, join, leave, say
from tests.support.servers.databases import POSTGRESQL
from tests.threads.test_beginning import begin, remove


async def found(chat: Chat, actor: Actor, query: str) -> list[tuple[UUID, int, UUID | None]]:
    page = await chat.search.find(actor=actor, query=query)
    return [(hit.room.uuid, hit.message.number, hit.room.parent_uuid) for hit in page.hits]


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_what_is_said_in_a_thread_is_found_in_its_room_by_its_members_alone(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, eve = [await person(name) for name in ("ann", "ben", "eve")]
    room = await a_room(chat, ann, ben, name="Harbour")
    other = await a_room(chat, ann, ben, eve, name="Elsewhere")
    await say(chat, ann, room, "the lighthouse")
    await say(chat, ann, other, "no lighthouse here")
    thread = (await begin(chat, ben, room, 1)).room_uuid
    await say(chat, ben, thread, "its keeper left the lighthouse")
    reply, root, elsewhere = (thread, 1, room), (room, 1, None), (other, 1, None)
    for query, expected in (
        ("lighthouse", [reply, elsewhere, root]),
        ("lighthouse in:harbour", [reply, root]),
        ("lighthouse -in:harbour", [elsewhere]),
        ("lighthouse is:thread", [reply]),
        ("lighthouse -is:thread", [elsewhere, root]),
        ("has:thread", [root]),
        ("is:unread is:thread", [reply]),
        ("keeper from:ben", [reply]),
    ):
        assert await found(chat, ann, query) == expected, query
    assert await found(chat, ben, "is:unread is:thread") == []
    assert await found(chat, eve, "lighthouse") == [elsewhere]
    await leave(chat, ben, room)
    assert await found(chat, ben, "keeper") == []
    await join(chat, ben, room)
    assert await found(chat, ben, "keeper") == [reply]
    await remove(chat, ann, thread, 1)
    assert await found(chat, ann, "keeper") == []
