"""Undoing a deletion: who may, for how long, and that everything comes back, with the right unread counts."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlmodel import col, func, select

from chatapp import messages, rooms
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Gone, NotFound
from chatapp.events import MessageChanged, MessageView, room_topic
from chatapp.identity import Actor
from chatapp.messages.lifecycle import cleanup
from chatapp.storage.snapshot import within
from models import Message, MessageEdition, Reaction
from models.utc_datetime import now
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, close, leave, listen, look, say


async def remove(chat: Chat, actor: Actor, room: UUID, number: int = 1) -> None:
    async with chat.transaction() as work:
        await messages.remove(work, actor=actor, room_uuid=room, number=number)


async def restore(chat: Chat, actor: Actor, room: UUID, number: int = 1) -> MessageView:
    async with chat.transaction() as work:
        return await messages.restore(work, actor=actor, room_uuid=room, number=number)


async def react(chat: Chat, actor: Actor, room: UUID, emoji: str) -> MessageView:
    async with chat.transaction() as work:
        return await messages.react(work, actor=actor, room_uuid=room, number=1, emoji=emoji)


async def read(chat: Chat, actor: Actor, room: UUID, number: int) -> None:
    async with chat.transaction() as work:
        await messages.mark_read(work, actor=actor, room_uuid=room, number=number)


async def age(chat: Chat, minutes: float) -> None:
    """Let all deletions have happened this long ago."""
    at = now() - timedelta(minutes=minutes)
    async with chat.transaction() as work:
        await work.session.exec(update(Message).where(col(Message.deleted_at).is_not(None)).values(deleted_at=at))


async def clean_up(chat: Chat) -> None:
    run = cleanup.job(chat.database, chat.transactions, now).run
    assert run is not None
    await run()


async def kept(chat: Chat) -> list[int]:
    """How many editions and reactions there are."""
    async with chat.reading() as session:
        tables: tuple[Any, ...] = (MessageEdition, Reaction)
        return [(await session.exec(select(func.count()).select_from(table))).one() for table in tables]


@pytest.mark.each_database
async def test_what_was_deleted_comes_back_with_its_text_reactions_and_versions(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "one")
    async with chat.transaction() as work:
        await messages.edit(work, actor=ann, room_uuid=room, number=1, body="two")
    before = await react(chat, ben, room, "👍")
    await remove(chat, ann, room)
    heard = listen(chat, room_topic(room))
    async with chat.reading() as session:
        gone = (await messages.read(session, actor=ben, room_uuid=room)).messages[0]
        with pytest.raises(NotFound, match="deleted"):
            await messages.read_editions(session, actor=ben, room_uuid=room, number=1)
    assert (gone.body, gone.reactions, gone.is_removed_by_moderator) == ("", (), False)
    with pytest.raises(NotFound):
        await react(chat, ben, room, "👀")
    back = await restore(chat, ann, room)
    assert heard == [MessageChanged(back, is_restored=True)]
    assert (back.body, back.reactions, back.deleted_at) == ("two", before.reactions, None)
    assert (back.edited_at, back.revision) == (before.edited_at, before.revision + 2)
    async with chat.reading() as session:
        found = await messages.read_editions(session, actor=ben, room_uuid=room, number=1)
    assert [one.body for one in found] == ["one"]
    assert await restore(chat, ann, room) == back  # pressed twice, or its answer was lost
    assert len(heard) == 1


@pytest.mark.each_database
async def test_after_ten_minutes_nothing_is_left_to_restore(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "oops")
    await react(chat, ben, room, "👍")
    await remove(chat, ann, room)
    await age(chat, 9)
    await clean_up(chat)
    assert await kept(chat) == [1, 1]
    await age(chat, 10.1)
    with pytest.raises(Gone, match="10 minutes"):
        await restore(chat, ann, room)
    await clean_up(chat)
    assert await kept(chat) == [0, 0]
    await age(chat, 1)
    with pytest.raises(Gone):
        await restore(chat, ann, room)


@pytest.mark.each_database
async def test_what_a_moderator_removes_is_gone_at_once_and_says_who_it_was(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ben, room, "spam")
    await react(chat, ben, room, "👍")
    await remove(chat, ann, room)
    assert await kept(chat) == [0, 0]
    async with chat.reading() as session:
        gone = (await messages.read(session, actor=ben, room_uuid=room)).messages[0]
    assert gone.is_removed_by_moderator
    with pytest.raises(Forbidden, match="moderator"):
        await restore(chat, ben, room)
    with pytest.raises(Forbidden):
        await restore(chat, ann, room)


async def test_only_the_author_restores_and_only_as_a_member_of_an_open_room(chat: Chat, person: MakePerson) -> None:
    ann, ben, cleo = await person("ann"), await person("ben"), await person("cleo")
    room = await a_room(chat, ben, cleo)
    for actor in (ben, cleo):
        await say(chat, actor, room, "oops")
    await remove(chat, ben, room, 1)
    await remove(chat, cleo, room, 2)
    heard = listen(chat, room_topic(room))
    for actor in (ann, cleo):
        with pytest.raises(Forbidden):
            await restore(chat, actor, room, 1)
    with pytest.raises(NotFound):
        await restore(chat, ben, room, 3)
    await leave(chat, cleo, room)
    heard.clear()
    with pytest.raises(Forbidden):
        await restore(chat, cleo, room, 2)
    assert heard == []
    await close(chat, ben, room)
    with pytest.raises(Forbidden):
        await restore(chat, ben, room, 1)


@pytest.mark.each_database
async def test_unread_counts_are_right_through_deleting_and_restoring(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for words in ("one", "two", "three"):
        await say(chat, ann, room, words)
    counts = []

    async def note() -> None:
        async with chat.reading() as session:
            [joined] = await within(session, rooms.joined, actor=ben)
        assert joined.unread == (await look(chat, ben, room)).unread
        counts.append(joined.unread)

    for number in (2, 3):
        await remove(chat, ann, room, number)
        await note()
    await restore(chat, ann, room, 3)
    await note()
    await read(chat, ben, room, 2)  # the reading place moves past the one that is gone
    await restore(chat, ann, room, 2)
    await note()
    await read(chat, ben, room, 3)
    await remove(chat, ann, room, 3)
    await restore(chat, ann, room, 3)
    await note()
    assert counts == [2, 1, 2, 1, 0]
