"""Searching: operators, rights, order, pages, marks, and what is said of a page that is not complete."""

from datetime import timedelta
from typing import Any, Final

import pytest
from sqlalchemy import update
from sqlmodel import col

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.errors import RateLimited
from chatapp.identity import Actor
from chatapp.message_index import rebuilding, state, writing
from chatapp.search import Order, WrongQuery, finding
from models import Message
from tests.support.chats import ChatWith, MakePerson
from tests.support.databases import POSTGRESQL, SQLITE, TRIGRAMS
from tests.support.rooms import a_direct_room, a_room, close, delete, join, leave, remove, reopen, say
from tests.support.searches import bodies, hits

EVERYWHERE: Final = pytest.mark.parametrize("database", [SQLITE, POSTGRESQL, TRIGRAMS], indirect=True)
SYNTAX: Final = ("%", "_", "\\", "'", '"', "*", "^", "a AND b", "NEAR(a b)", "rowid:1", "-- x", "'); drop", "{", "a\0b")


@EVERYWHERE
async def test_what_no_chat_finds_is_found(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    said = (
        "see 10.1.2.7:8443 first",
        "the foo-bar_baz is in https://example.org/a?b=1&c=%20#d",
        '  File "main.py", line 3, in <module>',
        "我們明天在東京見面",
        "ＦＵＬＬ width ﬁne",
        "Ünïcödé STRASSE straße",
        "100% sure",
        "c:\\temp\\new",
        "fits on QA and UI",
    )
    for text in said:
        await say(chat, ann, room, text)
    for query, number in {
        "10.1.2.7:8443": 0,
        "2.7:84": 0,
        "foo-bar_baz": 1,
        "bar_b": 1,
        "b=1&c=%20#d": 1,
        'py", line 3': 2,
        "東京": 3,
        "京": 3,
        "在東京見": 3,
        "full": 4,
        "fine": 4,
        "ÜNÏC": 5,
        "straße": 5,
        "00%": 6,
        "p\\n": 7,
        "qa": 8,
        "ui": 8,
    }.items():
        assert await bodies(chat, ben, query) == [said[number]], query


@EVERYWHERE
async def test_what_looks_like_syntax_is_text(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    for text in (*SYNTAX[:-1], "nothing of that"):
        await say(chat, ann, room, f"some {text} here")
    for text in SYNTAX[:-1]:
        found = await bodies(chat, ann, f'"some {text} here"' if '"' not in text else f"some {text} here")
        assert f"some {text} here" in found
        assert "some nothing of that here" not in found
    assert await bodies(chat, ann, SYNTAX[-1]) == []


@EVERYWHERE
async def test_operators_narrow_and_name_what_the_reader_knows(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    room = await a_room(chat, ann, ben, name="Big Plans")
    other = await a_room(chat, ann, ben, name="Other")
    direct = await a_direct_room(chat, ann, ben)
    await a_room(chat, eve, name="Secret", visibility="private")
    await say(chat, ann, room, "plan one https://example.org")
    await say(chat, ben, room, "plan two `make`")
    await say(chat, ann, other, "plan three @ben")
    await say(chat, ben, other, "plan four @room")
    await say(chat, ann, direct, "plan five")
    async with chat.transaction() as work:
        await messages.save(work, actor=ben, room_uuid=room, number=1)
        await messages.pin(work, actor=ann, room_uuid=room, number=2)
        await messages.react(work, actor=ben, room_uuid=other, number=1, emoji="👍")
        await messages.mark_read(work, actor=ben, room_uuid=other, number=1)
    names = ("one", "two", "three", "four", "five")

    async def found(query: str, who: Actor = ben) -> list[str]:
        return [names[names.index(body.split()[1])] for body in reversed(await bodies(chat, who, query))]

    asked = {
        'in:"big plans"': ["one", "two"],
        "in:#OTHER plan": ["three", "four"],
        f"in:{room}": ["one", "two"],
        "in:@ann": ["five"],
        'in:other in:"Big Plans" two': ["two"],
        "-in:other plan": ["one", "two", "five"],
        "from:ann": ["one", "three", "five"],
        "from:me": ["two", "four"],
        "-from:@ann plan": ["two", "four"],
        "from:ann from:ben fo": ["four"],
        "to:me": ["three", "four"],
        "to:ann": ["four"],
        "has:link": ["one"],
        "has:code": ["two"],
        "-has:code -has:link plan": ["three", "four", "five"],
        "has:reaction": ["three"],
        "has:file": [],
        "is:saved": ["one"],
        "-is:saved in:@ann": ["five"],
        "is:pinned": ["two"],
        "is:mine": ["two", "four"],
        "is:unread": ["one", "five"],
        "is:unread five": ["five"],
        "plan -two -three": ["one", "four", "five"],
        "on:today plan": [*names],
        "before:today": [],
        "after:yesterday one": ["one"],
        "plan nowhere": [],
    }
    assert {query: await found(query) for query in asked} == asked
    assert await found("is:saved", ann) == []


@pytest.mark.each_database
async def test_what_the_reader_does_not_know_is_as_if_it_did_not_exist(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    await a_room(chat, ann, name="Secret", visibility="private")
    await a_room(chat, ann, name="Open")
    told: dict[str, Any] = {}
    for query in ("xx in:secret", "xx in:nosuch", "xx in:open", "xx in:@ann"):
        with pytest.raises(WrongQuery) as wrong:
            await bodies(chat, eve, query)
        (problem,) = wrong.value.problems
        assert (problem.place.start, problem.place.end) == (3, len(query))
        told[query] = problem.sentence
    assert told["xx in:secret"].replace("secret", "nosuch") == told["xx in:nosuch"]
    assert "Open" not in told["xx in:open"]
    with pytest.raises(WrongQuery) as wrong:
        await bodies(chat, eve, "before:nonsense from:nobody in:nosuch")
    assert [problem.place.start for problem in wrong.value.problems] == [0, 16, 28]


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
async def test_the_newest_come_first_or_the_best_page_by_page_and_what_fits_is_marked(
    chat: Chat, person: MakePerson
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    for text in ("Release notes", "prerelease", "the RELEASE plan: release it", "nothing", "unreleased things"):
        await say(chat, ann, room, text)
    newest = [hit.message.number for hit in await hits(chat, ann, "release", limit=2)]
    best = [hit.message.number for hit in await hits(chat, ann, "release", order=Order.BEST, limit=2)]
    assert newest == [5, 3, 2, 1]
    assert best == [3, 1, 5, 2]
    marked = {hit.message.number: [(m.start, m.end) for m in hit.marks] for hit in await hits(chat, ann, "release")}
    assert marked == {5: [(2, 9)], 3: [(4, 11), (18, 25)], 2: [(3, 10)], 1: [(0, 7)]}
    await say(chat, ann, room, "ｅ\u0301ｔｕｄｅ und é\u200btude")
    (hit,) = await hits(chat, ann, "Étude")
    assert [hit.message.body[m.start : m.end] for m in hit.marks] == ["ｅ\u0301ｔｕｄｅ", "é\u200btude"]


@EVERYWHERE
async def test_a_question_looks_at_so_many_messages_and_the_next_goes_on(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "BUDGET", 10)
    monkeypatch.setattr(finding, "FIRST_BATCH", 5)
    ann = await person("ann")
    room = await a_room(chat, ann)
    for number in range(25):
        await say(chat, ann, room, "needle, and hay" if number == 1 else "only hay")
    first = await chat.search.find(actor=ann, query="hay -only")
    assert (first.hits, first.is_complete, first.note) == ((), False, finding.LOOK_FURTHER)
    pages, cursor = 1, first.cursor
    found = []
    while cursor:
        page = await chat.search.find(actor=ann, query="hay -only", cursor=cursor)
        pages, cursor, found = pages + 1, page.cursor, [*found, *page.hits]
    assert [hit.message.number for hit in found] == [2]
    assert pages > 2
    assert (await chat.search.find(actor=ann, query="hay", cursor="garbled")).hits == ()


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


@pytest.mark.each_database
async def test_days_are_bounds_and_the_clocks_may_be_wrong_by_hours(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    for number in range(1, 7):
        await say(chat, ann, room, f"day {number}")
    async with chat.transaction() as work:
        for number in range(1, 7):
            is_it = col(Message.number) == number
            hours = 1 if number % 2 else 0
            at = timedelta(days=7 - number, hours=hours)
            posted = (await messages.source(work.session, actor=ann, room_uuid=room, number=number)).created_at
            await work.session.exec(update(Message).where(is_it).values(created_at=posted - at))
    newest = (await hits(chat, ann, "day"))[0].message.created_at
    assert await bodies(chat, ann, f"day on:{newest:%Y-%m-%d}") == ["day 6"]
    assert len(await bodies(chat, ann, f"day before:{newest:%Y-%m-%d}")) == 5
    assert await bodies(chat, ann, f"-before:{newest:%Y-%m-%d} day") == ["day 6"]


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
    for text in ("one", "two", "*three*", "needle", "five"):
        await say(chat, ann, room, text)
    (hit,) = await hits(chat, ben, "needle")
    around = (await chat.search.around(actor=ben, hits=[hit]))[hit.key]
    assert [one.words for one in around.before] == ["two", "three"]
    assert [one.words for one in around.after] == ["five"]
    await leave(chat, ben, room)
    around = (await chat.search.around(actor=ben, hits=[hit]))[hit.key]
    assert (around.before, around.after) == ((), ())


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
