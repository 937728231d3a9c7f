"""Rooms: who sees them, who belongs, and what an outsider must not learn."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import update

from chatapp import history, rooms
from chatapp.bootstrap import Chat
from chatapp.errors import Conflict, Forbidden, Invalid, NotFound
from chatapp.events import LOBBY_TOPIC, MemberJoined, MemberLeft, RoomCreated, account_topic, room_topic
from models import Account
from tests.chatapp.ears import a_room, join, leave, listen, say
from tests.conftest import MakePerson


async def test_whoever_makes_a_room_owns_it_and_is_its_first_member(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    heard = listen(chat, LOBBY_TOPIC, account_topic(ann.account_id))
    async with chat.transaction() as work:
        uuid = await rooms.create(work, actor=ann, name="  The   Lab ", topic="What we try")
    async with chat.reading() as session:
        room = await rooms.get(session, actor=ann, room_uuid=uuid)
        members = await rooms.members(session, actor=ann, room_uuid=uuid)
    assert (room.name, room.topic, room.role, room.member_count) == ("The Lab", "What we try", "owner", 1)
    assert [(member.username, member.role) for member in members] == [("ann", "owner")]
    assert heard == [RoomCreated(uuid), MemberJoined(uuid, ann.account_id)]


async def test_the_lobby_does_not_hear_of_a_private_room(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    heard = listen(chat, LOBBY_TOPIC)
    await a_room(chat, ann, visibility="private")
    assert heard == []


@pytest.mark.parametrize("name", ["the lab", "THE LAB", " The  Lab ", "Ｔｈｅ Lab"])
async def test_a_taken_name_is_refused_in_every_spelling(chat: Chat, person: MakePerson, name: str) -> None:
    ann = await person("ann")
    heard = listen(chat, LOBBY_TOPIC)
    await a_room(chat, ann, name="The Lab")
    with pytest.raises(Conflict) as refused:
        await a_room(chat, ann, name=name)
    assert list(refused.value.fields) == ["name"]
    assert len(heard) == 1


@pytest.mark.parametrize("name", [" ", "x" * 61, "a\nb", "a\u202eb", "\ud800", "\u3164", "a\x00"])
async def test_a_name_that_cannot_be_shown_is_refused(chat: Chat, person: MakePerson, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        await a_room(chat, await person("ann"), name=name)
    assert list(refused.value.fields) == ["name"]


@pytest.mark.parametrize("name", ["ﷺ" * 13, "ΐ" * 60, "👩‍👩‍👧‍👦" * 5, "<script>alert(1)</script>", "Ⅻ" * 60])
async def test_a_name_that_grows_when_folded_is_no_error(chat: Chat, person: MakePerson, name: str) -> None:
    ann = await person("ann")
    await a_room(chat, ann, name=name)
    async with chat.reading() as session:
        assert [room.name for room in (await rooms.public(session, actor=ann)).rooms] == [name]
        assert (await rooms.public(session, actor=ann, after=name)).rooms == []


async def test_a_name_that_grows_beyond_its_column_is_refused(chat: Chat, person: MakePerson) -> None:
    with pytest.raises(Invalid, match="too long"):
        await a_room(chat, await person("ann"), name="ﷺ" * 60)


async def test_of_many_who_want_one_name_at_once_exactly_one_gets_it(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    outcomes = await asyncio.gather(
        *(a_room(chat, (ann, ben)[n % 2], name="The Lab") for n in range(8)), return_exceptions=True
    )
    assert [isinstance(outcome, Conflict) for outcome in outcomes].count(False) == 1


async def test_joining_is_heard_by_the_members_once_and_twice_is_no_error(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)
    heard = listen(chat, room_topic(room))
    for _ in range(2):
        await join(chat, ben, room)
    assert heard == [MemberJoined(room, ben.account_id)]
    async with chat.reading() as session:
        assert [m.username for m in await rooms.members(session, actor=ben, room_uuid=room)] == ["ann", "ben"]


async def test_joining_at_once_from_many_pages_makes_one_membership(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)

    await asyncio.gather(*(join(chat, ben, room) for _ in range(8)))
    async with chat.reading() as session:
        assert (await rooms.get(session, actor=ben, room_uuid=room)).member_count == 2


async def test_an_outsider_cannot_tell_a_private_room_from_none(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    secret = await a_room(chat, ann, visibility="private")
    heard = listen(chat, room_topic(secret), account_topic(eve.account_id))
    answers: list[set[tuple[type, str]]] = []
    for room in (secret, uuid4()):
        found: set[tuple[type, str]] = set()
        for attempt in (rooms.get, rooms.members, rooms.require_membership, history.read):
            with pytest.raises(NotFound) as refused:
                async with chat.reading() as session:
                    await attempt(session, actor=eve, room_uuid=room)
            found.add((type(refused.value), str(refused.value)))
        for change in (rooms.join, rooms.leave):
            with pytest.raises(NotFound) as refused:
                async with chat.transaction() as work:
                    await change(work, actor=eve, room_uuid=room)
            found.add((type(refused.value), str(refused.value)))
        answers.append(found)
    assert answers[0] == answers[1]
    assert len(answers[0]) == 1
    assert heard == []


async def test_lists_of_rooms_do_not_show_private_ones_to_outsiders(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    secret = await a_room(chat, ann, visibility="private")
    shown = await a_room(chat, ann)
    async with chat.reading() as session:
        assert [room.uuid for room in (await rooms.public(session, actor=eve)).rooms] == [shown]
        assert await rooms.joined(session, actor=eve) == []
        assert {room.uuid for room in await rooms.joined(session, actor=ann)} == {secret, shown}
        assert [room.uuid for room in (await rooms.public(session, actor=ann)).rooms] == [shown]


async def test_a_public_room_is_seen_but_not_read_before_joining(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    room = await a_room(chat, ann)
    async with chat.reading() as session:
        assert not (await rooms.get(session, actor=eve, room_uuid=room)).is_member
        for attempt in (rooms.members, rooms.require_membership, history.read):
            with pytest.raises(Forbidden):
                await attempt(session, actor=eve, room_uuid=room)
    with pytest.raises(Forbidden):
        await leave(chat, eve, room)


async def test_whoever_leaves_is_out_and_everybody_hears_it(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    heard = listen(chat, room_topic(room), account_topic(ben.account_id))
    await leave(chat, ben, room)
    assert heard == [MemberLeft(room, ben.account_id)] * 2
    with pytest.raises(Forbidden):
        async with chat.reading() as session:
            await rooms.require_membership(session, actor=ben, room_uuid=room)
    with pytest.raises(Forbidden):
        await leave(chat, ben, room)
    assert len(heard) == 2


async def test_a_room_is_never_without_an_owner(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    room = await a_room(chat, ann, ben, cat)
    await leave(chat, ann, room)
    async with chat.reading() as session:
        roles = {m.username: m.role for m in await rooms.members(session, actor=ben, room_uuid=room)}
    assert roles == {"ben": "owner", "cat": "member"}
    for actor in (ben, cat):
        await leave(chat, actor, room)
    await join(chat, cat, room)
    async with chat.reading() as session:
        assert (await rooms.get(session, actor=cat, room_uuid=room)).role == "owner"


async def test_an_ordinary_member_who_leaves_takes_no_ownership_along(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await leave(chat, ben, room)
    async with chat.reading() as session:
        assert (await rooms.get(session, actor=ann, room_uuid=room)).role == "owner"


async def test_an_account_that_is_not_active_is_nowhere_a_member(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    async with chat.transaction() as work:
        await work.session.exec(update(Account).where(Account.username == "ben").values(is_active=False))
    for attempt in (rooms.members, rooms.require_membership, history.read):
        with pytest.raises(NotFound):
            async with chat.reading() as session:
                await attempt(session, actor=ben, room_uuid=room)
    with pytest.raises(NotFound):
        await say(chat, ben, room, "I am not here")


async def test_walking_through_the_list_shows_every_room_once_in_order(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    names = [f"Room {letter}" for letter in "hbdacgfe"]
    for name in names:
        await a_room(chat, ann, name=name)
    seen: list[str] = []
    async with chat.reading() as session:
        has_more = True
        while has_more:
            page = await rooms.public(session, actor=ann, after=seen[-1] if seen else "", limit=3)
            has_more = page.has_more
            assert 0 < len(page.rooms) <= 3  # the last page says that it is the last
            seen += [room.name for room in page.rooms]
    assert seen == sorted(names)


async def test_a_new_member_does_not_start_with_everything_unread(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)
    for number in range(3):
        await say(chat, ann, room, f"message {number}")
    await join(chat, ben, room)
    async with chat.reading() as session:
        view = await rooms.get(session, actor=ben, room_uuid=room)
        assert (view.last_number, view.revision) == (3, 3)
