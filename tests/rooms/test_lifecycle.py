"""A room's life: made, changed, closed, reopened, deleted; and whose right each of these is."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from chatapp import rooms
from chatapp.bootstrap import Chat
from chatapp.errors import ChatError, Conflict, Forbidden, Invalid, NotFound
from chatapp.events import (
    LOBBY_TOPIC,
    MemberJoined,
    MessageChanged,
    RoomChanged,
    RoomClosed,
    account_topic,
    room_topic,
)
from chatapp.identity import Actor
from chatapp.messages import history
from chatapp.rooms import RoomForm, Show, categories
from chatapp.storage.snapshot import within
from models import AuditEntry, Message, Room
from tests.support.people.chats import MakePerson
from tests.support.people.feeds import open_room
from tests.support.people.rooms import (
    a_closed_room,
    a_direct_room,
    a_room,
    add,
    close,
    delete,
    join,
    listen,
    look,
    remove,
    reopen,
    roles,
    say,
    set_role,
    without_lines,
)
from tests.support.people.snapshot import stored


async def edit(chat: Chat, actor: Actor, room: UUID, form: RoomForm, *, keeps_password: bool = False) -> None:
    async with chat.transaction() as work:
        await rooms.edit(work, actor=actor, room_uuid=room, form=form, keeps_password=keeps_password)


async def hand_over(chat: Chat, actor: Actor, room: UUID, to: Actor) -> None:
    async with chat.transaction() as work:
        await rooms.hand_over(work, actor=actor, room_uuid=room, to=to.uuid)


async def audited(chat: Chat) -> list[tuple[int | None, str, str, UUID | None]]:
    async with chat.reading() as session:
        entries = (await session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))).all()
    return [(entry.actor_id, entry.action, entry.subject, entry.subject_uuid) for entry in entries]


async def test_whoever_makes_a_room_owns_it_and_is_its_first_member(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    async with chat.reading() as session:
        project = next(one for one in await categories.listing(session) if one.name == "Project")
    heard = listen(chat, LOBBY_TOPIC, account_topic(ann.account_id))
    async with chat.transaction() as work:
        uuid = await rooms.create(
            work, actor=ann, name="  The   Lab ", description=" What  we try ", category=project.uuid
        )
    room = await look(chat, ann, uuid)
    assert (room.name, room.description, room.role, room.member_count) == ("The Lab", "What we try", "owner", 1)
    assert (room.visibility, room.has_password, room.closed_at) == ("public", False, None)
    assert (room.category, room.created_by) == (project, "ann")
    assert (room.is_saved, room.is_muted, room.unread) == (False, False, 0)
    assert await roles(chat, ann, uuid) == {"ann": "owner"}
    assert heard == [RoomChanged(uuid), MemberJoined(uuid, ann.account_id)]


async def test_the_lobby_hears_of_a_private_room_no_more_than_an_id_that_opens_nothing(
    chat: Chat, person: MakePerson
) -> None:
    ann, eve = await person("ann"), await person("eve")
    heard = listen(chat, LOBBY_TOPIC)
    room = await a_room(chat, ann, visibility="private", name="Takeover plans")
    assert heard == [RoomChanged(room)]
    with pytest.raises(NotFound):
        await look(chat, eve, room)


@pytest.mark.parametrize("name", ["the lab", "THE LAB", " The  Lab ", "Ｔｈｅ Lab"])
@pytest.mark.each_database
async def test_a_taken_name_is_refused_in_every_spelling(chat: Chat, person: MakePerson, name: str) -> None:
    ann = await person("ann")
    heard = listen(chat, LOBBY_TOPIC)
    await a_room(chat, ann, name="The Lab")
    with pytest.raises(Conflict) as refused:
        await a_room(chat, ann, name=name)
    assert list(refused.value.fields) == ["name"]
    assert len(heard) == 1


@pytest.mark.each_database
async def test_a_closed_or_an_unlisted_room_still_holds_its_name(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    await a_closed_room(chat, ann, name="Lab")
    await a_room(chat, ann, name="Plans", visibility="private")
    for name in ("lab", "plans"):
        with pytest.raises(Conflict):
            await a_room(chat, eve, name=name)


@pytest.mark.parametrize("name", [" ", "x" * 61, "a\nb", "a\u202eb", "\ud800", "\u3164", "a\x00", "\ue0001:2"])
async def test_a_name_that_cannot_be_shown_is_refused(chat: Chat, person: MakePerson, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        await a_room(chat, await person("ann"), name=name)
    assert list(refused.value.fields) == ["name"]


@pytest.mark.parametrize("name", ["ﷺ" * 13, "ΐ" * 60, "👩‍👩‍👧‍👦" * 5, "<script>alert(1)</script>", "Ⅻ" * 60])
@pytest.mark.each_database
async def test_a_name_that_grows_when_folded_is_no_error(chat: Chat, person: MakePerson, name: str) -> None:
    ann = await person("ann")
    await a_room(chat, ann, name=name)
    async with chat.reading() as session:
        assert [room.name for room in (await rooms.listing(session, actor=ann)).items] == [name]
        assert (await rooms.listing(session, actor=ann, after=name)).items == []


@pytest.mark.each_database
async def test_a_name_that_grows_beyond_its_column_is_refused(chat: Chat, person: MakePerson) -> None:
    with pytest.raises(Invalid, match="too long"):
        await a_room(chat, await person("ann"), name="ﷺ" * 60)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (RoomForm("Lab", description="x" * 251), "description"),
        (RoomForm("Lab", description="a\x00"), "description"),
        (RoomForm("Lab", visibility="direct"), "visibility"),
        (RoomForm("Lab", visibility="secret"), "visibility"),
        (RoomForm("Lab", category=uuid4()), "category"),
        (RoomForm("Lab", password_hash="$2b$04$x"), "password"),
        (RoomForm(""), "name"),
    ],
)
async def test_what_a_room_cannot_be_it_can_neither_be_made_nor_become(
    chat: Chat, person: MakePerson, form: RoomForm, field: str
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    before, heard = await stored(chat), listen(chat, LOBBY_TOPIC, room_topic(room))
    with pytest.raises(Invalid) as refused:
        async with chat.transaction() as work:
            await rooms.create(
                work,
                actor=ann,
                name=form.name,
                description=form.description,
                visibility=form.visibility,
                category=form.category,
                password_hash=form.password_hash,
            )
    assert list(refused.value.fields) == [field]
    with pytest.raises(Invalid) as refused:
        await edit(chat, ann, room, form)
    assert list(refused.value.fields) == [field]
    assert (await stored(chat), heard) == (before, [])


@pytest.mark.each_database
async def test_of_many_who_want_one_name_at_once_exactly_one_gets_it(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    outcomes = await asyncio.gather(
        *(a_room(chat, (ann, ben)[n % 2], name="The Lab") for n in range(8)), return_exceptions=True
    )
    assert [isinstance(outcome, Conflict) for outcome in outcomes].count(False) == 1


@pytest.mark.each_database
async def test_a_changed_room_is_called_found_and_shown_by_what_it_is_now(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben, name="Lab")
    async with chat.reading() as session:
        team = next(one for one in await categories.listing(session) if one.name == "Team")
    heard = listen(chat, LOBBY_TOPIC, room_topic(room))
    await edit(chat, ann, room, RoomForm(" Kitchen ", "Lunch, mostly", category=team.uuid))
    view = await look(chat, ben, room)
    assert (view.name, view.description, view.category, view.is_member) == ("Kitchen", "Lunch, mostly", team, True)
    assert without_lines(heard) == [RoomChanged(room)] * 2
    async with chat.reading() as session:
        for search, found in (("lab", []), ("kitchen", [room]), ("LUNCH", [room]), ("team", [room])):
            page = await rooms.listing(session, actor=ben, search=search)
            assert [one.uuid for one in page.items] == found


@pytest.mark.each_database
async def test_a_room_keeps_its_own_name_when_changed_in_case_alone(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann, name="lab")
    await a_room(chat, ann, name="Kitchen")
    await edit(chat, ann, room, RoomForm("LAB"))
    assert (await look(chat, ann, room)).name == "LAB"
    with pytest.raises(Conflict):
        await edit(chat, ann, room, RoomForm(" kitchen"))


async def test_making_a_room_private_keeps_its_members_and_hides_it_from_others(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    room = await a_room(chat, ann, ben, name="Lab")
    await edit(chat, ann, room, RoomForm("Lab", visibility="private"))
    assert (await look(chat, ben, room)).is_member
    with pytest.raises(NotFound):
        await look(chat, eve, room)
    with pytest.raises(NotFound):
        await join(chat, eve, room)


@pytest.mark.parametrize(
    ("visibility", "keeps", "has_password"),
    [("private", True, True), ("private", False, False), ("public", True, False), ("public", False, False)],
)
async def test_a_password_stays_only_where_it_is_to_be_kept_and_the_room_is_private(
    chat: Chat, person: MakePerson, visibility: str, keeps: bool, has_password: bool
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann, name="Lab", visibility="private", password="open sesame")
    await edit(chat, ann, room, RoomForm("Lab", visibility=visibility), keeps_password=keeps)
    assert (await look(chat, ann, room)).has_password is has_password


async def test_what_is_kept_is_the_password_there_is_whatever_the_form_says(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, name="Lab", visibility="private", password="open sesame")
    other = await chat.room_passwords.hash("another one")
    await edit(chat, ann, room, RoomForm("Lab", visibility="private", password_hash=other), keeps_password=True)
    await chat.room_passwords.join(actor=ben, room_uuid=room, password="open sesame")


@pytest.mark.each_database
async def test_a_closed_room_is_gone_for_everybody_but_its_owner(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    room = await a_room(chat, ann, ben)
    await say(chat, ben, room, "hello")
    async with chat.transaction() as work:
        await rooms.save(work, actor=ben, room_uuid=room, is_saved=True)
    await close(chat, ann, room)
    for somebody in (ben, eve):
        async with chat.reading() as session:
            for show in Show:
                assert (await rooms.listing(session, actor=somebody, show=show)).items == []
            assert await within(session, rooms.joined, actor=somebody) == []
        for attempt in closed_to(chat, somebody, room):
            with pytest.raises(NotFound):
                await attempt()
    async with chat.reading() as session:
        shown = {show: [r.uuid for r in (await rooms.listing(session, actor=ann, show=show)).items] for show in Show}
        assert await within(session, rooms.joined, actor=ann) == []
    assert shown == {Show.MINE: [room]} | {show: [] for show in Show if show != Show.MINE}
    assert (await look(chat, ann, room)).closed_at is not None
    for attempt in closed_to(chat, ann, room)[1:]:
        with pytest.raises(Forbidden, match="archived"):
            await attempt()


def closed_to(chat: Chat, actor: Actor, room: UUID) -> list[Callable[[], Awaitable[object]]]:
    """Return every way into a room; the first is looking at it, which its owner still may."""

    def reading(service: Callable[..., Awaitable[object]], **more: object) -> Callable[[], Awaitable[object]]:
        async def attempt() -> object:
            async with chat.reading() as session:
                return await service(session, actor=actor, room_uuid=room, **more)

        return attempt

    def changing(service: Callable[..., Awaitable[object]], **more: object) -> Callable[[], Awaitable[object]]:
        async def attempt() -> object:
            async with chat.transaction() as work:
                return await service(work, actor=actor, room_uuid=room, **more)

        return attempt

    return [
        reading(rooms.get),
        reading(rooms.members),
        reading(rooms.require_membership),
        reading(history.read),
        reading(history.changes, since=0),
        changing(rooms.leave),
        changing(rooms.add, people=[actor.uuid]),
        changing(rooms.remove, account_uuid=actor.uuid),
        changing(rooms.save, is_saved=True),
        changing(rooms.mute, is_muted=True),
        lambda: say(chat, actor, room, "anybody here?"),
        lambda: open_room(chat.feeds, actor=actor, room_uuid=room, listener=print),
    ]


async def test_a_closed_room_is_not_entered_by_password_either(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    room = await a_room(chat, ann, visibility="private", password="open sesame")
    await close(chat, ann, room)
    with pytest.raises(NotFound):
        await chat.room_passwords.join(actor=eve, room_uuid=room, password="open sesame")


async def test_closing_is_told_to_those_inside_and_to_the_index_once(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    inside, lobby = listen(chat, room_topic(room)), listen(chat, LOBBY_TOPIC)
    for _ in range(2):
        await close(chat, ann, room)
    assert inside == [RoomClosed(room), RoomChanged(room)]
    assert lobby == [RoomChanged(room)]


async def test_a_page_that_is_open_in_a_room_hears_that_it_closes_and_nothing_after(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    heard: list[object] = []
    for actor in (ann, ben):
        await open_room(chat.feeds, actor=actor, room_uuid=room, listener=heard.append)
    await close(chat, ann, room)
    assert heard == [RoomClosed(room)] * 2
    await reopen(chat, ann, room)
    await say(chat, ann, room, "after the break")
    assert heard == [RoomClosed(room)] * 2


async def test_a_page_opened_after_the_reopening_hears_again(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await open_room(chat.feeds, actor=ben, room_uuid=room, listener=lambda _: None)
    await close(chat, ann, room)
    await reopen(chat, ann, room)
    heard: list[object] = []
    await open_room(chat.feeds, actor=ben, room_uuid=room, listener=heard.append)
    posted = await say(chat, ann, room, "welcome back")
    assert heard == [MessageChanged(posted.message)]


async def test_a_reopened_room_has_its_members_and_all_that_was_said(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for number in range(3):
        await say(chat, ben, room, f"message {number}")
    await close(chat, ann, room)
    inside, lobby = listen(chat, room_topic(room)), listen(chat, LOBBY_TOPIC)
    for _ in range(2):
        await reopen(chat, ann, room)
    assert (inside, lobby) == ([RoomChanged(room, is_reopened=True)], [RoomChanged(room, is_reopened=True)])
    assert await roles(chat, ben, room) == {"ann": "owner", "ben": "member"}
    async with chat.reading() as session:
        read = await history.read(session, actor=ben, room_uuid=room)
    assert [message.body for message in read.messages] == ["message 0", "message 1", "message 2"]
    assert (await say(chat, ben, room, "as if nothing happened")).message.number == 4


async def test_only_a_closed_room_is_deleted_and_only_with_its_name_typed(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben, name="The Lab")
    before = await stored(chat)
    with pytest.raises(Forbidden, match="Archive the room"):
        await delete(chat, ann, room, "The Lab")
    assert await stored(chat) == before
    await close(chat, ann, room)
    closed = await stored(chat)
    for wrong in ("", "Lab", "The Lab!", "delete"):
        with pytest.raises(Invalid) as refused:
            await delete(chat, ann, room, wrong)
        assert list(refused.value.fields) == ["confirmation"]
    assert await stored(chat) == closed


@pytest.mark.each_database
async def test_a_deleted_room_leaves_nothing_and_takes_nothing_else_along(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    other = await a_room(chat, ann, ben, name="Kitchen")
    await say(chat, ben, other, "stays")
    before = await stored(chat)
    room = await a_room(chat, ann, ben, name="The Lab")
    for body in ("secret", "more of it"):
        await say(chat, ben, room, body)
    await close(chat, ann, room)
    inside, lobby = listen(chat, room_topic(room)), listen(chat, LOBBY_TOPIC)
    await delete(chat, ann, room, " the  LAB ")
    assert await stored(chat) == before
    assert (inside, lobby) == ([RoomClosed(room), RoomChanged(room)], [RoomChanged(room)])
    for attempt in closed_to(chat, ann, room):
        with pytest.raises(NotFound):
            await attempt()
    await a_room(chat, ben, name="The Lab")  # the name is free again


def managing(chat: Chat, actor: Actor, room: UUID, other: Actor) -> list[Callable[[], Awaitable[None]]]:
    """Return everything that only an owner does; ``other``: a member."""
    return [
        lambda: edit(chat, actor, room, RoomForm("Mine now")),
        lambda: close(chat, actor, room),
        lambda: reopen(chat, actor, room),
        lambda: delete(chat, actor, room, "The Lab"),
        lambda: set_role(chat, actor, other, room, "moderator"),
        lambda: hand_over(chat, actor, room, other),
    ]


@pytest.mark.parametrize("role", ["member", "moderator"])
async def test_members_and_moderators_do_nothing_that_is_the_owners(chat: Chat, person: MakePerson, role: str) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    room = await a_room(chat, ann, ben, cat, name="The Lab")
    await set_role(chat, ann, ben, room, role)
    before, heard = await stored(chat), listen(chat, room_topic(room), LOBBY_TOPIC)
    for attempt in managing(chat, ben, room, cat):
        with pytest.raises(Forbidden):
            await attempt()
    assert (await stored(chat), heard) == (before, [])


async def test_members_of_a_closed_room_cannot_tell_it_from_none(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    room = await a_room(chat, ann, ben, cat, name="The Lab")
    await set_role(chat, ann, ben, room, "moderator")
    await close(chat, ann, room)
    before = await stored(chat)
    for attempt in managing(chat, ben, room, cat):
        with pytest.raises(NotFound):
            await attempt()
    assert await stored(chat) == before


async def test_an_administrator_manages_other_peoples_rooms_and_each_act_is_written_down(
    chat: Chat, person: MakePerson
) -> None:
    root, ann, ben, cat = [await person(name) for name in ("root", "ann", "ben", "cat")]
    assert root.is_administrator
    room = await a_room(chat, ann, ben, name="Lab")
    await edit(chat, root, room, RoomForm("The Lab"))
    await add(chat, root, cat, room)
    await set_role(chat, root, cat, room, "moderator")
    await remove(chat, root, cat, room)
    await hand_over(chat, root, room, ben)
    assert await roles(chat, ann, room) == {"ann": "moderator", "ben": "owner"}
    await close(chat, root, room)
    await reopen(chat, root, room)
    await close(chat, root, room)
    await delete(chat, root, room, "The Lab")
    assert await audited(chat) == [
        (root.account_id, action, "The Lab", room)
        for action in (
            "edit room",
            "add member",
            "change role",
            "remove member",
            "hand over room",
            "close room",
            "reopen room",
            "close room",
            "delete room",
        )
    ]


async def test_what_owners_and_moderators_do_is_not_written_into_the_trail(chat: Chat, person: MakePerson) -> None:
    root, ann, ben = [await person(name) for name in ("root", "ann", "ben")]
    for owner in (ann, root):  # an administrator's own room is theirs alone, too
        room = await a_room(chat, owner, name="The Lab")
        await edit(chat, owner, room, RoomForm("The Lab", "changed"))
        await add(chat, owner, ben, room)
        await set_role(chat, owner, ben, room, "moderator")
        await remove(chat, owner, ben, room)
        await close(chat, owner, room)
        await reopen(chat, owner, room)
        await close(chat, owner, room)
        await delete(chat, owner, room, "The Lab")
    assert await audited(chat) == []


@pytest.mark.each_database
async def test_an_administrators_act_that_fails_is_not_written_down(chat: Chat, person: MakePerson) -> None:
    root, ann = await person("root"), await person("ann")
    room = await a_room(chat, ann, name="The Lab")
    await close(chat, ann, room)
    with pytest.raises(Invalid):
        await delete(chat, root, room, "The Lob")
    assert await audited(chat) == []


async def test_nobody_is_an_administrator_because_their_page_says_so(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    room = await a_room(chat, ann, visibility="private", name="The Lab")
    pretender = replace(eve, is_administrator=True)
    for attempt in managing(chat, pretender, room, eve):
        with pytest.raises(NotFound):
            await attempt()


async def test_an_administrator_has_no_right_over_the_conversation_of_two(chat: Chat, person: MakePerson) -> None:
    root, ann, ben = [await person(name) for name in ("root", "ann", "ben")]
    room = await a_direct_room(chat, ann, ben)
    await say(chat, ann, room, "between us")
    before = await stored(chat)
    attempts: list[Callable[[], Awaitable[object]]] = [
        *managing(chat, root, room, ben),
        *closed_to(chat, root, room),
        lambda: join(chat, root, room),
        lambda: add(chat, root, root, room),
        lambda: remove(chat, root, ben, room),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            await attempt()
    assert await stored(chat) == before


async def test_administrators_cannot_read_rooms_they_are_not_in(chat: Chat, person: MakePerson) -> None:
    root, ann = await person("root"), await person("ann")
    secret = await a_room(chat, ann, visibility="private")
    async with chat.reading() as session:
        assert (await rooms.listing(session, actor=root)).items == []
    for attempt in closed_to(chat, root, secret)[:5]:
        with pytest.raises(NotFound):
            await attempt()


async def test_an_administrator_changes_nobodys_place_in_a_closed_room(chat: Chat, person: MakePerson) -> None:
    root, ann, ben, cat = [await person(name) for name in ("root", "ann", "ben", "cat")]
    room = await a_closed_room(chat, ann, ben)
    before = await stored(chat)
    for attempt, somebody in ((add, cat), (remove, ben)):
        with pytest.raises(Forbidden, match="archived"):
            await attempt(chat, root, somebody, room)
    assert await stored(chat) == before


@pytest.mark.each_database
async def test_a_race_of_closing_and_posting_ends_with_nothing_said_after_the_closing(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    outcomes = await asyncio.gather(
        *(say(chat, ben, room, f"message {n}") for n in range(5)),
        close(chat, ann, room),
        *(say(chat, ben, room, f"message {n}") for n in range(5)),
        return_exceptions=True,
    )
    said = [outcome for outcome in outcomes if outcome is not None and not isinstance(outcome, ChatError)]
    assert all(isinstance(outcome, NotFound) for outcome in outcomes if isinstance(outcome, Exception))
    async with chat.reading() as session:
        assert len((await session.exec(select(Message))).all()) == len(said)
        closed_at = (await session.exec(select(Room.closed_at))).one()
        assert closed_at is not None
        assert all(message.created_at <= closed_at for message in (await session.exec(select(Message))).all())
