"""Cursors say nothing to whom they are given, and one that was made up leads to nothing that one may not read."""

from collections.abc import Callable
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.bootstrap import Chat
from chatapp.search import Order
from chatapp.search.cursors import Cursors
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, say
from tests.support.people.searches import bodies

IDS: Final = st.integers(0, 2**63 - 1)
KEY, OTHER_KEY = b"one key", b"another key"
MADE_UP: Final[tuple[Callable[[str], str], ...]] = (
    lambda cursor: cursor[:-1],
    lambda cursor: cursor + "0",
    lambda cursor: cursor.upper() + "G",
    lambda cursor: "1",
    lambda cursor: "99",
    lambda cursor: "0" * 16,
    lambda cursor: "f" * 16 + ".9999",
    lambda cursor: cursor + ".",
    lambda cursor: cursor + ".99999",
    lambda cursor: "٣" * 16,
    lambda cursor: "'; DROP TABLE message; --",
    lambda cursor: "\0",
    lambda cursor: "a" * 5_000,
)


@given(IDS, st.one_of(st.just(""), st.integers(0, 9_999).map(lambda offset: f".{offset}")))
def test_a_sealed_cursor_opens_to_what_it_was(message_id: int, offset: str) -> None:
    cursors = Cursors(KEY)
    sealed = cursors.sealed(f"{message_id}{offset}")
    assert cursors.opened(sealed) == f"{message_id}{offset}"
    assert len(sealed) == 16 + len(offset)


@given(IDS, IDS)
def test_two_messages_never_have_one_cursor(one: int, other: int) -> None:
    cursors = Cursors(KEY)
    assert (cursors.sealed(str(one)) == cursors.sealed(str(other))) == (one == other)


def test_cursors_of_neighbours_have_nothing_in_common_and_another_key_does_not_open_them() -> None:
    sealed = [Cursors(KEY).sealed(str(message_id)) for message_id in range(1_000, 1_200)]
    numbers = [int(one, 16) for one in sealed]
    assert sorted(numbers) != numbers
    distances = {abs(one - other) for one, other in pairwise(numbers)}
    assert min(distances) > 2**32  # ids that follow one another do not
    assert len({one[:4] for one in sealed}) > 150
    opened = [Cursors(OTHER_KEY).opened(one) for one in sealed]
    assert not set(opened) & {str(message_id) for message_id in range(1_000, 1_200)}
    assert (Cursors(KEY).sealed(""), Cursors(KEY).opened("")) == ("", "")


async def test_a_cursor_says_nothing_of_what_is_said_elsewhere(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    secret, own = await a_room(chat, ann, visibility="private"), await a_room(chat, eve)
    for number in range(6):
        await say(chat, eve, own, f"word {number}")
        await say(chat, ann, secret, "word of theirs")
    cursors: list[str] = []
    cursor = ""
    for _ in range(5):
        page = await chat.search.find(actor=eve, query="word", cursor=cursor, limit=1)
        cursors.append(cursor := page.cursor)
    numbers = [int(one, 16) for one in cursors]
    assert all(number > 2**32 for number in numbers)
    assert numbers != sorted(numbers, reverse=True)  # though the ids inside fall


@pytest.mark.parametrize("order", Order)
async def test_a_cursor_that_was_made_up_finds_nothing_or_goes_on_somewhere(
    chat: Chat, person: MakePerson, order: Order
) -> None:
    ann, eve = await person("ann"), await person("eve")
    secret, own = await a_room(chat, ann, visibility="private"), await a_room(chat, eve)
    for number in range(8):
        await say(chat, ann, secret, f"word {number}, theirs")
        await say(chat, eve, own, f"word {number}")
    allowed = set(await bodies(chat, eve, "word"))
    given_out = (await chat.search.find(actor=eve, query="word", limit=2, order=order)).cursor
    of_ann = (await chat.search.find(actor=ann, query="word", limit=2, order=order)).cursor
    for cursor in (*(make(given_out) for make in MADE_UP), of_ann):
        page = await chat.search.find(actor=eve, query="word", cursor=cursor, order=order)
        assert {hit.message.body for hit in page.hits} <= allowed


async def test_a_cursor_of_another_query_goes_on_from_the_same_message(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    for text in ("one apple", "two pears", "three apples", "four pears"):
        await say(chat, ann, room, text)
    page = await chat.search.find(actor=ann, query="apple", limit=1)
    assert [hit.message.body for hit in page.hits] == ["three apples"]
    page = await chat.search.find(actor=ann, query="pears", cursor=page.cursor)
    assert [hit.message.body for hit in page.hits] == ["two pears"]
