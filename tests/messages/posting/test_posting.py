"""Messages: numbered without gaps, stored once, read by members alone."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from uuid import UUID, uuid4

import pytest
from sqlalchemy.pool import QueuePool
from sqlmodel import col, select

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.errors import ChatError, Conflict, Forbidden, Invalid, NotFound
from chatapp.events import LOBBY_TOPIC, MessageChanged, MessageView, account_topic, room_topic
from chatapp.identity import Actor
from chatapp.messages import Posted
from chatapp.messages import history as past
from chatapp.messages.history import MessagePage
from chatapp.messages.read_state import read_marks
from models import Message
from models.utc_datetime import now
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, leave, listen, say
from tests.support.servers.databases import POSTGRESQL


async def everything(chat: Chat, actor: Actor, room: UUID) -> list[MessageView]:
    found: list[MessageView] = []
    async with chat.reading() as session:
        while True:
            after = found[-1].number if found else 0
            message_page = await past.read(session, actor=actor, room_uuid=room, after=after, limit=200)
            found += message_page.messages
            if not message_page.has_more:
                return found


async def history(chat: Chat, actor: Actor, room: UUID, **options: int) -> MessagePage:
    async with chat.reading() as session:
        return await past.read(session, actor=actor, room_uuid=room, **options)


async def changes(chat: Chat, actor: Actor, room: UUID, **options: int) -> MessagePage:
    async with chat.reading() as session:
        return await past.changes(session, actor=actor, room_uuid=room, **options)


async def test_two_people_read_what_both_said_in_the_order_it_was_said(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    heard = listen(chat, room_topic(room))
    first, second = await say(chat, ann, room, "Hello *Ben*"), await say(chat, ben, room, "Hello Ann")
    for reader in (ann, ben):
        assert await everything(chat, reader, room) == [first.message, second.message]
    assert heard == [MessageChanged(first.message), MessageChanged(second.message)]
    assert [(m.number, m.revision, m.author_username, m.body) for m in (first.message, second.message)] == [
        (1, 1, "ann", "Hello *Ben*"),
        (2, 2, "ben", "Hello Ann"),
    ]


async def test_an_outsider_reads_nothing_and_what_they_write_is_heard_by_nobody(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    public, private = await a_room(chat, ann), await a_room(chat, ann, visibility="private")
    for room, error in ((public, Forbidden), (private, NotFound), (uuid4(), NotFound)):
        heard = listen(chat, room_topic(room), LOBBY_TOPIC, account_topic(ann.account_id))
        for attempt in (history(chat, eve, room), changes(chat, eve, room, since=0), say(chat, eve, room, "psst")):
            with pytest.raises(error):
                await attempt
        assert heard == []
    assert await everything(chat, ann, public) == await everything(chat, ann, private) == []


@pytest.mark.each_database
async def test_an_outsider_in_the_same_group_as_members_is_refused_alone(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    room, evil_room = await a_room(chat, ann), await a_room(chat, eve)
    heard = listen(chat, room_topic(room))
    said = await asyncio.gather(
        say(chat, ann, room, "one"),
        say(chat, eve, room, "psst"),
        say(chat, eve, evil_room, "mine"),
        say(chat, ann, evil_room, "not mine"),
        say(chat, ann, room, "two"),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in said] == [Posted, Forbidden, Posted, Forbidden, Posted]
    assert [event.message.body for event in heard if isinstance(event, MessageChanged)] == ["one", "two"]
    assert [m.body for m in await everything(chat, ann, room)] == ["one", "two"]
    assert [m.number for m in await everything(chat, ann, room)] == [1, 2]


@pytest.mark.each_database
async def test_nobody_waits_while_another_is_told_why_they_are_refused(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    room = await a_room(chat, ann)
    pool = chat.database.reader.pool
    assert isinstance(pool, QueuePool)
    async with AsyncExitStack() as no_reader_is_free:
        for _ in range(pool.size()):
            await no_reader_is_free.enter_async_context(chat.reading())
        refused = asyncio.create_task(say(chat, eve, room, "psst"))
        assert (await say(chat, ann, room, "first")).is_new
        assert (await say(chat, ann, room, "second")).is_new
        assert not refused.done()
    with pytest.raises(Forbidden):
        await refused


async def test_whoever_has_left_neither_writes_nor_reads_nor_repeats(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ben, room, "bye", key="k")
    await leave(chat, ben, room)
    heard = listen(chat, room_topic(room))
    for attempt in (
        say(chat, ben, room, "still here", key="k2"),
        say(chat, ben, room, "bye", key="k"),
        history(chat, ben, room),
    ):
        with pytest.raises(Forbidden):
            await attempt
    assert heard == []


@pytest.mark.each_database
async def test_a_repeated_key_answers_with_the_stored_message_and_is_heard_once(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    heard = listen(chat, room_topic(room))
    first = await say(chat, ann, room, "once", key="k")
    again = await say(chat, ann, room, "something else", key=" k ")
    assert (first.is_new, again.is_new) == (True, False)
    assert again.message == first.message
    assert len(heard) == 1
    assert [m.body for m in await everything(chat, ann, room)] == ["once"]


@pytest.mark.each_database
async def test_repeats_that_arrive_together_are_stored_once(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    heard = listen(chat, room_topic(room))
    said = await asyncio.gather(*(say(chat, ann, room, "once", key="k") for _ in range(20)))
    assert [posted.is_new for posted in said].count(True) == 1
    assert {posted.message for posted in said} == {said[0].message}
    assert len(heard) == 1
    assert [m.number for m in await everything(chat, ann, room)] == [1]


@pytest.mark.each_database
async def test_posts_that_arrive_together_have_ids_in_the_order_of_their_numbers(
    chat: Chat, person: MakePerson
) -> None:
    people = [await person(name) for name in ("ann", "ben")]
    room = await a_room(chat, *people)
    await asyncio.gather(*(say(chat, people[number % 2], room, f"{number} ' \\ {{}}, null") for number in range(25)))
    async with chat.reading() as session:
        rows = (await session.exec(select(Message.id, Message.body).order_by(col(Message.number)))).all()
    assert [identifier for identifier, _ in rows] == sorted(identifier for identifier, _ in rows)
    assert [body for _, body in rows] == [f"{number} ' \\ {{}}, null" for number in range(25)]


async def test_a_key_belongs_to_its_author_alone(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    said = [await say(chat, ann, room, "Ann's", key="k"), await say(chat, ben, room, "Ben's", key="k")]
    assert [(posted.is_new, posted.message.body) for posted in said] == [(True, "Ann's"), (True, "Ben's")]


@pytest.mark.each_database
async def test_a_key_used_in_one_room_does_not_post_in_another_nor_tell_what_was_said(
    chat: Chat, person: MakePerson
) -> None:
    ann = await person("ann")
    room, other = await a_room(chat, ann), await a_room(chat, ann)
    await say(chat, ann, room, "secret plan", key="k")
    heard = listen(chat, room_topic(other))
    with pytest.raises(Conflict) as refused:
        await say(chat, ann, other, "secret plan", key="k")
    assert list(refused.value.fields) == ["client_message_id"]
    assert "secret plan" not in str(refused.value)
    assert heard == []
    assert await everything(chat, ann, other) == []


@pytest.mark.each_database
async def test_a_key_used_in_two_rooms_at_once_posts_in_one(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, other = await a_room(chat, ann, ben), await a_room(chat, ann)
    heard = listen(chat, room_topic(room), room_topic(other))
    outcomes = await asyncio.gather(
        say(chat, ann, room, "here", key="k"),
        say(chat, ben, room, "me too", key="k"),
        say(chat, ann, other, "there", key="k"),
        return_exceptions=True,
    )
    assert [isinstance(outcome, Conflict) for outcome in outcomes].count(True) == 1
    assert len(heard) == 2, "the group that failed must not be heard as well"
    assert [m.number for m in await everything(chat, ann, room)] == [1, 2]
    assert await everything(chat, ann, other) == []


@pytest.mark.parametrize("key", ["", " ", "x" * 65, "é", "a\nb", "a\x00", "\ud800", "１"])
async def test_a_key_that_is_no_key_is_refused(chat: Chat, person: MakePerson, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        await messages.post(
            chat.post_queue, actor=await person("ann"), room_uuid=uuid4(), body="x", client_message_id=key
        )
    assert list(refused.value.fields) == ["client_message_id"]


@pytest.mark.each_database
async def test_64_posts_at_once_by_several_people_are_numbered_without_a_gap(chat: Chat, person: MakePerson) -> None:
    people = [await person(name) for name in ("ann", "ben", "cat", "dan")]
    room = await a_room(chat, *people)
    heard = listen(chat, room_topic(room))
    said = await asyncio.gather(*(say(chat, people[n % 4], room, f"message {n}", key=f"{n}") for n in range(64)))
    stored = await everything(chat, people[0], room)
    assert [m.number for m in stored] == [m.revision for m in stored] == list(range(1, 65))
    assert [event.message for event in heard if isinstance(event, MessageChanged)] == stored
    assert {posted.message for posted in said} == set(stored)
    assert len({m.client_message_id for m in stored}) == 64


@pytest.mark.each_database
async def test_authors_in_a_group_have_read_up_to_their_own_newest_message_and_nobody_else_has(
    chat: Chat, person: MakePerson
) -> None:
    writers, silent = [await person(name) for name in ("ann", "ben", "cat", "dan", "eva")], await person("flo")
    room = await a_room(chat, *writers, silent)
    said = await asyncio.gather(*(say(chat, writers[n % 5], room, f"message {n}") for n in range(77)))
    newest = {one.message.author_username: 0 for one in said}
    for one in said:
        newest[one.message.author_username] = max(newest[one.message.author_username], one.message.number)
    async with chat.reading() as session:
        for reader in (*writers, silent):
            standing = (await read_marks.read_progress(session, actor=reader, room_uuids=[room]))[room]
            assert standing == read_marks.ReadProgress(77, newest.get(reader.username, 0))


@pytest.mark.each_database
async def test_64_posts_at_once_to_several_rooms_are_numbered_without_a_gap_in_each(
    chat: Chat, person: MakePerson
) -> None:
    people = [await person(name) for name in ("ann", "ben", "cat", "dan")]
    rooms = [await a_room(chat, *people) for _ in range(4)]
    await asyncio.gather(*(say(chat, people[n % 4], rooms[n // 3 % 4], f"message {n}", key=f"{n}") for n in range(64)))
    stored = [await everything(chat, people[1], room) for room in rooms]
    for of_room in stored:
        assert [m.number for m in of_room] == [m.revision for m in of_room] == list(range(1, len(of_room) + 1))
    assert sorted(m.client_message_id for of_room in stored for m in of_room) == sorted(str(n) for n in range(64))


@pytest.mark.each_database
async def test_two_programs_on_one_database_number_without_a_gap(
    chat: Chat, person: MakePerson, chat_with: Callable[..., Chat]
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    other = chat_with()
    await asyncio.gather(*(say((chat, other)[n % 2], ann, room, f"message {n}") for n in range(40)))
    assert [m.number for m in await everything(chat, ann, room)] == list(range(1, 41))


@pytest.mark.each_database
async def test_a_message_knows_the_one_before_it_the_same_live_as_read_later(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, other = await a_room(chat, ann, ben), await a_room(chat, ann, ben)
    said = [(await say(chat, author, place, "x")).message for author, place in ((ann, room), (ben, other), (ben, room))]
    said += [posted.message for posted in await asyncio.gather(*(say(chat, ann, room, "y") for _ in range(3)))]
    here = [message for message in said if message.room_uuid == room]
    assert here == await everything(chat, ann, room)
    assert [m.previous_author_uuid for m in here] == [None, ann.uuid, ben.uuid, ann.uuid, ann.uuid]
    assert [m.previous_at for m in here] == [None, *[m.created_at for m in here[:-1]]]


@pytest.mark.each_database
async def test_history_is_read_backwards_and_forwards_without_losing_or_doubling_a_message(
    chat: Chat, person: MakePerson
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    for number in range(1, 8):
        await say(chat, ann, room, str(number))

    async def numbers(**options: int) -> tuple[list[int], bool]:
        message_page = await history(chat, ann, room, **options)
        assert message_page.revision == 7
        return [m.number for m in message_page.messages], message_page.has_more

    assert await numbers() == ([1, 2, 3, 4, 5, 6, 7], False)
    assert await numbers(limit=3) == ([5, 6, 7], True)
    assert await numbers(before=5, limit=3) == ([2, 3, 4], True)
    assert await numbers(before=2, limit=3) == ([1], False)
    assert await numbers(before=1) == ([], False)
    assert await numbers(after=0, limit=3) == ([1, 2, 3], True)
    assert await numbers(after=4, limit=3) == ([5, 6, 7], False)
    assert await numbers(after=7) == ([], False)
    assert await numbers(after=2, before=5) == ([3, 4], False)


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-5, 1), (200, 200), (201, 200), (10**6, 200)])
@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_nobody_gets_more_than_200_messages_at_once(
    chat: Chat, person: MakePerson, asked: int, given: int
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    await asyncio.gather(*(say(chat, ann, room, f"message {n}") for n in range(205)))
    reads: list[Callable[[], Awaitable[MessagePage]]] = [
        lambda: history(chat, ann, room, limit=asked),
        lambda: history(chat, ann, room, after=0, limit=asked),
        lambda: changes(chat, ann, room, since=0, limit=asked),
    ]
    for read in reads:
        message_page = await read()
        assert (len(message_page.messages), message_page.has_more) == (given, True)


@pytest.mark.each_database
async def test_asking_again_from_the_revision_given_leads_through_all_changes_once(
    chat: Chat, person: MakePerson
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    await asyncio.gather(*(say(chat, ann, room, f"message {n}") for n in range(11)))
    seen: list[int] = []
    since, has_more = 0, True
    while has_more:
        message_page = await changes(chat, ann, room, since=since, limit=4)
        seen += [m.revision for m in message_page.messages]
        since, has_more = message_page.revision, message_page.has_more
    assert seen == list(range(1, 12))
    assert since == 11
    assert (await changes(chat, ann, room, since=11)).messages == []


@pytest.mark.each_database
async def test_changes_and_history_of_one_room_never_hold_a_message_of_another(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room, other = await a_room(chat, ann), await a_room(chat, ann)
    await say(chat, ann, room, "here")
    await say(chat, ann, other, "there")
    for message_page in (await history(chat, ann, room), await changes(chat, ann, room, since=0)):
        assert [(m.body, m.room_uuid) for m in message_page.messages] == [("here", room)]


@pytest.mark.each_database
async def test_a_deleted_message_keeps_its_number_and_loses_its_words(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    for body in ("one", "regretted", "three"):
        await say(chat, ann, room, body)
    async with chat.transaction() as work:
        (await work.session.get_one(Message, 2)).deleted_at = now()
    for message_page in (await history(chat, ann, room), await changes(chat, ann, room, since=0)):
        assert [(m.number, m.body) for m in message_page.messages] == [(1, "one"), (2, ""), (3, "three")]


async def test_what_is_refused_is_a_sentence(chat: Chat, person: MakePerson) -> None:
    eve = await person("eve")
    with pytest.raises(ChatError) as refused:
        await say(chat, eve, uuid4(), "x")
    assert str(refused.value).endswith(".")
