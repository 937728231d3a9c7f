"""Removing messages: who may, what stays, and that what was said is really gone."""

from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from chatapp import rooms
from chatapp.administration import accounts, audit_trail
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, NotFound
from chatapp.events import MessageChanged, room_topic
from chatapp.identity import Actor
from chatapp.messages import history
from chatapp.messages.lifecycle.removal import remove
from models import Message
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, leave, listen, say


async def removed(chat: Chat, actor: Actor, room: UUID, number: int = 1) -> None:
    async with chat.transaction() as work:
        await remove(work, actor=actor, room_uuid=room, number=number)


async def stored(chat: Chat) -> list[str]:
    async with chat.reading() as session:
        return list((await session.exec(select(Message.body).order_by(Message.number))).all())  # type: ignore[arg-type]


async def acts(chat: Chat, ada: Actor) -> list[Any]:
    async with chat.reading() as session:
        return [
            (e.action, e.actor_name, e.subject, e.detail) for e in (await audit_trail.read(session, actor=ada)).items
        ]


@pytest.mark.each_database
async def test_an_author_removes_a_message_and_every_open_page_hears_of_it(chat: Chat, person: MakePerson) -> None:
    ada, ben, cleo = await person("ada"), await person("ben"), await person("cleo")
    room = await a_room(chat, ben, cleo)
    await say(chat, ben, room, "first")
    posted = await say(chat, cleo, room, "the password is hunter2")
    heard = listen(chat, room_topic(room))
    await removed(chat, cleo, room, 2)
    (change,) = heard
    assert isinstance(change, MessageChanged)
    assert (change.message.number, change.message.body) == (2, "")
    assert change.message.deleted_at is not None
    assert change.message.revision == posted.message.revision + 1
    assert (change.message.previous_author_uuid, change.message.author_uuid) == (ben.uuid, cleo.uuid)
    async with chat.reading() as session:
        missed = await history.changes(session, actor=ben, room_uuid=room, since=posted.message.revision)
    assert missed.messages == [change.message]
    assert missed.revision == change.message.revision
    assert await stored(chat) == ["first", ""]
    assert await acts(chat, ada) == []


@pytest.mark.each_database
async def test_removing_twice_changes_nothing_more(chat: Chat, person: MakePerson) -> None:
    ada, ben = await person("ada"), await person("ben")
    room = await a_room(chat, ben)
    await say(chat, ben, room, "oops")
    await removed(chat, ada, room)
    heard = listen(chat, room_topic(room))
    for actor in (ada, ben):
        await removed(chat, actor, room)
    assert heard == []
    assert len(await acts(chat, ada)) == 1


async def test_a_retried_post_does_not_bring_the_words_back(chat: Chat, person: MakePerson) -> None:
    ben = await person("ben")
    room = await a_room(chat, ben)
    await say(chat, ben, room, "oops", key="k")
    await removed(chat, ben, room)
    again = await say(chat, ben, room, "oops", key="k")
    assert (again.is_new, again.message.body) == (False, "")
    assert await stored(chat) == [""]


@pytest.mark.parametrize("role", ["owner", "moderator", "administrator"])
async def test_who_looks_after_a_room_removes_what_others_wrote_and_it_is_written_down(
    chat: Chat, person: MakePerson, role: str
) -> None:
    ada, ben, cleo, dan = [await person(name) for name in ("ada", "ben", "cleo", "dan")]
    room = await a_room(chat, ben, cleo, dan, name="Garden")
    async with chat.transaction() as work:
        await rooms.set_role(work, actor=ben, room_uuid=room, account_uuid=cleo.uuid, role="moderator")
    await say(chat, dan, room, "spam")
    actor = {"owner": ben, "moderator": cleo, "administrator": ada}[role]
    await removed(chat, actor, room)
    assert await stored(chat) == [""]
    assert (await acts(chat, ada))[0] == ("remove message", actor.name, "Garden", "Message 1 by dan")


async def test_an_administrator_removes_from_a_closed_room_too(chat: Chat, person: MakePerson) -> None:
    ada, ben = await person("ada"), await person("ben")
    room = await a_room(chat, ben, visibility="private")
    await say(chat, ben, room, "spam")
    async with chat.transaction() as work:
        await rooms.close(work, actor=ben, room_uuid=room)
    with pytest.raises(Forbidden):
        await removed(chat, ben, room)  # nothing of a closed room is writable
    await removed(chat, ada, room)
    assert await stored(chat) == [""]


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("member", Forbidden), ("outsider", Forbidden), ("former member", Forbidden), ("demoted", Forbidden)],
)
async def test_nobody_else_removes_it(chat: Chat, person: MakePerson, who: str, refusal: type[Exception]) -> None:
    ada, ben, cleo, dan = [await person(name) for name in ("ada", "ben", "cleo", "dan")]
    room = await a_room(chat, ben, cleo, dan)
    await say(chat, dan, room, "mine")
    actor = cleo
    if who == "outsider":
        actor = await person("eve")
    elif who == "former member":
        actor = dan
        await leave(chat, dan, room)
    elif who == "demoted":
        async with chat.transaction() as work:
            await accounts.make_administrator(work, actor=ada, account_uuid=ben.uuid)
            await accounts.unmake_administrator(work, actor=ben, account_uuid=ada.uuid)
        actor = ada
    heard = listen(chat, room_topic(room))
    with pytest.raises(refusal):
        await removed(chat, actor, room)
    assert "mine" in await stored(chat)
    assert heard == []


async def test_a_private_room_is_not_there_for_an_outsider_and_numbers_tell_them_nothing(
    chat: Chat, person: MakePerson
) -> None:
    await person("ada")
    ben, eve = await person("ben"), await person("eve")
    private, public = await a_room(chat, ben, visibility="private"), await a_room(chat, ben)
    for room in (private, public):
        await say(chat, ben, room, "ours")
    for number in (1, 2):
        with pytest.raises(NotFound):
            await removed(chat, eve, private, number)
        with pytest.raises(Forbidden):
            await removed(chat, eve, public, number)


async def test_a_number_that_was_never_given_is_not_here(chat: Chat, person: MakePerson) -> None:
    ben = await person("ben")
    room = await a_room(chat, ben)
    with pytest.raises(NotFound):
        await removed(chat, ben, room, 7)
