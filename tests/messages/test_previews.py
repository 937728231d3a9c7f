"""The last words of several rooms at once, for members alone."""

import pytest

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.messages.lifecycle import removal
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, say

pytestmark = pytest.mark.each_database


async def words(chat: Chat, actor: Actor, *rooms: object) -> list[list[str]]:
    async with chat.reading() as session:
        found = await messages.latest(session, actor=actor, room_uuids=rooms)  # type: ignore[arg-type]
    return [[one.words for one in found.get(room, [])] for room in rooms]  # type: ignore[call-overload]


async def test_the_last_two_messages_that_were_not_removed_come_as_plain_text(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    garden, attic = await a_room(chat, ann, ben, name="Garden"), await a_room(chat, ann, name="Attic")
    for text in ("one", "**two** & `three`.", "four", "- a\n- b"):
        await say(chat, ann, garden, text)
    async with chat.transaction() as work:
        await removal.remove(work, actor=ann, room_uuid=garden, number=3)
    await say(chat, ann, attic, "dust")
    assert await words(chat, ann, garden, attic) == [["two & three.", "a b"], ["dust"]]
    assert await words(chat, ben, garden, attic) == [["two & three.", "a b"], []]
    assert await words(chat, eve, garden, attic) == [[], []]
