"""Deleting an account: what goes, what stays, who inherits the rooms, and who hears of it."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlmodel import col, func, select

from chatapp import rooms
from chatapp.accounts import SignUp, deletion
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Invalid, NotFound, Unauthenticated
from chatapp.events import (
    LOBBY_TOPIC,
    AccountChanged,
    MemberLeft,
    MembershipChanged,
    RoomChanged,
    RoomClosed,
    SessionEnded,
    account_topic,
    room_topic,
)
from chatapp.identity import Actor
from chatapp.messages import history
from models import Account, Avatar, Membership, OneTimeCode, Purpose, Role, Room
from models.utc_datetime import now
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, listen, say
from tests.support.samples.pictures import RED, saved, stripes
from tests.support.servers.databases import POSTGRESQL
from tests.support.servers.server import PASSWORD


async def delete(chat: Chat, actor: Actor) -> None:
    await chat.own_account.delete(actor=actor, password=PASSWORD)


async def role(chat: Chat, actor: Actor, room: UUID) -> Role | None:
    async with chat.reading() as session:
        found = await session.exec(
            select(Membership.role)
            .join(Room, col(Room.id) == Membership.room_id)
            .where(Room.uuid == room, Membership.account_id == actor.account_id)
        )
        kept = found.first()
        return None if kept is None else Role(kept)


async def row(chat: Chat, actor: Actor) -> Account:
    async with chat.reading() as session:
        return await session.get_one(Account, actor.account_id)


async def is_closed(chat: Chat, room: UUID) -> bool:
    async with chat.reading() as session:
        return (await session.exec(select(Room).where(Room.uuid == room))).one().closed_at is not None


@pytest.mark.each_database
async def test_nothing_personal_is_left(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    await a_room(chat, ann, ben)
    await chat.avatars.put(actor=ben, content=saved(stripes(RED)))
    signed_in = await chat.sessions.sign_in("ben", PASSWORD)
    token = await chat.sessions.issue_token("ben", PASSWORD)
    async with chat.transaction() as work:
        code: dict[str, Any] = {
            "email": "new@example.org",
            "email_key": "new@example.org",
            "secret_hash": "x",
            "tries_left": 5,
        }
        work.session.add(OneTimeCode(purpose=Purpose.CHANGE_EMAIL, account_id=ben.account_id, expires_at=now(), **code))
        account = await work.session.get_one(Account, ben.account_id)
        account.first_name, account.bio, account.country = "Benedict", "Secret past", "GB"
    await delete(chat, ben)
    left = await row(chat, ben)
    assert left.name == "Deleted user"
    assert (left.country, left.bio, left.avatar, left.search_key, left.password_hash) == ("", "", "", "", "")
    assert (left.is_active, left.is_administrator, left.deleted_at is None) == (False, False, False)
    assert left.username.startswith("deleted-")
    assert left.email == f"{ben.uuid}@deleted.invalid"
    assert "ben" not in repr(left.model_dump(exclude={"uuid"})).replace(str(ben.uuid), "").lower()
    async with chat.reading() as session:
        for table in (Avatar, OneTimeCode):
            assert (await session.exec(select(func.count()).select_from(table))).one() == 0
    assert await chat.sessions.visit(signed_in.token) is None
    with pytest.raises(Unauthenticated):
        await chat.sessions.bearer(token.token)


async def test_nobody_signs_in_to_a_deleted_account(chat: Chat, person: MakePerson) -> None:
    await person("ann")
    ben = await person("ben")
    await delete(chat, ben)
    left = await row(chat, ben)
    for login in ("ben", "ben@example.org", left.username, left.email):
        for password in (PASSWORD, "", "nobody"):
            with pytest.raises(Unauthenticated):
                await chat.sessions.sign_in(login, password)
    assert (await chat.accounts.sign_up(SignUp("ben", "ben@example.org", PASSWORD))).uuid != ben.uuid  # free again


@pytest.mark.each_database
async def test_what_was_written_stays_under_another_name(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ben, room, "I was here")
    await delete(chat, ben)
    async with chat.reading() as session:
        (message,) = (await history.read(session, actor=ann, room_uuid=room)).messages
    assert (message.body, message.author_name, message.author_avatar) == ("I was here", "Deleted user", "")


async def test_a_wrong_password_deletes_nothing(chat: Chat, person: MakePerson) -> None:
    await person("ann")
    ben = await person("ben")
    with pytest.raises(Invalid) as refused:
        await chat.own_account.delete(actor=ben, password="wrong")
    assert set(refused.value.fields) == {"password"}
    assert (await row(chat, ben)).is_active


@pytest.mark.each_database
async def test_rooms_pass_to_the_longest_standing_moderator_else_member(chat: Chat, person: MakePerson) -> None:
    _, ben = await person("ann"), await person("ben")
    cat, dan, eve = [await person(name) for name in ("cat", "dan", "eve")]
    moderated = await a_room(chat, ben, cat, dan, eve)
    plain = await a_room(chat, ben, dan, cat)
    async with chat.transaction() as work:
        for moderator in (eve, dan):
            await rooms.set_role(work, actor=ben, room_uuid=moderated, account_uuid=moderator.uuid, role=Role.MODERATOR)
    heard = listen(chat, room_topic(moderated), account_topic(dan.account_id))
    await delete(chat, ben)
    assert [await role(chat, one, moderated) for one in (cat, dan, eve)] == ["member", "owner", "moderator"]
    assert [await role(chat, one, plain) for one in (dan, cat)] == ["owner", "member"]
    assert MembershipChanged(moderated, dan.account_id) in heard
    assert MembershipChanged(plain, dan.account_id) in heard
    assert not await is_closed(chat, moderated)


@pytest.mark.each_database
async def test_a_deactivated_member_inherits_only_when_nobody_else_can(chat: Chat, person: MakePerson) -> None:
    _, ben, cat, dan = [await person(name) for name in ("ann", "ben", "cat", "dan")]
    both, one = await a_room(chat, ben, cat, dan), await a_room(chat, ben, cat)
    async with chat.transaction() as work:
        (await work.session.get_one(Account, cat.account_id)).is_active = False
    await delete(chat, ben)
    assert [await role(chat, who, both) for who in (cat, dan)] == ["member", "owner"]
    assert await role(chat, cat, one) == "owner"


async def test_a_room_with_nobody_else_is_closed_and_another_is_not(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    lonely, shared, anns = await a_room(chat, ben), await a_room(chat, ben, ann), await a_room(chat, ann, ben)
    heard, lobby = listen(chat, room_topic(lonely)), listen(chat, LOBBY_TOPIC)
    await delete(chat, ben)
    assert [await is_closed(chat, room) for room in (lonely, shared, anns)] == [True, False, False]
    assert RoomClosed(lonely) in heard
    assert lobby == [RoomChanged(lonely)]
    assert await role(chat, ann, anns) == "owner"


async def test_every_room_that_is_left_is_told(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    left = [await a_room(chat, ann, ben), await a_room(chat, ben, ann)]
    others = await a_room(chat, ann)
    visit = await chat.sessions.visit((await chat.sessions.sign_in("ben", PASSWORD)).token)
    assert visit is not None
    heard = {room: listen(chat, room_topic(room)) for room in (*left, others)}
    own = listen(chat, account_topic(ben.account_id))
    await delete(chat, ben)
    for room in left:
        assert MemberLeft(room, ben.account_id) in heard[room]
        assert await role(chat, ben, room) is None
    assert heard[others] == []
    assert SessionEnded(visit.session_id) in own
    assert AccountChanged(ben.account_id) in own


async def test_a_direct_conversation_stays_for_the_other_side(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    async with chat.transaction() as work:
        room = await rooms.open_direct(work, actor=ben, people=[ann.uuid])
    await say(chat, ben, room, "between us")
    heard = listen(chat, room_topic(room))
    await delete(chat, ben)
    assert heard == [RoomChanged(room)], "it goes by another name now"
    assert await role(chat, ben, room) == "member"
    assert not await is_closed(chat, room)
    async with chat.reading() as session:
        assert [m.body for m in (await history.read(session, actor=ann, room_uuid=room)).messages] == ["between us"]
        with pytest.raises(NotFound):
            await history.read(session, actor=ben, room_uuid=room)


async def test_the_last_administrator_stays(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    with pytest.raises(Forbidden, match="other administrator"):
        await delete(chat, ann)
    assert (await row(chat, ann)).deleted_at is None
    assert await role(chat, ann, room) == "owner"
    async with chat.transaction() as work:
        account = await work.session.get_one(Account, ben.account_id)
        account.is_administrator, account.is_active = True, False
    with pytest.raises(Forbidden):  # a deactivated one cannot take over
        await delete(chat, ann)
    async with chat.transaction() as work:
        (await work.session.get_one(Account, ben.account_id)).is_active = True
    await delete(chat, ann)
    assert (await row(chat, ann)).deleted_at is not None


@pytest.mark.each_database
async def test_deleted_is_deleted(chat: Chat, person: MakePerson) -> None:
    await person("ann")
    ben = await person("ben")
    await delete(chat, ben)
    with pytest.raises(Unauthenticated):
        await delete(chat, ben)


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_many_rooms_take_no_more_statements_than_few(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    counts = []
    for who, number in ((ben, 2), (cat, 60)):
        for index in range(number):
            await a_room(chat, who, *((ann,) if index % 2 else ()))
        statements: list[str] = []

        def note(*arguments: object, seen: list[str] = statements) -> None:
            seen.append(str(arguments[2]))

        engine = chat.database.writer.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        async with chat.transaction() as work:
            await deletion.delete_account(work, await work.session.get_one(Account, who.account_id))
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 28
