"""What was rendered lately: kept as long as it is asked for, and never more than so many bytes."""

import asyncio
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from sys import getsizeof
from uuid import UUID, uuid4

import pytest

from chatapp.bootstrap import Chat
from chatapp.errors import RateLimited
from chatapp.events import MISSED_TOPIC, Event, EventsMissed, MessageChanged, MessageView, room_topic
from chatapp.messages import markup
from chatapp.messages.lifecycle import editing
from chatapp.messages.markup.rendering import marked_up
from chatapp.messages.markup.rendering_cache import RenderingCache
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.feeds import open_room
from tests.support.people.long_room import fill
from tests.support.people.rooms import a_room, join, say
from tests.support.running.patience import until
from tests.support.servers.databases import SQLITE

HTML = "<p>x</p>"
EACH = getsizeof("0") + getsizeof(HTML)  # bytes


def test_what_nobody_has_asked_for_longest_goes() -> None:
    renderings = RenderingCache(at_most=2 * EACH)
    renderings.keep("1", HTML)
    renderings.keep("2", HTML)
    assert renderings.get("1") == HTML
    renderings.keep("3", HTML)
    assert [body for body in "123" if body in renderings] == ["1", "3"]


def test_however_much_is_kept_it_stays_within_its_bytes() -> None:
    renderings = RenderingCache(at_most=50 * EACH)
    for _ in range(2):
        for number in range(1_000):
            renderings.keep(str(number), HTML * (number % 7))
            assert renderings.size <= 50 * EACH
    renderings.keep("larger than all", HTML * 10_000)
    assert renderings.size == 0


def long_text() -> str:
    """Return a text with marks that is long to render, and not in the cache."""
    text = f"**{uuid4()}** " * 60
    assert markup.is_laborious(text)
    return text


async def test_a_long_text_is_rendered_while_others_go_on() -> None:
    text, turns = long_text(), 0
    rendering = asyncio.create_task(markup.render_one(text))
    while not rendering.done():
        turns += 1
        await asyncio.sleep(0)
    assert turns > 2  # the first starts it, and the last sees its end
    assert not markup.labour(text)
    assert markup.render(text) == marked_up(text)


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


class Shown:
    """A room's renderer that notes how laborious each message is when it comes."""

    def __init__(self) -> None:
        self.labours: list[int] = []

    def apply(self, message: MessageView) -> None:
        self.labours.append(markup.labour(message.body))

    def shown(self) -> Iterable[MessageView]:
        return ()

    async def refresh_authors(self, people: AbstractSet[UUID], read: object) -> None:
        raise AssertionError("nobody has changed")


@pytest.mark.parametrize("database", [SQLITE])
async def test_a_long_text_that_comes_from_elsewhere_is_rendered_before_a_room_shows_it(
    chat: Chat, person: MakePerson
) -> None:
    chat.feeds.use_renderer(Shown)
    ann = await person("ann")
    room = await a_room(chat, ann)
    await say(chat, ann, room, "one")
    opened = await open_room(chat.feeds, actor=ann, room_uuid=room, listener=lambda _: None)
    renderer = opened.subscription.feed.renderer
    assert isinstance(renderer, Shown)
    async with chat.transaction() as work:  # an edit is not rendered by who makes it
        await editing.edit(work, actor=ann, room_uuid=room, number=1, body=long_text())
    await say(chat, ann, room, "two")
    await until(lambda: len(renderer.labours) == 2)
    assert renderer.labours == [0, 0]
    opened.subscription.close()


@pytest.mark.parametrize("database", [SQLITE])
async def test_one_person_may_send_so_many_long_texts_a_minute(chat_with: ChatWith, person: MakePerson) -> None:
    chat = chat_with(tries_per_minute=1)
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)
    await join(chat, ben, room)
    for _ in range(6):
        await say(chat, ann, room, long_text())
    with pytest.raises(RateLimited):
        await say(chat, ann, room, long_text())
    await say(chat, ann, room, "a *short* one")
    await say(chat, ann, room, "plain words " * 800)
    await say(chat, ben, room, long_text())
