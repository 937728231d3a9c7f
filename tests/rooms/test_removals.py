"""Who was removed from a room is told by whom, and cannot join it until they are added again or let back."""

import pytest
from sqlmodel import select

from chatapp import rooms
from chatapp.accounts import delete_account
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, NotFound
from chatapp.events import MemberLeft, RoomChanged, account_topic
from models import Account, Removal
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, add, close, delete, join, leave, listen, look, remove, roles, set_role


@pytest.mark.each_database
async def test_a_removed_person_is_told_by_whom_and_cannot_join_again(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben, name="Lab")
    heard = listen(chat, account_topic(ben.account_id))
    await remove(chat, ann, ben, room)
    assert heard == [MemberLeft(room, ben.account_id, "ann", "Lab")]
    with pytest.raises(Forbidden, match="removed"):
        await join(chat, ben, room)
    assert (await look(chat, ben, room)).removed_by == "ann"
    async with chat.reading() as session:
        [listed] = (await rooms.listing(session, actor=ben)).items
    assert (listed.removed_by, listed.is_member) == ("ann", False)
    assert await add(chat, ann, ben, room)
    view = await look(chat, ben, room)
    assert (view.removed_by, view.unread) == ("", 1)
    await leave(chat, ben, room)
    await join(chat, ben, room)


async def test_not_even_with_the_password(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben, visibility="private", password="open sesame")
    await remove(chat, ann, ben, room)
    with pytest.raises(Forbidden, match="removed"):
        await chat.room_passwords.join(actor=ben, room_uuid=room, password="open sesame")


async def test_a_private_room_tells_the_name_it_had_and_nothing_else(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    room = await a_room(chat, ann, ben, name="Plans", visibility="private")
    await remove(chat, ann, ben, room)
    async with chat.transaction() as work:
        await rooms.edit(work, actor=ann, room_uuid=room, form=rooms.RoomForm("Takeover", visibility="private"))
    with pytest.raises(NotFound):
        await look(chat, ben, room)
    async with chat.reading() as session:
        told = await rooms.own_removal(session, actor=ben, room_uuid=room)
        assert (told.room_name, told.by) == ("Plans", "ann")
        with pytest.raises(NotFound):
            await rooms.own_removal(session, actor=eve, room_uuid=room)
    await close(chat, ann, room)
    async with chat.reading() as session:
        with pytest.raises(NotFound):
            await rooms.own_removal(session, actor=ben, room_uuid=room)


@pytest.mark.each_database
async def test_moderators_see_who_is_removed_and_let_them_back(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat, dan = [await person(name) for name in ("ann", "ben", "cat", "dan")]
    room = await a_room(chat, ann, ben, cat, dan)
    await set_role(chat, ann, ben, room, "moderator")
    await remove(chat, ben, cat, room)
    async with chat.reading() as session:
        [seen] = (await rooms.removed(session, actor=ann, room_uuid=room)).items
        with pytest.raises(Forbidden):
            await rooms.removed(session, actor=dan, room_uuid=room)
    assert (seen.username, seen.by) == ("cat", "ben")
    with pytest.raises(Forbidden, match="cat"):
        await add(chat, dan, cat, room)
    heard = listen(chat, account_topic(cat.account_id))
    async with chat.transaction() as work:
        await rooms.let_back(work, actor=ben, room_uuid=room, account_uuid=cat.uuid)
    assert heard == [RoomChanged(room)]
    await join(chat, cat, room)
    assert "cat" in await roles(chat, ann, room)


@pytest.mark.each_database
async def test_a_deleted_room_or_account_leaves_no_removal(chat: Chat, person: MakePerson) -> None:
    _, ann, ben, cat = [await person(name) for name in ("root", "ann", "ben", "cat")]
    kept, gone = await a_room(chat, ann, ben, cat, name="Kept"), await a_room(chat, ann, cat, name="Gone")
    for who in (ben, cat):
        await remove(chat, ann, who, kept)
    await remove(chat, ann, cat, gone)
    await close(chat, ann, gone)
    await delete(chat, ann, gone, "Gone")
    async with chat.transaction() as work:
        account = (await work.session.exec(select(Account).where(Account.username == "ben"))).one()
        await delete_account(work, account)
    async with chat.reading() as session:
        assert [one.account_id for one in (await session.exec(select(Removal))).all()] == [cat.account_id]


async def test_who_removes_themselves_only_leaves(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await set_role(chat, ann, ben, room, "moderator")
    await remove(chat, ben, ben, room)
    await join(chat, ben, room)
