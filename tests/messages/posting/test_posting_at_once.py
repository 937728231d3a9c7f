"""Posting without a task: what is stored, counted and refused is what `post` stores, counts and refuses."""

import asyncio
from uuid import UUID, uuid4

import pytest

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Invalid, NotFound, RateLimited, Unavailable
from chatapp.identity import Actor
from chatapp.messages import Posted
from chatapp.messages.markup.turns import LONG
from chatapp.messages.posting.posting_limit import MOST
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, say
from tests.support.running.patience import until

Outcome = Posted | Exception | None


def begin(chat: Chat, actor: Actor, room: UUID, body: str, key: str = "") -> list[Outcome] | None:
    """Post at once; returns where the outcome will be, or None if that can't be done."""
    outcomes = list[Outcome]()
    key = key or str(uuid4())
    is_on_its_way = messages.post_at_once(
        chat.post_queue, outcomes.append, actor=actor, room_uuid=room, body=body, client_message_id=key
    )
    return outcomes if is_on_its_way else None


async def test_it_is_stored_once_as_it_came_and_told_when_it_is_durable(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    key = str(uuid4())
    posts = [begin(chat, ann, room, "one", key), begin(chat, ben, room, "two"), begin(chat, ann, room, "one", key)]
    other = asyncio.create_task(say(chat, ben, room, "three"))
    assert posts == [[], [], []]
    await until(lambda: all(posts))
    found = [outcome for outcomes in posts if outcomes for outcome in outcomes]
    assert [(one.message.number, one.message.body, one.is_new) for one in found if isinstance(one, Posted)] == [
        (1, "one", True),
        (2, "two", True),
        (1, "one", False),
    ]
    assert (await other).message.number == 3
    async with chat.reading() as session:
        page = await messages.read(session, actor=ann, room_uuid=room)
    assert [message.body for message in page.messages] == ["one", "two", "three"]


async def test_an_outsider_stores_nothing_and_is_told_nothing_but_what_post_says(
    chat: Chat, person: MakePerson
) -> None:
    ann, eve = await person("ann"), await person("eve")
    room = await a_room(chat, ann)
    posts = [begin(chat, eve, room, "mine"), begin(chat, eve, uuid4(), "mine")]
    await until(lambda: all(posts))
    assert posts == [[None], [None]]
    with pytest.raises(Forbidden):
        await say(chat, eve, room, "mine")
    with pytest.raises(NotFound):
        await say(chat, eve, uuid4(), "mine")
    assert (await say(chat, ann, room, "hers")).message.number == 1


@pytest.mark.parametrize(("body", "error"), [(" ", Invalid), ("x" * 10_001, Invalid), ("*a* " * LONG, None)])
async def test_what_is_refused_or_takes_long_is_left_to_post(
    chat: Chat, person: MakePerson, body: str, error: type[Exception] | None
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    assert begin(chat, ann, room, body) is None
    if error is None:
        assert (await say(chat, ann, room, body)).message.number == 1
    else:
        with pytest.raises(error):
            await say(chat, ann, room, body)


async def test_it_counts_as_any_post_and_a_repeated_one_counts_once(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat.post_queue.posting_limit, "_most", MOST)
    ann = await person("ann")
    room = await a_room(chat, ann)
    key = str(uuid4())
    posts = [begin(chat, ann, room, "same", key) for _ in range(5)]
    posts += [begin(chat, ann, room, "another") for _ in range(MOST)]
    refused = posts.index(None)
    assert refused == len(posts) - 1
    with pytest.raises(RateLimited):
        await say(chat, ann, room, "one more")
    on_their_way = [outcomes for outcomes in posts[:refused] if outcomes is not None]
    await until(lambda: all(on_their_way))
    numbers = {one.message.number for outcomes in on_their_way for one in outcomes if isinstance(one, Posted)}
    assert numbers == set(range(1, refused - 3))  # the first five are one


async def test_nothing_is_queued_while_the_database_is_away(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)

    def away() -> None:
        raise Unavailable

    monkeypatch.setattr(chat.post_queue.database, "require_saving", away)
    assert begin(chat, ann, room, "hello") is None
    assert chat.post_queue.waiting == 0
