"""Files: messages are found by their names and kinds, and files by their names."""

from typing import Any, Final

import pytest

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.message_index import rebuilding
from tests.support.people.chats import MakePerson
from tests.support.people.files import post_files, send_file
from tests.support.people.rooms import a_room, say
from tests.support.people.searches import bodies, hits
from tests.support.samples.pictures import RED, saved, stripes
from tests.support.servers.databases import POSTGRESQL, SQLITE, TRIGRAMS

EVERYWHERE: Final = pytest.mark.parametrize(
    "database", [SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.nightly), TRIGRAMS], indirect=True
)


@EVERYWHERE
async def test_files_are_found_with_their_messages_and_by_their_names(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = [await person(name) for name in ("ann", "ben", "eve")]
    room = await a_room(chat, ann, ben)
    plan = await send_file(chat, ann, room, b"some text", "Budget 2026 設計.txt")
    notes = await send_file(chat, ann, room, b"other text", "a-notes.txt")
    picture = await send_file(chat, ann, room, saved(stripes(RED)), "Sketch.png")
    await say(chat, ann, room, "without a file")
    await post_files(chat, ann, room, plan, notes, body="the plan")
    await post_files(chat, ann, room, picture)

    async def numbers(query: str) -> list[int]:
        return [hit.message.number for hit in await hits(chat, ben, query)]

    async def files(words: str, who: Any = ben) -> list[str]:
        return [file.name for file in (await chat.search.names(actor=who, words=words)).files]

    for _ in range(2):
        assert await numbers("has:file") == [3, 2]
        assert await numbers("has:image") == [3]
        assert await numbers("-has:file") == [1]
        assert await numbers("udget 2026") == await numbers("設計") == await numbers("plan notes.txt") == [2]
        assert await numbers("SKETCH") == [3]
        assert await files("notes") == ["a-notes.txt"]
        assert await files('2026 "budget') == ["Budget 2026 設計.txt"]
        assert await files("plan") == await files("sketch", eve) == []
        await rebuilding.start_over(chat.transactions)
        await rebuilding.rebuild_some(chat.transactions)
    asked: dict[str, Any] = {"actor": ann, "room_uuid": room, "number": 2}
    async with chat.transaction() as work:
        await messages.edit(work, **asked, body="another text")
    assert await numbers("another notes") == [2]
    async with chat.transaction() as work:
        await messages.remove(work, **asked)
    assert await numbers("notes") == []
    async with chat.transaction() as work:
        await messages.restore(work, **asked)
    assert await bodies(chat, ben, "notes") == ["another text"]
