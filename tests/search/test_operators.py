"""Operators: what they narrow, what they name, and where they are wrong."""

from datetime import timedelta
from typing import Any, Final

import pytest
from sqlalchemy import update
from sqlmodel import col

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.search import WrongQuery
from models import Message
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_direct_room, a_room, say
from tests.support.people.searches import bodies, hits
from tests.support.servers.databases import POSTGRESQL, SQLITE, TRIGRAMS

EVERYWHERE: Final = pytest.mark.parametrize(
    "database", [SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.nightly), TRIGRAMS], indirect=True
)


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
        "is:unread": ["five"],
        "is:unread five": ["five"],
        "plan -two -three": ["one", "four", "five"],
        "on:today plan": [*names],
        "before:today": [],
        "after:yesterday one": ["one"],
        "after:-7d one": ["one"],
        "before:-2w one": [],
        "before:-0d": [],
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
