"""What is found is what one may read, so often, and with what was said around it."""

from typing import Any, Final

import pytest

from chatapp.bootstrap import Chat
from chatapp.errors import RateLimited
from chatapp.search import finding
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.files import post_files, send_file
from tests.support.people.rooms import a_direct_room, a_room, close, join, leave, remove, reopen, say
from tests.support.people.searches import bodies, hits
from tests.support.servers.databases import POSTGRESQL, SQLITE, TRIGRAMS

EVERYWHERE: Final = pytest.mark.parametrize(
    "database", [SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.nightly), TRIGRAMS], indirect=True
)


@EVERYWHERE
async def test_an_outsider_finds_nothing_and_neither_does_who_left_was_removed_or_sees_a_room_closed(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, cat, eve = [await person(name) for name in ("ann", "ben", "cat", "eve")]
    public, private = await a_room(chat, ann, ben, cat), await a_room(chat, ann, visibility="private")
    direct = await a_direct_room(chat, ann, ben)
    for room in (public, private, direct):
        await say(chat, ann, room, f"the eagle lands, 鷹 {room}")
    for query in ("eagle", "鷹", "ea", "from:ann", "on:today"):
        assert await bodies(chat, eve, query) == []
        assert len(await bodies(chat, ben, query)) == 2
    await leave(chat, ben, public)
    await remove(chat, ann, cat, public)
    assert len(await bodies(chat, ben, "eagle")) == 1
    assert await bodies(chat, cat, "eagle") == []
    await join(chat, ben, public)
    assert len(await bodies(chat, ben, "eagle")) == 2
    await close(chat, ann, public)
    assert [len(await bodies(chat, who, "eagle")) for who in (ann, ben)] == [2, 1]
    await reopen(chat, ann, public)
    assert [len(await bodies(chat, who, "eagle")) for who in (ann, ben)] == [3, 2]


async def test_nobody_searches_all_the_time(chat: Chat, chat_with: ChatWith, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    strict = chat_with(tries_per_minute=10)
    for _ in range(60):
        await strict.search.find(actor=ann, query="word")
    with pytest.raises(RateLimited, match="searching too fast"):
        await strict.search.find(actor=ann, query="word")
    await strict.search.find(actor=ben, query="word")


async def test_rooms_and_people_are_found_by_their_names(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("benedict"), await person("eve")
    await a_room(chat, ann, name="Old benches")
    await a_room(chat, ann, name="Bench press")
    await a_room(chat, eve, name="Benches, secret", visibility="private")
    await a_direct_room(chat, ann, ben)
    found = await chat.search.names(actor=ann, words="BEN")
    assert [room.name for room in found.rooms] == ["Bench press", "benedict", "Old benches"]
    assert [one.username for one in found.people] == ["benedict"]
    assert (await chat.search.names(actor=ann, words=" ")).rooms == ()


async def test_what_was_said_around_a_hit_is_read_by_members(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for text in ("one", "two", "*three*", "needle"):
        await say(chat, ann, room, text)
    await post_files(chat, ann, room, await send_file(chat, ann, room, b"x", "Offer.pdf"))
    (hit,) = await hits(chat, ben, "needle")
    around = (await chat.search.around(actor=ben, hits=[hit]))[hit.key]
    assert [one.words for one in around.before] == ["two", "three"]
    assert [one.words for one in around.after] == ["Offer.pdf"]
    await leave(chat, ben, room)
    around = (await chat.search.around(actor=ben, hits=[hit]))[hit.key]
    assert (around.before, around.after) == ((), ())


@EVERYWHERE
async def test_what_is_said_elsewhere_costs_an_outsider_no_look(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, eve = await person("ann"), await person("eve")
    secret, own = await a_room(chat, ann, visibility="private"), await a_room(chat, eve)
    for _ in range(20):
        await say(chat, ann, secret, "the eagle lands, 鷹")
    await say(chat, eve, own, "nothing of that")
    looked_at: list[int] = []
    rows = finding._Search._rows

    async def counted(search: Any, ids: Any) -> Any:
        looked_at.append(len(ids))
        return await rows(search, ids)

    monkeypatch.setattr(finding._Search, "_rows", counted)
    costs = []
    for query in ("eagle", "zzzzz", "鷹", "鸚"):
        looked_at.clear()
        assert await bodies(chat, eve, query) == []
        costs.append(list(looked_at))
    assert costs[0] == costs[1]
    assert costs[2] == costs[3]
    assert not any(map(sum, costs))
