"""What was rendered lately: kept as long as it is asked for, and never more than so many bytes."""

import asyncio
from sys import getsizeof
from uuid import uuid4

import pytest

from chatapp.bootstrap import Chat
from chatapp.events import MISSED_TOPIC, Event, EventsMissed, MessageChanged, room_topic
from chatapp.messages import markup
from chatapp.messages.renderings import Renderings
from tests.support.chats import MakePerson
from tests.support.databases import SQLITE
from tests.support.feeds import open_room
from tests.support.long_room import fill
from tests.support.rooms import a_room, say, until

HTML = "<p>x</p>"
EACH = getsizeof("0") + getsizeof(HTML)  # bytes


def test_what_nobody_has_asked_for_longest_goes() -> None:
    renderings = Renderings(at_most=2 * EACH)
    renderings.keep("1", HTML)
    renderings.keep("2", HTML)
    assert renderings.get("1") == HTML
    renderings.keep("3", HTML)
    assert [body for body in "123" if body in renderings] == ["1", "3"]


def test_however_much_is_kept_it_stays_within_its_bytes() -> None:
    renderings = Renderings(at_most=50 * EACH)
    for _ in range(2):
        for number in range(1_000):
            renderings.keep(str(number), HTML * (number % 7))
            assert renderings.size <= 50 * EACH
    renderings.keep("larger than all", HTML * 10_000)
    assert renderings.size == 0


async def test_many_laborious_texts_are_rendered_without_holding_the_others_up() -> None:
    turns, has_ended = 0, False

    async def others() -> None:
        nonlocal turns
        while not has_ended:
            turns += 1
            await asyncio.sleep(0)

    texts = [f"**{uuid4()}** " * 20 for _ in range(10)]
    watching = asyncio.create_task(others())
    await markup.render_ahead(texts)
    has_ended = True
    await watching
    assert turns >= len(texts)
    assert not any(markup.labour(text) for text in texts)


@pytest.mark.parametrize("database", [SQLITE])
async def test_what_is_posted_is_rendered_before_it_is_told(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    left: list[int] = []
    chat.broker.subscribe(room_topic(room), lambda event: left.append(markup.labour(event.message.body)))  # type: ignore[union-attr]
    await asyncio.gather(*(say(chat, ann, room, f"**{uuid4()}**") for _ in range(5)))
    assert left == [0] * 5


@pytest.mark.parametrize("database", [SQLITE])
async def test_what_was_missed_is_rendered_before_it_is_told(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    left: list[int] = []

    def hear(event: Event) -> None:
        if isinstance(event, MessageChanged):
            left.append(markup.labour(event.message.body))

    opened = await open_room(chat.feeds, actor=ann, room_uuid=room, listener=hear)
    word = str(uuid4())
    fill(chat.settings.sync_database_url, str(room), 30, say=lambda number: f"**{word}** {number}")
    chat.broker.publish(MISSED_TOPIC, EventsMissed())
    await until(lambda: len(left) == 30)
    assert left == [0] * 30
    opened.subscription.close()
