"""Who follows a thread, what is unread of it, and when a room says that there is news in threads one doesn't follow."""

from uuid import UUID

import pytest

from chatapp import messages, threads
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid, NotFound
from chatapp.events import FollowingChanged, MembershipChanged, RoomRead, RoomUnread, account_topic
from chatapp.identity import Actor
from chatapp.storage.snapshot import within
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, join, listen, look, say
from tests.support.servers.databases import POSTGRESQL
from tests.threads.test_beginning import begin, remove
from tests.threads.test_parents import a_thread


async def follow(chat: Chat, actor: Actor, thread: UUID) -> None:
    async with chat.transaction() as work:
        await threads.follow(work, actor=actor, thread_uuid=thread)


async def unfollow(chat: Chat, actor: Actor, thread: UUID) -> None:
    async with chat.transaction() as work:
        await threads.unfollow(work, actor=actor, thread_uuid=thread)


async def mark(chat: Chat, actor: Actor, room: UUID, number: int = 99, revision: int = 0) -> int:
    async with chat.transaction() as work:
        return await messages.mark_read(work, actor=actor, room_uuid=room, number=number, revision=revision)


async def unread_threads(chat: Chat, actor: Actor) -> dict[UUID, int]:
    async with chat.reading() as session:
        return {one.uuid: one.unread for one in await within(session, threads.unread, actor=actor)}


async def is_hollow(chat: Chat, actor: Actor, room: UUID) -> bool:
    return (await look(chat, actor, room)).has_thread_news


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_who_is_mentioned_or_replies_follows_from_there_and_others_see_news_in_the_room_until_they_look(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, cat, dan = [await person(name) for name in ("ann", "ben", "cat", "dan")]
    room = await a_room(chat, ann, ben, cat, dan)
    await say(chat, ann, room, "one")
    thread = (await begin(chat, ann, room, 1)).room_uuid
    await say(chat, ann, thread, "first")
    assert [await is_hollow(chat, who, room) for who in (ann, ben, cat)] == [False, True, True]
    heard = listen(chat, account_topic(ben.account_id))
    await say(chat, ann, thread, "what do you think, @ben?")
    assert heard == [FollowingChanged(thread, room, ben.account_id, follows=True)]
    assert await unread_threads(chat, ben) == {thread: 1}, "what was there before they were called is not unread"
    assert (await look(chat, ben, thread)).unread_mentions == 1
    assert [await is_hollow(chat, who, room) for who in (ben, cat)] == [False, True]
    revision = (await look(chat, cat, room)).revision
    heard = listen(chat, account_topic(cat.account_id))
    await mark(chat, cat, room, 1, revision)
    assert heard == [RoomRead(room, cat.account_id, 1, revision)]
    await mark(chat, cat, room, 1, revision)
    assert len(heard) == 1, "nothing new is nothing to tell"
    assert not await is_hollow(chat, cat, room)
    await say(chat, ben, thread, "fine")
    assert [await is_hollow(chat, who, room) for who in (ann, cat, dan)] == [False, True, True]
    assert await unread_threads(chat, ann) == {thread: 1}
    await say(chat, cat, thread, "me too")
    assert not await is_hollow(chat, cat, room)
    assert await unread_threads(chat, cat) == {}
    await mark(chat, ann, thread)
    assert await unread_threads(chat, ann) == {}
    async with chat.reading() as session:
        assert await within(session, threads.unread, actor=dan) == []


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_news_end_with_the_reply_that_is_removed_and_with_reading_the_thread_itself(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for body in ("one", "two"):
        await say(chat, ann, room, body)
    first, second = [(await begin(chat, ann, room, number)).room_uuid for number in (1, 2)]
    await say(chat, ann, first, "reply")
    await remove(chat, ann, first, 1)
    assert not await is_hollow(chat, ben, room), "a phantom"
    await say(chat, ann, first, "another")
    heard = listen(chat, account_topic(ben.account_id))
    assert await mark(chat, ben, first) == 2
    assert heard == [RoomRead(first, ben.account_id, 2), MembershipChanged(room, ben.account_id)]
    assert not await is_hollow(chat, ben, room)
    await say(chat, ann, second, "elsewhere")
    assert await is_hollow(chat, ben, room)
    chat.read_marks.mark(ben, room, 2, (await look(chat, ben, room)).revision)
    await chat.read_marks.close()
    assert not await is_hollow(chat, ben, room)
    assert not (await look(chat, ben, first)).follows


async def test_marking_all_as_read_takes_news_along_and_can_be_taken_back(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, thread = await a_thread(chat, ann)
    await join(chat, ben, room)
    await say(chat, ann, thread, "new")
    before = await look(chat, ben, room)
    async with chat.transaction() as work:
        upto = {room: before.last_number}
        were = await messages.mark_all_read(work, actor=ben, upto=upto, seen={room: before.revision})
    assert not await is_hollow(chat, ben, room)
    heard = listen(chat, account_topic(ben.account_id))
    marks = {room: were.get(room, before.last_read_number)}
    await chat.read_marks.set_read(actor=ben, marks=marks, news_after={room: before.seen_revision})
    assert await is_hollow(chat, ben, room)
    assert {type(event) for event in heard} == {RoomUnread}
    await chat.read_marks.set_read(actor=ben, marks=marks, news_after={room: before.revision})
    assert await is_hollow(chat, ben, room), "news that are not seen stay so"


async def test_following_by_hand_and_no_more(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, thread = await a_thread(chat, ann)
    await join(chat, ben, room)
    assert not await is_hollow(chat, ben, room), "newcomers have missed nothing"
    heard = listen(chat, account_topic(ben.account_id))
    for _ in range(2):
        await follow(chat, ben, thread)
    await say(chat, ann, thread, "new")
    assert await unread_threads(chat, ben) == {thread: 1}
    for _ in range(2):
        await unfollow(chat, ben, thread)
    changed = [event for event in heard if isinstance(event, FollowingChanged)]
    assert changed == [FollowingChanged(thread, room, ben.account_id, follows=one) for one in (True, False)]
    assert (await unread_threads(chat, ben), await is_hollow(chat, ben, room)) == ({}, False)
    await say(chat, ann, thread, "newer")
    assert await is_hollow(chat, ben, room)
    for not_one in (room, UUID(int=1)):
        with pytest.raises(NotFound):
            await follow(chat, ben, not_one)


async def test_all_new_threads_of_a_room_are_followed_by_who_wants_that(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for body in ("one", "two"):
        await say(chat, ann, room, body)
    old = (await begin(chat, ann, room, 1)).room_uuid
    async with chat.transaction() as work:
        await threads.follow_new(work, actor=ben, room_uuid=room, follows=True)
    new = (await begin(chat, ann, room, 2)).room_uuid
    assert [(await look(chat, ben, one)).follows for one in (room, old, new)] == [True, False, True]
    with pytest.raises(Invalid):
        async with chat.transaction() as work:
            await threads.follow_new(work, actor=ben, room_uuid=new, follows=True)


@pytest.mark.each_database
async def test_followed_threads_are_listed_by_their_newest_reply_a_page_at_a_time(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    begun = []
    for number in range(1, 5):
        await say(chat, ann, room, f"root {number}")
        begun.append((await begin(chat, ann, room, number)).room_uuid)
    for index in (2, 0, 1):
        await say(chat, ben, begun[index], "reply")
    async with chat.reading() as session:
        first = await threads.followed(session, actor=ann, limit=2)
        second = await threads.followed(session, actor=ann, limit=2, after=first.next)
        of_ben = await threads.followed(session, actor=ben)
    both = *first.items, *second.items
    found = [(one.thread.uuid, one.room.uuid, one.root.body, one.thread.unread) for one in both]
    assert found == [(begun[index], room, f"root {index + 1}", 1) for index in (1, 0, 2)]
    assert second.next is None
    assert [one.thread.unread for one in of_ben.items] == [0, 0, 0]
    await remove(chat, ben, begun[0], 1)
    async with chat.reading() as session:
        left = await threads.followed(session, actor=ann)
    assert [one.thread.uuid for one in left.items] == [begun[1], begun[2]], "nothing is left to be read in it"
