"""Members to a room: joining and leaving, adding and removing, roles, and one's own place."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from chatapp import rooms
from chatapp.bootstrap import Chat
from chatapp.errors import ChatError, Conflict, Forbidden, Invalid, NotFound
from chatapp.events import (
    LOBBY_TOPIC,
    Event,
    MemberJoined,
    MemberLeft,
    MembershipChanged,
    MessageChanged,
    RoomRead,
    account_topic,
    room_topic,
)
from chatapp.identity import Actor
from chatapp.messages import history
from chatapp.messages.read_state import read_marks
from chatapp.rooms import RoomForm
from models import AuditEntry, Membership, Role, Room
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.feeds import open_room
from tests.support.people.rooms import (
    RecordingBroker,
    a_direct_room,
    a_room,
    add,
    deactivate,
    join,
    leave,
    listen,
    look,
    remove,
    roles,
    say,
    set_role,
    without_lines,
)
from tests.support.people.snapshot import stored
from tests.support.servers.databases import POSTGRESQL


async def hand_over(chat: Chat, actor: Actor, to: Actor, room: UUID) -> None:
    async with chat.transaction() as work:
        await rooms.hand_over(work, actor=actor, room_uuid=room, to=to.uuid)


async def save(chat: Chat, actor: Actor, room: UUID, *, is_saved: bool = True) -> None:
    async with chat.transaction() as work:
        await rooms.save(work, actor=actor, room_uuid=room, is_saved=is_saved)


async def mute(chat: Chat, actor: Actor, room: UUID, *, is_muted: bool = True) -> None:
    async with chat.transaction() as work:
        await rooms.mute(work, actor=actor, room_uuid=room, is_muted=is_muted)


async def test_joining_is_heard_by_the_members_once_and_twice_is_no_error(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)
    heard, own = listen(chat, room_topic(room)), listen(chat, account_topic(ben.account_id))
    for _ in range(2):
        await join(chat, ben, room)
    assert without_lines(heard) == own == [MemberJoined(room, ben.account_id)]
    assert await roles(chat, ben, room) == {"ann": "owner", "ben": "member"}


@pytest.mark.each_database
async def test_joining_at_once_from_many_pages_makes_one_membership(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)
    await asyncio.gather(*(join(chat, ben, room) for _ in range(8)))
    assert (await look(chat, ben, room)).member_count == 2


async def test_an_outsider_cannot_tell_a_private_room_from_none(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    secret = await a_room(chat, ann, visibility="private")
    heard = listen(chat, room_topic(secret), account_topic(eve.account_id))
    answers: list[set[tuple[type, str]]] = []
    for room in (secret, uuid4()):
        found: set[tuple[type, str]] = set()
        for read in (rooms.get, rooms.members, rooms.require_membership, history.read):
            with pytest.raises(NotFound) as refused:
                async with chat.reading() as session:
                    await read(session, actor=eve, room_uuid=room)
            found.add((type(refused.value), str(refused.value)))
        for change in (rooms.join, rooms.leave):
            with pytest.raises(NotFound) as refused:
                async with chat.transaction() as work:
                    await change(work, actor=eve, room_uuid=room)
            found.add((type(refused.value), str(refused.value)))
        for change_other in (add, remove):
            with pytest.raises(NotFound) as refused:
                await change_other(chat, eve, ann, room)
            found.add((type(refused.value), str(refused.value)))
        answers.append(found)
    assert answers[0] == answers[1]
    assert len(answers[0]) == 1
    assert heard == []


async def test_a_public_room_is_seen_but_not_read_before_joining(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    room = await a_room(chat, ann)
    view = await look(chat, eve, room)
    assert (view.is_member, view.role, view.unread) == (False, None, 0)
    async with chat.reading() as session:
        for read in (rooms.members, rooms.require_membership, history.read):
            with pytest.raises(Forbidden):
                await read(session, actor=eve, room_uuid=room)
    for attempt in (leave, save, mute):
        with pytest.raises(Forbidden):
            await attempt(chat, eve, room)


async def test_whoever_leaves_is_out_and_everybody_hears_it(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    heard = listen(chat, room_topic(room), account_topic(ben.account_id))
    await leave(chat, ben, room)
    assert without_lines(heard) == [MemberLeft(room, ben.account_id)] * 2
    with pytest.raises(Forbidden):
        async with chat.reading() as session:
            await rooms.require_membership(session, actor=ben, room_uuid=room)
    with pytest.raises(Forbidden):
        await leave(chat, ben, room)
    assert len(without_lines(heard)) == 2
    assert await roles(chat, ann, room) == {"ann": "owner"}


async def test_whoever_leaves_an_unlisted_room_never_knew_it(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben, visibility="private")
    await leave(chat, ben, room)
    with pytest.raises(NotFound):
        await look(chat, ben, room)
    with pytest.raises(NotFound):
        await join(chat, ben, room)


async def test_an_owner_leaves_only_when_a_member_takes_the_room_over(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    room = await a_room(chat, ann, ben)
    before, heard = await stored(chat), listen(chat, room_topic(room))
    for successor in (None, ann, eve):
        with pytest.raises(Conflict) as refused:
            await leave(chat, ann, room, successor)
        assert list(refused.value.fields) == ["successor"]
    assert (await stored(chat), heard) == (before, [])
    await leave(chat, ann, room, ben)
    assert await roles(chat, ben, room) == {"ben": "owner"}
    assert [event for event in heard if isinstance(event, MemberLeft)] == [MemberLeft(room, ann.account_id)]
    assert MembershipChanged(room, ben.account_id) in heard
    assert not (await look(chat, ann, room)).is_member


async def test_a_deactivated_member_takes_no_room_over(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await deactivate(chat, ben)
    for attempt in (leave(chat, ann, room, ben), hand_over(chat, ann, ben, room)):
        with pytest.raises(Conflict):
            await attempt
    assert (await roles(chat, ann, room))["ann"] == "owner"


async def test_an_ordinary_member_who_leaves_takes_no_ownership_along(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    room = await a_room(chat, ann, ben, cat)
    await leave(chat, ben, room, cat)
    assert await roles(chat, ann, room) == {"ann": "owner", "cat": "member"}


async def test_whoever_joins_a_room_that_lost_its_owner_owns_it(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    room = await a_room(chat, ann)
    async with chat.transaction() as work:
        await work.session.delete((await work.session.exec(select(Membership))).one())
    await join(chat, ben, room)
    await join(chat, cat, room)
    assert await roles(chat, ben, room) == {"ben": "owner", "cat": "member"}


@pytest.mark.each_database
async def test_handing_a_room_over_leaves_one_owner_and_a_moderator(chat: Chat, person: MakePerson) -> None:
    await person("root")  # the first account administers everything
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    heard, own = listen(chat, room_topic(room)), listen(chat, account_topic(ben.account_id))
    await hand_over(chat, ann, ben, room)
    assert await roles(chat, ann, room) == {"ann": "moderator", "ben": "owner"}
    assert heard == [MembershipChanged(room, ann.account_id), MembershipChanged(room, ben.account_id)]
    assert own == [MembershipChanged(room, ben.account_id)]
    with pytest.raises(Forbidden):
        await hand_over(chat, ann, ann, room)


async def test_handing_a_room_to_its_owner_changes_nothing(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    before, heard = await stored(chat), listen(chat, room_topic(room))
    await hand_over(chat, ann, ann, room)
    assert (await stored(chat), heard) == (before, [])


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in (2, 3, 4))])
@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_whatever_people_do_to_a_room_it_has_exactly_one_owner(chat: Chat, person: MakePerson, seed: int) -> None:
    chance = random.Random(seed)
    people = [await person(name) for name in ("root", "ann", "ben", "cat", "dan")]
    room = await a_room(chat, people[1], *people[2:4])
    done = 0
    for _ in range(120):
        actor, other = chance.choice(people), chance.choice(people)
        acts: list[Callable[[], Awaitable[object]]] = [
            lambda actor=actor: join(chat, actor, room),
            lambda actor=actor, other=other: leave(chat, actor, room, chance.choice([None, other])),
            lambda actor=actor, other=other: add(chat, actor, other, room),
            lambda actor=actor, other=other: remove(chat, actor, other, room),
            lambda actor=actor, other=other: hand_over(chat, actor, other, room),
            lambda actor=actor, other=other: set_role(
                chat, actor, other, room, chance.choice(["owner", "moderator", "member"])
            ),
        ]
        try:
            await chance.choice(acts)()
            done += 1
        except ChatError:
            pass
        async with chat.reading() as session:
            found = list(await session.exec(select(Membership.role)))
        assert found.count(Role.OWNER) == 1
    assert done > 20


@pytest.mark.each_database
async def test_two_heirs_named_at_once_leave_one_owner(chat: Chat, person: MakePerson) -> None:
    await person("root")  # the first account administers everything
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    room = await a_room(chat, ann, ben, cat)
    outcomes = await asyncio.gather(
        leave(chat, ann, room, ben), hand_over(chat, ann, cat, room), return_exceptions=True
    )
    assert len([outcome for outcome in outcomes if isinstance(outcome, ChatError)]) == 1
    async with chat.reading() as session:
        assert list(await session.exec(select(Membership.role))).count(Role.OWNER) == 1


async def test_owner_and_moderators_add_people_even_where_nobody_could_join(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat, dan = [await person(name) for name in ("ann", "ben", "cat", "dan")]
    room = await a_room(chat, ann, visibility="private")
    heard, own = listen(chat, room_topic(room)), listen(chat, account_topic(ben.account_id))
    assert await add(chat, ann, ben, room) is True
    assert without_lines(heard) == own == [MemberJoined(room, ben.account_id)]
    with pytest.raises(Forbidden):
        await add(chat, ben, cat, room)
    await set_role(chat, ann, ben, room, "moderator")
    assert await add(chat, ben, cat, room) is True
    assert await add(chat, ben, cat, room) is False
    with pytest.raises(Forbidden):
        await add(chat, cat, dan, room)
    assert await roles(chat, cat, room) == {"ann": "owner", "ben": "moderator", "cat": "member"}


async def test_adding_a_member_again_keeps_the_role_and_announces_nothing(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await set_role(chat, ann, ben, room, "moderator")
    before, heard = await stored(chat), listen(chat, room_topic(room), account_topic(ben.account_id))
    for member in (ann, ben):
        assert await add(chat, ann, member, room) is False
    assert (await stored(chat), heard) == (before, [])


async def test_nobody_who_is_not_there_is_added(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)
    await deactivate(chat, ben)
    with pytest.raises(Invalid) as refused:
        await add(chat, ann, ben, room)
    assert list(refused.value.fields) == ["person"]
    with pytest.raises(Invalid) as of_nobody:
        async with chat.transaction() as work:
            await rooms.add(work, actor=ann, room_uuid=room, people=[uuid4()])
    assert of_nobody.value.fields == refused.value.fields


async def test_whoever_joins_starts_with_nothing_unread_and_whoever_is_added_with_that_alone(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    room = await a_room(chat, ann)
    for number in range(3):
        await say(chat, ann, room, f"message {number}")
    await join(chat, ben, room)
    await add(chat, ann, cat, room)
    for newcomer, expected in ((ben, 0), (cat, 1)):  # "ann added you" is cat's first unread line
        view = await look(chat, newcomer, room)
        assert (view.last_number, view.revision, view.unread) == (5, 5, expected)


async def test_who_removes_whom(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat, dan, eve = [await person(name) for name in ("ann", "ben", "cat", "dan", "eve")]
    room = await a_room(chat, ann, ben, cat, dan)
    for moderator in (ben, cat):
        await set_role(chat, ann, moderator, room, "moderator")
    refused = [(dan, ben), (dan, dan), (dan, ann), (ben, cat), (ben, ann), (eve, dan), (ann, ann)]
    before, heard = await stored(chat), listen(chat, room_topic(room))
    for actor, other in refused:
        with pytest.raises(Forbidden):
            await remove(chat, actor, other, room)
    with pytest.raises(NotFound):
        await remove(chat, ann, eve, room)
    assert (await stored(chat), heard) == (before, [])
    await remove(chat, ben, dan, room)
    await remove(chat, ben, ben, room)
    await remove(chat, ann, cat, room)
    name = (await look(chat, ann, room)).name
    assert without_lines(heard) == [
        MemberLeft(room, dan.account_id, removed_by="ben", room_name=name),
        MemberLeft(room, ben.account_id),
        MemberLeft(room, cat.account_id, removed_by="ann", room_name=name),
    ]
    assert await roles(chat, ann, room) == {"ann": "owner"}


async def test_an_administrator_removes_moderators_even_as_one_of_them(chat: Chat, person: MakePerson) -> None:
    root, ann, ben = await person("root"), await person("ann"), await person("ben")
    room = await a_room(chat, ann, root, ben)
    for moderator in (root, ben):
        await set_role(chat, ann, moderator, room, "moderator")
    await remove(chat, root, ben, room)
    assert await roles(chat, ann, room) == {"ann": "owner", "root": "moderator"}
    async with chat.reading() as session:
        assert [entry.action for entry in await session.exec(select(AuditEntry))] == ["remove member"]


async def test_a_moderator_gives_no_roles(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    room = await a_room(chat, ann, ben, cat)
    await set_role(chat, ann, ben, room, "moderator")
    for somebody, role in ((cat, "moderator"), (ben, "member"), (ann, "member")):
        with pytest.raises(Forbidden):
            await set_role(chat, ben, somebody, room, role)


async def test_roles_come_and_go_and_are_heard_of(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    heard, own = listen(chat, room_topic(room)), listen(chat, account_topic(ben.account_id))
    for role in ("moderator", "member"):
        await set_role(chat, ann, ben, room, role)
        assert (await look(chat, ben, room)).role == role
        assert (await look(chat, ben, room)).may_moderate is (role == "moderator")
    assert heard == own == [MembershipChanged(room, ben.account_id)] * 2
    for role in ("owner", "king", ""):
        with pytest.raises(Invalid) as refused:
            await set_role(chat, ann, ben, room, role)
        assert list(refused.value.fields) == ["role"]
    with pytest.raises(Forbidden):
        await set_role(chat, ann, ann, room, "member")
    with pytest.raises(NotFound):
        await set_role(chat, ann, await person("eve"), room, "member")


async def test_a_member_who_is_removed_hears_the_removal_and_nothing_after(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    of_ann: list[Event] = []
    of_ben: list[Event] = []
    await open_room(chat.feeds, actor=ann, room_uuid=room, listener=of_ann.append)
    for _ in range(2):  # two pages
        await open_room(chat.feeds, actor=ben, room_uuid=room, listener=of_ben.append)
    await remove(chat, ann, ben, room)
    posted = await say(chat, ann, room, "now that ben is gone")
    left = MemberLeft(room, ben.account_id, removed_by="ann", room_name=(await look(chat, ann, room)).name)
    assert of_ben == [left] * 2
    assert without_lines(of_ann) == [left, MessageChanged(posted.message)]
    with pytest.raises(Forbidden):
        await open_room(chat.feeds, actor=ben, room_uuid=room, listener=of_ben.append)


async def test_leaving_silences_all_pages_of_the_member_and_of_nobody_else(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, other = await a_room(chat, ann, ben), await a_room(chat, ann, ben)
    heard: list[Event] = []
    in_other: list[Event] = []
    await open_room(chat.feeds, actor=ben, room_uuid=room, listener=heard.append)
    await open_room(chat.feeds, actor=ben, room_uuid=other, listener=in_other.append)
    await leave(chat, ben, room)
    await say(chat, ann, room, "psst")
    posted = await say(chat, ann, other, "hello")
    assert heard == [MemberLeft(room, ben.account_id)]
    assert in_other == [MessageChanged(posted.message)]


@pytest.mark.parametrize("change", [save, mute])
async def test_saving_and_muting_are_heard_on_the_own_pages_alone(
    chat: Chat, chat_with: ChatWith, person: MakePerson, change: Callable[..., Awaitable[None]]
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    broker = RecordingBroker()
    await change(chat_with(broker), ben, room)
    assert broker.published == [(account_topic(ben.account_id), MembershipChanged(room, ben.account_id))]


async def test_reading_is_heard_on_the_own_pages_alone(chat: Chat, chat_with: ChatWith, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "news")
    broker = RecordingBroker()
    async with chat_with(broker).transaction() as work:
        await read_marks.mark_read(work, actor=ben, room_uuid=room, number=1)
    assert broker.published == [(account_topic(ben.account_id), RoomRead(room, ben.account_id, 1))]


async def test_what_a_member_saves_and_mutes_is_theirs_alone(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await save(chat, ben, room)
    await mute(chat, ben, room)
    assert [(v.is_saved, v.is_muted) for v in (await look(chat, ann, room), await look(chat, ben, room))] == [
        (False, False),
        (True, True),
    ]
    await save(chat, ben, room, is_saved=False)
    await mute(chat, ben, room, is_muted=False)
    view = await look(chat, ben, room)
    assert (view.is_saved, view.is_muted) == (False, False)


@pytest.mark.each_database
async def test_leaving_forgets_what_was_saved_muted_and_moderated(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await save(chat, ben, room)
    await mute(chat, ben, room)
    await set_role(chat, ann, ben, room, "moderator")
    await leave(chat, ben, room)
    await join(chat, ben, room)
    view = await look(chat, ben, room)
    assert (view.is_saved, view.is_muted, view.role) == (False, False, "member")


async def test_a_member_is_announced_to_the_room_and_the_person_and_to_no_list(
    chat: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)
    broker = RecordingBroker()
    other = chat_with(broker)
    await join(other, ben, room)
    await set_role(other, ann, ben, room, "moderator")
    await remove(other, ann, ben, room)
    assert {topic for topic, _ in broker.published} == {room_topic(room), account_topic(ben.account_id)}
    assert LOBBY_TOPIC not in {topic for topic, _ in broker.published}


async def test_an_account_that_is_not_active_is_nowhere_a_member(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, other = await a_room(chat, ann, ben), await a_room(chat, ann)
    await deactivate(chat, ben)
    for read in (rooms.members, rooms.require_membership, history.read, rooms.get):
        with pytest.raises(NotFound):
            async with chat.reading() as session:
                await read(session, actor=ben, room_uuid=room)
    for attempt in (say(chat, ben, room, "I am not here"), join(chat, ben, other), leave(chat, ben, room)):
        with pytest.raises(NotFound):
            await attempt


@pytest.mark.each_database
async def test_members_come_in_pages_by_username_and_each_once(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    others = [await person(name) for name in ("Zoe", "ben", "Émile", "cat", "dan")]
    room = await a_room(chat, ann, *others)
    for limit in (1, 2, 3, 6, 200):
        seen: list[str] = []
        after: str | None = ""
        while after is not None:
            async with chat.reading() as session:
                page = await rooms.members(session, actor=ann, room_uuid=room, after=after, limit=limit)
            assert 0 < len(page.items) <= limit
            seen += [member.username for member in page.items]
            after = page.next
        assert seen == ["ann", "ben", "cat", "dan", "Zoe", "Émile"]


@pytest.mark.each_database
async def test_members_are_searched_by_any_part_of_their_names(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = await person("ann"), await person("benjamin"), await person("cat")
    room = await a_room(chat, ann, ben)
    await a_room(chat, ann, cat)
    async with chat.reading() as session:
        for search, found in (("JAM", ["benjamin"]), ("cat", []), ("%", []), ("_", []), ("", ["ann", "benjamin"])):
            page = await rooms.members(session, actor=ann, room_uuid=room, search=search)
            assert [member.username for member in page.items] == found
        by_address = await rooms.members(session, actor=ann, room_uuid=room, search="example.org")
        assert by_address.items == []
        only = await rooms.members(session, actor=ann, room_uuid=room, only=[ben.uuid, cat.uuid])
        assert [member.username for member in only.items] == ["benjamin"]
        assert (await rooms.members(session, actor=ann, room_uuid=room, only=[])).items == []


async def test_a_direct_room_is_neither_left_nor_joined_nor_added_to_nor_given_roles(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    room = await a_direct_room(chat, ann, ben)
    before, heard = await stored(chat), listen(chat, room_topic(room))
    for attempt in (
        leave(chat, ann, room),
        leave(chat, ann, room, ben),
        add(chat, ann, cat, room),
        remove(chat, ann, ben, room),
        remove(chat, ann, ann, room),
        set_role(chat, ann, ben, room, "moderator"),
        hand_over(chat, ann, ben, room),
    ):
        with pytest.raises(Forbidden):
            await attempt
    with pytest.raises(NotFound):
        await join(chat, cat, room)
    assert (await stored(chat), heard) == (before, [])
    async with chat.reading() as session:
        assert (await session.exec(select(Room.visibility))).one() == "direct"


async def test_administrators_cannot_add_themselves_to_a_room_or_open_it_to_everybody(
    chat: Chat, person: MakePerson
) -> None:
    root, ann = await person("root"), await person("ann")
    room = await a_room(chat, ann, visibility="private")
    with pytest.raises(Forbidden):
        async with chat.transaction() as work:
            await rooms.add(work, actor=root, room_uuid=room, people=[root.uuid])
    for form in (RoomForm("Open", visibility="public"), RoomForm("Lab", visibility="private", password_hash="x")):
        with pytest.raises(Forbidden):
            async with chat.transaction() as work:
                await rooms.edit(work, actor=root, room_uuid=room, form=form)
