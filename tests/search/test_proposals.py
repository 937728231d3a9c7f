"""Where messages are looked for: each source proposes all there is, the newest first, and says where it ends."""

from itertools import product
from typing import Any

import pytest

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.message_index import sqlite, state
from chatapp.search import plan, proposals, query
from chatapp.search.frequencies import Frequencies
from chatapp.search.plan import Plan
from chatapp.search.proposal import Source
from models.utc_datetime import now
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, say
from tests.support.people.searches import bodies

EVER = 2**62


async def planned(session: Any, actor: Actor, text: str) -> Plan:
    return await plan.make(session, actor, query.read(text, now=now()))


async def source_of(session: Any, actor: Actor, text: str) -> Source:
    known = await state.of(session)
    return await proposals.source_for(session, actor, await planned(session, actor, text), known, Frequencies())


async def ids_of(session: Any, source: Source, at_most: int, since: int = 0) -> list[list[int]]:
    """Return what a source proposes, portion by portion, to its end."""
    portions: list[list[int]] = []
    before = EVER
    while True:
        proposal = await source.propose(session, before, since, at_most)
        portions.append(list(proposal.ids))
        before = proposal.floor
        if not before:
            return portions


async def test_portions_join_to_all_there_is_the_newest_first(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for number in range(10):
        await say(chat, ann, room, f"the word {number}")
    for text, at_most in product(("is:unread", "word", "the", "from:ann word", "on:today"), (1, 3, 10, 50)):
        async with chat.reading() as session:
            portions = await ids_of(session, await source_of(session, ben, text), at_most)
        joined = [one for portion in portions for one in portion]
        assert joined == sorted(set(joined), reverse=True), (text, at_most)
        assert len(joined) == 10, (text, at_most)
        assert all(len(portion) <= at_most for portion in portions), (text, at_most)


async def test_few_messages_are_put_in_order_once_for_many_portions(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for number in range(10):
        await say(chat, ann, room, f"word {number}")
    asked: list[int] = []
    proposed = proposals._proposed

    async def counted(session: Any, wanted: Any, at_most: int) -> Any:
        asked.append(at_most)
        return await proposed(session, wanted, at_most)

    monkeypatch.setattr(proposals, "_proposed", counted)
    monkeypatch.setattr(proposals, "IN_ORDER", 4)
    async with chat.reading() as session:
        portions = await ids_of(session, await source_of(session, ben, "is:unread"), 2)
    assert sum(map(len, portions)) == 10
    assert asked == [4, 4, 4]  # not once for each of five portions
    assert len(await bodies(chat, ben, "is:unread")) == 10


async def test_an_unread_message_that_is_excluded_by_its_time_is_not_proposed(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for number in range(6):
        await say(chat, ann, room, f"word {number}")
    async with chat.reading() as session:
        everything = [
            one for some in await ids_of(session, await source_of(session, ben, "is:unread"), 3) for one in some
        ]
        later = await ids_of(session, await source_of(session, ben, "is:unread"), 2, since=everything[2])
    assert [one for some in later for one in some] == everything[:3]


async def test_an_outsider_is_proposed_nothing_of_a_room_by_its_conditions(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    room = await a_room(chat, ann, visibility="private")
    await say(chat, ann, room, "word")
    async with chat.reading() as session:
        for text in ("is:unread", "is:pinned", "from:ann", "to:me"):
            source = await source_of(session, eve, f"{text} word")
            looked_at = [one for some in await ids_of(session, source, 5) for one in some]
            assert looked_at == [], text


async def test_a_text_with_thousands_of_signs_is_found_by_each_and_leaves_nothing_behind(
    chat: Chat, person: MakePerson
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    signs = "".join(chr(0x4E00 + at) for at in range(sqlite.MOST_HEADS + 500))
    await say(chat, ann, room, "鷹 alone")
    await say(chat, ann, room, signs)
    last = signs[-1]
    assert await bodies(chat, ann, last) == [signs]
    assert await bodies(chat, ann, signs[7:9]) == [signs]
    assert await bodies(chat, ann, "鸚") == []  # not in it, though nobody knows which signs it has
    async with chat.transaction() as work:
        await messages.edit(work, actor=ann, room_uuid=room, number=2, body="鷹 again")
    assert await bodies(chat, ann, last) == []
    assert await bodies(chat, ann, "鷹") == ["鷹 again", "鷹 alone"]
    async with chat.transaction() as work:
        checked = "INSERT INTO message_search (message_search) VALUES ('integrity-check')"
        connection = await work.session.connection()
        await connection.exec_driver_sql(checked)  # raises if something of it was left


async def test_an_index_of_an_earlier_kind_is_not_relied_on(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    await say(chat, ann, await a_room(chat, ann), "word")
    async with chat.transaction() as work:
        connection = await work.session.connection()
        await connection.exec_driver_sql("UPDATE search_index SET version = '1' || substr(version, 2)")
    async with chat.reading() as session:
        known = await state.of(session)
    assert not known.is_current
    assert not known.has(1)
