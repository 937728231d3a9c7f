"""The index follows each change, and is made anew while searches go on."""

from io import StringIO
from typing import Any, Final

import pytest
from rich.console import Console

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.message_index import rebuilding, state, writing
from chatapp.search import finding, reindexing
from chatapp.storage.unit_of_work import Transactions
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, close, delete, say
from tests.support.people.searches import bodies
from tests.support.servers.databases import POSTGRESQL, SQLITE, TRIGRAMS

EVERYWHERE: Final = pytest.mark.parametrize("database", [SQLITE, POSTGRESQL, TRIGRAMS], indirect=True)


@EVERYWHERE
async def test_an_edit_a_removal_and_a_restoration_are_found_right_at_once(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann, name="Lab")
    await say(chat, ann, room, "the first edition")
    asked: dict[str, Any] = {"actor": ann, "room_uuid": room, "number": 1}
    async with chat.transaction() as work:
        await messages.edit(work, **asked, body="another version")
    assert await bodies(chat, ann, "edition") == []
    assert await bodies(chat, ann, "version") == ["another version"]
    async with chat.transaction() as work:
        await messages.remove(work, **asked)
    assert await bodies(chat, ann, "version") == []
    async with chat.transaction() as work:
        await messages.restore(work, **asked)
    assert await bodies(chat, ann, "version") == ["another version"]
    await close(chat, ann, room)
    await delete(chat, ann, room, "Lab")
    assert await bodies(chat, ann, "version") == []


@EVERYWHERE
async def test_an_index_that_is_being_made_answers_with_what_is_there_and_says_so(
    chat: Chat, person: MakePerson
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    for number in range(1, 8):
        await say(chat, ann, room, f"message {number}")
    await rebuilding.start_over(chat.transactions)
    await say(chat, ann, room, "message 8")
    page = await chat.search.find(actor=ann, query="message")
    assert [hit.message.number for hit in page.hits] == [8]
    assert (page.is_complete, page.note) == (False, finding.STILL_INDEXING)
    await rebuilding.rebuild_some(chat.transactions, 3)
    page = await chat.search.find(actor=ann, query="message", limit=2)
    assert [hit.message.number for hit in page.hits] == [8, 7]
    assert page.is_complete
    for number in (1, 6):  # one is in it by now, and one is not
        async with chat.transaction() as work:
            await messages.edit(work, actor=ann, room_uuid=room, number=number, body=f"changed {number}")
    assert not (await chat.search.find(actor=ann, query="changed")).is_complete
    while not (await rebuilding.rebuild_some(chat.transactions, 3)).is_complete:
        await rebuilding.merge_some(chat.transactions)
    assert await bodies(chat, ann, "message") == [f"message {number}" for number in (8, 7, 5, 4, 3, 2)]
    assert await bodies(chat, ann, "changed") == ["changed 6", "changed 1"]


async def test_a_large_room_that_is_deleted_has_the_index_made_anew(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "AT_ONCE", 2)
    ann = await person("ann")
    large, other = await a_room(chat, ann, name="Large"), await a_room(chat, ann)
    for number in range(3):
        await say(chat, ann, large, f"word {number}")
    await say(chat, ann, other, "word here")
    await close(chat, ann, large)
    await delete(chat, ann, large, "Large")
    page = await chat.search.find(actor=ann, query="word")
    assert ([hit.message.body for hit in page.hits], page.is_complete) == (["word here"], False)
    await chat.jobs.run("search index")
    assert await bodies(chat, ann, "word") == ["word here"]


async def test_a_new_unicode_has_the_index_made_anew(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    await say(chat, ann, room, "some words")
    async with chat.transaction() as work:
        await (await work.session.connection()).run_sync(state.outdate)
    async with chat.transaction() as work:
        await messages.edit(work, actor=ann, room_uuid=room, number=1, body="other words")
    assert not (await chat.search.find(actor=ann, query="words")).is_complete
    await chat.jobs.run("search index")
    assert await bodies(chat, ann, "words") == ["other words"]


@pytest.mark.each_database
async def test_a_reindexing_that_is_cut_off_goes_on_where_it_stopped(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    for number in range(1, 10):
        await say(chat, ann, room, f"message {number}")
    monkeypatch.setattr(reindexing, "AT_ONCE", 2)
    told, merged = Console(record=True, file=StringIO()), rebuilding.merge_some
    times = 0

    async def cut_off(transactions: Transactions) -> bool:
        nonlocal times
        times += 1
        if times == 3:
            raise RuntimeError("killed")
        return await merged(transactions)

    monkeypatch.setattr(reindexing, "merge_some", cut_off)
    with pytest.raises(RuntimeError, match="killed"):
        await reindexing.reindex(chat.database, chat.transactions, told)
    page = await chat.search.find(actor=ann, query="message")
    assert [hit.message.number for hit in page.hits] == [9, 8, 7, 6, 5, 4]
    monkeypatch.setattr(reindexing, "start_over", None)  # it does not begin again
    await reindexing.reindex(chat.database, chat.transactions, told)
    assert len(await bodies(chat, ann, "message")) == 9
    assert reindexing.DONE in told.export_text()
