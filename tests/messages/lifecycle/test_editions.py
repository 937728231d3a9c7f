"""Editions: what a message said before, for members, as long as the workspace keeps it."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlmodel import col, func, select

from chatapp import messages, workspace
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, NotFound, Outdated
from chatapp.identity import Actor
from chatapp.messages.lifecycle import editions
from chatapp.workspace import WorkspaceEdit
from models import MessageEdition
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, close, delete, leave, say
from tests.support.servers.server import PASSWORD


async def edit(chat: Chat, actor: Actor, room: UUID, body: str, base: int | None = None, number: int = 1) -> int:
    async with chat.transaction() as work:
        view = await messages.edit(work, actor=actor, room_uuid=room, number=number, body=body, base_revision=base)
    return view.revision


async def remove(chat: Chat, actor: Actor, room: UUID, number: int = 1) -> None:
    async with chat.transaction() as work:
        await messages.remove(work, actor=actor, room_uuid=room, number=number)


async def read(chat: Chat, actor: Actor, room: UUID, number: int = 1) -> Sequence[messages.Edition]:
    async with chat.reading() as session:
        return await messages.read_editions(session, actor=actor, room_uuid=room, number=number)


async def keep(chat: Chat, actor: Actor, *, editions: bool) -> None:
    async with chat.transaction() as work:
        await workspace.edit(work, actor=actor, changes=WorkspaceEdit(keeps_editions=editions))


async def count(chat: Chat) -> int:
    async with chat.reading() as session:
        return (await session.exec(select(func.count()).select_from(MessageEdition))).one()


@pytest.mark.each_database
async def test_members_read_what_a_message_said_before_the_newest_first(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    room = await a_room(chat, ann, ben, visibility="private")
    posted = (await say(chat, ann, room, "one")).message
    assert await read(chat, ben, room) == []
    await edit(chat, ann, room, "two")
    await edit(chat, ann, room, "two")  # changes nothing
    await edit(chat, ann, room, "three")
    found = await read(chat, ben, room)
    assert [(one.number, one.body, one.author_uuid) for one in found] == [(2, "two", ann.uuid), (1, "one", ann.uuid)]
    assert found[1].written_at == posted.created_at < found[0].written_at
    with pytest.raises(NotFound):
        await read(chat, eve, room)
    with pytest.raises(NotFound):
        await read(chat, ben, room, 2)
    await leave(chat, ben, room)
    with pytest.raises(NotFound):
        await read(chat, ben, room)
    await close(chat, ann, room)
    with pytest.raises(Forbidden):
        await read(chat, ann, room)


@pytest.mark.each_database
async def test_an_edit_of_a_text_that_has_changed_meanwhile_is_refused_with_the_newer_one(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    base = (await say(chat, ann, room, "one")).message.revision
    async with chat.transaction() as work:
        await messages.react(work, actor=ben, room_uuid=room, number=1, emoji="👍")
    newer = await edit(chat, ann, room, "two", base)  # a reaction is no conflict
    with pytest.raises(Outdated) as refused:
        await edit(chat, ann, room, "another two", base)
    assert refused.value.current == {"body": "two", "revision": newer}
    assert await edit(chat, ann, room, "two", base) == newer  # sent again: its answer was lost
    assert await edit(chat, ann, room, "both", newer) == newer + 1
    assert [one.body for one in await read(chat, ann, room)] == ["two", "one"]


async def test_only_the_newest_editions_of_a_message_are_kept(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "KEPT", 2)
    ann = await person("ann")
    room = await a_room(chat, ann)
    await say(chat, ann, room, "0")
    for words in "1234":
        await edit(chat, ann, room, words)
    assert [(one.number, one.body) for one in await read(chat, ann, room)] == [(4, "3"), (3, "2")]


@pytest.mark.each_database
async def test_a_workspace_that_keeps_none_shows_none_writes_none_and_loses_those_it_has(
    chat: Chat, person: MakePerson
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    for words in ("one", "other"):
        await say(chat, ann, room, words)
    await edit(chat, ann, room, "two")
    await keep(chat, ann, editions=False)
    assert await read(chat, ann, room) == []
    await edit(chat, ann, room, "three")
    await remove(chat, ann, room, 2)
    assert await count(chat) == 2
    await chat.jobs.run("message clean-up")
    assert await count(chat) == 1  # what was deleted can still be restored
    await keep(chat, ann, editions=True)
    assert await read(chat, ann, room) == []
    async with chat.transaction() as work:
        assert (await messages.restore(work, actor=ann, room_uuid=room, number=2)).body == "other"
    assert await count(chat) == 0


async def test_a_deleted_account_and_a_deleted_room_leave_no_editions(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben, name="Garden")
    await say(chat, ann, room, "stays")
    await edit(chat, ann, room, "stays a while")
    for number, words in ((2, "one"), (3, "secret")):
        await say(chat, ben, room, words)
        await edit(chat, ben, room, f"{words} more", number=number)
    await remove(chat, ben, room, 3)
    assert await count(chat) == 4
    await chat.own_account.delete(actor=ben, password=PASSWORD)
    assert await read(chat, ann, room, 2) == []
    async with chat.reading() as session:
        assert (await session.exec(select(col(MessageEdition.body)))).all() == ["stays"]
    await close(chat, ann, room)
    await delete(chat, ann, room, "Garden")
    assert await count(chat) == 0
