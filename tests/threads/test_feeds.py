"""Open pages of a thread go silent with the right to it, whatever took that away."""

from uuid import UUID

import pytest

from chatapp import rooms
from chatapp.bootstrap import Chat
from chatapp.errors import NotFound
from chatapp.events import Event, MessageChanged
from chatapp.identity import Actor
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import close, leave, remove, say
from tests.threads.test_parents import a_thread


async def open_page(chat: Chat, actor: Actor, thread: UUID) -> tuple[list[Event], list[str]]:
    """Subscribe as a page does; returns what it hears, and fills the second list when it is told that it is over."""
    heard: list[Event] = []
    ends: list[str] = []
    subscription, _ = await chat.feeds.listen(
        actor=actor, room_uuid=thread, listener=heard.append, on_end=lambda: ends.append(actor.username)
    )
    await chat.feeds.read(subscription, actor=actor, room_uuid=thread)
    return heard, ends


def bodies(heard: list[Event]) -> list[str]:
    return [event.message.body for event in heard if isinstance(event, MessageChanged)]


@pytest.mark.parametrize("how", ["leaves", "is removed"])
async def test_who_leaves_the_room_hears_nothing_more_of_a_thread_that_is_open(
    chat: Chat, person: MakePerson, how: str
) -> None:
    ann, ben, cat = [await person(name) for name in ("ann", "ben", "cat")]
    room, thread = await a_thread(chat, ann, ben, cat)
    (of_ben, ends), (of_cat, _) = await open_page(chat, ben, thread), await open_page(chat, cat, thread)
    await say(chat, ann, thread, "before")
    if how == "leaves":
        await leave(chat, ben, room)
    else:
        await remove(chat, ann, ben, room)
    await say(chat, ann, thread, "after")
    assert (bodies(of_ben), bodies(of_cat), ends) == (["before"], ["before", "after"], ["ben"])
    with pytest.raises(NotFound):
        await open_page(chat, ben, thread)


async def test_closing_the_room_ends_every_page_of_its_threads(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, thread = await a_thread(chat, ann, ben)
    _, ends = await open_page(chat, ben, thread)
    await close(chat, ann, room)
    assert ends == ["ben"]


async def test_a_lost_event_of_leaving_is_noticed_by_asking_the_database(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, thread = await a_thread(chat, ann, ben)
    async with chat.reading() as session:
        assert await rooms.open_memberships(session, {thread: [ann.account_id, ben.account_id]}) == {
            thread: {ann.account_id, ben.account_id}
        }
    await leave(chat, ben, room)
    async with chat.reading() as session:
        assert await rooms.open_memberships(session, {thread: [ann.account_id, ben.account_id]}) == {
            thread: {ann.account_id}
        }
