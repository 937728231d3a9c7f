"""Administrators and other people's rooms: they let nobody into private ones, and owners are told of what they do."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from sqlmodel import select

from chatapp import administration, rooms
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden
from chatapp.events import RoomAdministered, account_topic
from chatapp.identity import Actor
from chatapp.rooms import RoomForm
from models import AuditEntry
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, add, close, deactivate, listen, remove, reopen, roles, set_role
from tests.support.people.snapshot import stored
from tests.support.servers.mailbox import Mailbox, mails_sent
from tests.support.servers.server import PASSWORD

Act = Callable[[Chat, Actor, Actor, UUID], Awaitable[object]]


async def hand_over(chat: Chat, actor: Actor, heir: Actor, room: UUID) -> None:
    async with chat.transaction() as work:
        await rooms.hand_over(work, actor=actor, room_uuid=room, to=heir.uuid)


async def promote(chat: Chat, actor: Actor, member: Actor, room: UUID) -> None:
    await set_role(chat, actor, member, room, "moderator")


ENTRIES: dict[str, tuple[Act, bool]] = {
    "add": (add, False),
    "set a role": (promote, True),
    "hand over": (hand_over, True),
}


@pytest.mark.parametrize("password", ["", "open sesame"], ids=["hidden", "listed"])
@pytest.mark.parametrize("what", ENTRIES)
async def test_from_outside_of_a_private_room_an_administrator_adds_nobody_and_gives_no_role(
    chat: Chat, person: MakePerson, what: str, password: str
) -> None:
    root, ann, ben, second = [await person(name) for name in ("root", "ann", "ben", "second")]
    room = await a_room(chat, ann, ben, name="Lab", visibility="private", password=password)
    act, of_member = ENTRIES[what]
    before = await stored(chat)
    with pytest.raises(Forbidden, match="private") as refused:
        await act(chat, root, ben if of_member else second, room)
    assert "not a member" in str(refused.value)
    assert await stored(chat) == before


async def test_closing_a_private_room_first_opens_no_way_in(chat: Chat, person: MakePerson) -> None:
    root, ann, ben = [await person(name) for name in ("root", "ann", "ben")]
    room = await a_room(chat, ann, ben, visibility="private")
    await close(chat, root, room)
    for act in (hand_over, promote):
        with pytest.raises(Forbidden):
            await act(chat, root, ben, room)


async def test_as_a_member_and_in_public_rooms_an_administrator_may(chat: Chat, person: MakePerson) -> None:
    root, ann, ben, cat = [await person(name) for name in ("root", "ann", "ben", "cat")]
    inside = await a_room(chat, ann, root, ben, visibility="private")
    public = await a_room(chat, ann, ben)
    for room in (inside, public):
        await add(chat, root, cat, room)
        await promote(chat, root, cat, room)
        await hand_over(chat, root, ben, room)
        assert (await roles(chat, ben, room))["ben"] == "owner"


async def test_a_private_room_whose_owner_is_deactivated_is_given_another(chat: Chat, person: MakePerson) -> None:
    root, ann, ben = [await person(name) for name in ("root", "ann", "ben")]
    room = await a_room(chat, ann, ben, visibility="private")
    await deactivate(chat, ann)
    with pytest.raises(Forbidden):
        await promote(chat, root, ben, room)
    await hand_over(chat, root, ben, room)
    assert (await roles(chat, ben, room))["ben"] == "owner"
    async with chat.reading() as session:
        assert [entry.action for entry in await session.exec(select(AuditEntry))] == ["hand over room"]


async def test_administrators_are_offered_to_hand_over_what_they_may(chat: Chat, person: MakePerson) -> None:
    root, ann, ben = [await person(name) for name in ("root", "ann", "ben")]
    made = {
        "public": await a_room(chat, ann, ben),
        "private": await a_room(chat, ann, ben, visibility="private"),
        "inside": await a_room(chat, ann, root, visibility="private"),
        "orphaned": await a_room(chat, ben, ann, visibility="private"),
    }
    await deactivate(chat, ben)
    async with chat.reading() as session:
        listed = {
            room.uuid: room.may_hand_over for room in (await administration.rooms.listing(session, actor=root)).items
        }
    assert {name: listed[room] for name, room in made.items()} == {
        "public": True,
        "private": False,
        "inside": True,
        "orphaned": True,
    }


async def test_the_owner_is_told_of_each_change_by_mail_and_on_open_pages(
    mailing: Chat, mailbox: Mailbox, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    admin = (await mailing.sessions.sign_in("admin", PASSWORD)).actor
    room = await a_room(mailing, ann, ben, name="Lab")
    heard = listen(mailing, account_topic(ann.account_id))
    async with mailing.transaction() as work:
        await rooms.edit(work, actor=admin, room_uuid=room, form=RoomForm("The Lab"))
    await remove(mailing, admin, ben, room)
    await close(mailing, admin, room)
    await reopen(mailing, admin, room)
    await mails_sent(mailing)
    told = [event.action for event in heard if isinstance(event, RoomAdministered)]
    assert told == ["edit room", "remove member", "close room", "reopen room"]
    mails = mailbox.to("ann@example.org")
    assert len(mails) == 4
    assert all(f"/rooms/{room}" in mail.text for mail in mails)
    assert "remove member" in mails[1].text
    assert not any("Lab" in mail.subject + mail.text or "ben" in mail.text for mail in mails)


async def test_nobody_is_told_of_what_the_owner_does(chat: Chat, person: MakePerson) -> None:
    root, ann, ben = [await person(name) for name in ("root", "ann", "ben")]
    heard = listen(chat, *(account_topic(one.account_id) for one in (root, ann, ben)))
    for owner in (root, ann):
        room = await a_room(chat, owner, name=f"Room of {owner.username}")
        await add(chat, owner, ben, room)
        await close(chat, owner, room)
    assert not any(isinstance(event, RoomAdministered) for event in heard)
