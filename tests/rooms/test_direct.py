"""Direct messages: one room for each pair, theirs alone, whatever anybody tries."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from chatapp import rooms
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Invalid, NotFound, RateLimited
from chatapp.events import LOBBY_TOPIC, MemberJoined, MessageChanged, account_topic
from chatapp.identity import Actor
from chatapp.messages import history
from chatapp.rooms import RoomForm, Show
from chatapp.storage.snapshot import within
from models import Account, Membership, Room
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.feeds import open_room
from tests.support.people.rooms import (
    RecordingBroker,
    a_direct_room,
    add,
    close,
    deactivate,
    delete,
    join,
    look,
    remove,
    reopen,
    roles,
    say,
)
from tests.support.people.snapshot import stored
from tests.support.servers.databases import POSTGRESQL


async def test_two_people_have_one_room_whoever_opens_it_and_however_often(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    room = await a_direct_room(chat, ben, ann)
    assert await a_direct_room(chat, ann, ben) == room
    assert await a_direct_room(chat, ben, ann) == room
    assert len({room, await a_direct_room(chat, ann, cat), await a_direct_room(chat, cat, ben)}) == 3
    async with chat.reading() as session:
        assert len((await session.exec(select(Room))).all()) == 3
        assert len((await session.exec(select(Membership))).all()) == 6


@pytest.mark.each_database
async def test_two_people_who_open_it_at_once_meet_in_one_room(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    opened = await asyncio.gather(*(a_direct_room(chat, *((ann, ben), (ben, ann))[n % 2]) for n in range(8)))
    assert len(set(opened)) == 1
    async with chat.reading() as session:
        assert len((await session.exec(select(Room))).all()) == 1


@pytest.mark.each_database
async def test_two_processes_that_open_it_at_once_make_one_room(
    chat: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    opened = await asyncio.gather(a_direct_room(chat, ann, ben), a_direct_room(chat_with(), ben, ann))
    assert len(set(opened)) == 1


async def test_both_hear_of_it_at_once_and_nobody_else_does(
    chat: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    broker = RecordingBroker()
    other = chat_with(broker)
    room = await a_direct_room(other, ann, ben)
    expected = [(account_topic(who.account_id), MemberJoined(room, who.account_id)) for who in (ann, ben)]
    assert broker.published == expected
    assert LOBBY_TOPIC not in [topic for topic, _ in broker.published]
    await a_direct_room(other, ben, ann)
    assert broker.published == expected, "an open one is no news"


async def test_each_sees_it_under_the_others_name(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_direct_room(chat, ann, ben)
    async with chat.transaction() as work:
        account = (await work.session.exec(select(Account).where(Account.username == "ben"))).one()
        account.first_name, account.last_name = "Ben", "Bitdiddle"
        work.session.add(account)
    for actor, name in ((ann, "Ben Bitdiddle"), (ben, "ann")):
        async with chat.reading() as session:
            [listed] = (await rooms.listing(session, actor=actor, show=Show.DIRECT)).items
            [in_sidebar] = await within(session, rooms.joined, actor=actor)
        for view in (await look(chat, actor, room), listed, in_sidebar):
            assert (view.name, view.is_direct, view.may_manage, view.may_moderate) == (name, True, False, False)
            assert view.partner is not None
            assert view.partner.username == ("ben" if actor == ann else "ann")
    assert await roles(chat, ann, room) == {"ann": "member", "ben": "member"}


async def test_what_is_said_is_heard_and_read_by_the_two(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_direct_room(chat, ann, ben)
    heard: list[object] = []
    await open_room(chat.feeds, actor=ben, room_uuid=room, listener=heard.append)
    posted = await say(chat, ann, room, "psst")
    assert heard == [MessageChanged(posted.message)]
    async with chat.reading() as session:
        assert (await history.read(session, actor=ben, room_uuid=room)).messages == [posted.message]
    assert (await look(chat, ben, room)).unread == 1


async def test_you_cannot_write_to_yourself_to_nobody_or_to_a_deleted_account(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    await deactivate(chat, ben)
    before = await stored(chat)
    said: list[str] = []
    for uuid in (ann.uuid, ben.uuid, uuid4()):
        with pytest.raises(Invalid) as refused:
            async with chat.transaction() as work:
                await rooms.open_direct(work, actor=ann, people=[uuid])
        said.append(refused.value.fields["to"])
    assert said[1] == said[2] != said[0]
    assert await stored(chat) == before


async def test_an_account_that_is_not_active_opens_nothing(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    await a_direct_room(chat, ann, ben)
    await deactivate(chat, ann)
    with pytest.raises(Invalid):
        await a_direct_room(chat, ann, ben)


@pytest.mark.each_database
async def test_when_one_of_them_is_gone_the_other_keeps_the_conversation(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_direct_room(chat, ann, ben)
    await say(chat, ben, room, "farewell")
    await deactivate(chat, ben)
    view = await look(chat, ann, room)
    assert (view.name, view.unread) == ("ben", 1)
    with pytest.raises(NotFound):
        await look(chat, ben, room)
    with pytest.raises(NotFound):
        await say(chat, ben, room, "I am not here")


def attempts(chat: Chat, actor: Actor, room: UUID, other: Actor) -> list[Callable[[], Awaitable[object]]]:
    """Return everything that one may want to do to a room and nobody may do to a direct one."""
    form = RoomForm("Lab")

    async def changed(service: Callable[..., Awaitable[object]], **more: object) -> None:
        async with chat.transaction() as work:
            await service(work, actor=actor, room_uuid=room, **more)

    return [
        lambda: changed(rooms.edit, form=form),
        lambda: changed(rooms.leave),
        lambda: changed(rooms.leave, successor=other.uuid),
        lambda: changed(rooms.hand_over, to=other.uuid),
        lambda: changed(rooms.set_role, account_uuid=other.uuid, role="moderator"),
        lambda: close(chat, actor, room),
        lambda: reopen(chat, actor, room),
        lambda: delete(chat, actor, room, ""),
        lambda: add(chat, actor, other, room),
        lambda: remove(chat, actor, other, room),
        lambda: remove(chat, actor, actor, room),
    ]


async def test_neither_of_the_two_makes_it_anything_else(chat: Chat, person: MakePerson) -> None:
    root, ann, ben = await person("root"), await person("ann"), await person("ben")
    for one, other in ((ann, ben), (ben, ann), (root, ann)):  # not even an administrator who is one of them
        room = await a_direct_room(chat, one, other)
        before = await stored(chat)
        for attempt in attempts(chat, one, room, other):
            with pytest.raises(Forbidden):
                await attempt()
        assert await stored(chat) == before


async def test_outsiders_and_administrators_find_nothing_there(chat: Chat, person: MakePerson) -> None:
    root, ann, ben, eve = [await person(name) for name in ("root", "ann", "ben", "eve")]
    room = await a_direct_room(chat, ann, ben)
    await say(chat, ann, room, "between us")
    before = await stored(chat)
    for outsider in (eve, root):
        for attempt in (
            *attempts(chat, outsider, room, ben),
            lambda outsider=outsider: join(chat, outsider, room),
            lambda outsider=outsider: chat.room_passwords.join(actor=outsider, room_uuid=room, password="sesame"),
            lambda outsider=outsider: look(chat, outsider, room),
            lambda outsider=outsider: roles(chat, outsider, room),
            lambda outsider=outsider: say(chat, outsider, room, "may I?"),
            lambda outsider=outsider: open_room(chat.feeds, actor=outsider, room_uuid=room, listener=print),
        ):
            with pytest.raises(NotFound):
                await attempt()
        async with chat.reading() as session:
            for service in (history.read, rooms.members):
                with pytest.raises(NotFound):
                    await service(session, actor=outsider, room_uuid=room)
            assert await within(session, rooms.joined, actor=outsider) == []
            for show in Show:
                assert (await rooms.listing(session, actor=outsider, show=show)).items == []
    assert await stored(chat) == before


@pytest.mark.each_database
async def test_no_rooms_name_can_stand_in_the_way_of_a_pair(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    for name in ("\ue0001:2", "\ue0002:1"):
        with pytest.raises(Invalid):
            async with chat.transaction() as work:
                await rooms.create(work, actor=ann, name=name)
    await a_direct_room(chat, ann, ben)


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_several_people_have_one_chat_named_after_the_others(chat: Chat, person: MakePerson) -> None:
    names = ("ann", "ben", "cat", "dan", "eve", "fay")
    ann, ben, cat, dan, eve, fay = [await person(name) for name in names]
    three = await a_direct_room(chat, ann, ben, cat)
    assert {await a_direct_room(chat, cat, ann, ben), await a_direct_room(chat, ben, cat, ann, ben)} == {three}
    assert len({three, await a_direct_room(chat, ann, ben), await a_direct_room(chat, ann, ben, cat, dan)}) == 3
    six = await a_direct_room(chat, fay, ann, ben, cat, dan, eve)
    shown = [(await look(chat, actor, room)) for actor, room in ((ann, three), (ben, three), (ann, six))]
    assert [view.name for view in shown] == ["ben, cat", "ann, cat", "ben, cat, dan +2"]
    assert [(view.partner, len(view.partners), view.may_add) for view in shown] == [
        (None, 2, False),
        (None, 2, False),
        (None, 5, False),
    ]
    await say(chat, cat, three, "all of us")
    assert [(await look(chat, actor, three)).unread for actor in (ann, ben, cat)] == [1, 1, 0]
    for outsider in (dan, fay):
        for attempt in attempts(chat, outsider, three, ann):
            with pytest.raises(NotFound):
                await attempt()
    before = await stored(chat)
    for attempt in attempts(chat, ann, three, dan):
        with pytest.raises((Forbidden, NotFound)):
            await attempt()
    assert await stored(chat) == before


async def test_a_chat_has_at_most_nine_people_and_none_without_an_account(chat: Chat, person: MakePerson) -> None:
    ann, *others = [await person(f"person{number}") for number in range(10)]
    with pytest.raises(Invalid, match="up to 9"):
        await a_direct_room(chat, ann, *others)
    await a_direct_room(chat, ann, *others[:8], ann)
    await deactivate(chat, others[1])
    with pytest.raises(Invalid):
        await a_direct_room(chat, ann, *others[:3])


async def test_starting_chats_is_limited_but_not_opening_the_ones_there_are(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    room = await chat.direct_chats.open(actor=ann, people=[ben.uuid])

    async def used_up(*_: object) -> None:
        raise RateLimited("Too many tries.", retry_after=1)

    monkeypatch.setattr(chat.direct_chats._new, "count", used_up)
    assert await chat.direct_chats.open(actor=ann, people=[ben.uuid]) == room
    with pytest.raises(RateLimited):
        await chat.direct_chats.open(actor=ann, people=[cat.uuid])
