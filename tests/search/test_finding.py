"""Searching: what no chat finds, order, pages, marks, and what a question costs at most."""

from typing import Final

import pytest

from chatapp.bootstrap import Chat
from chatapp.message_index import rebuilding
from chatapp.search import Hit, Order, finding, proposals
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, say
from tests.support.people.searches import bodies, hits
from tests.support.servers.databases import POSTGRESQL, SQLITE, TRIGRAMS

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
async def test_few_messages_are_looked_at_without_the_index(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals, "FEW", 3)
    ann, ben = await person("ann"), await person("ben")
    small, large = await a_room(chat, ann, ben, name="Small"), await a_room(chat, ann, ben, name="Large")
    for number in range(3):
        await say(chat, ann, small, f"word {number}")
        await say(chat, ann, large, f"word {number}")
    await say(chat, ben, large, "word of ben")
    await rebuilding.start_over(chat.transactions)
    assert await bodies(chat, ben, "word in:small") == ["word 2", "word 1", "word 0"]
    assert await bodies(chat, ben, "word from:ben") == ["word of ben"]
    assert not (await chat.search.find(actor=ben, query="word in:large")).is_complete


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
    found: list[Hit] = []
    while cursor:
        page = await chat.search.find(actor=ann, query="hay -only", cursor=cursor)
        pages, cursor, found = pages + 1, page.cursor, [*found, *page.hits]
    assert [hit.message.number for hit in found] == [2]
    assert pages > 2
    assert (await chat.search.find(actor=ann, query="hay", cursor="garbled")).hits == ()
