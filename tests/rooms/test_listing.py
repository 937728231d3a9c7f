"""Finding rooms: which list shows what to whom, the search, the pages of a list, the sidebar."""

from itertools import product
from uuid import UUID

import pytest

from chatapp import rooms
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.rooms import Show, categories
from chatapp.storage.paging import AT_MOST
from chatapp.storage.snapshot import within
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import (
    a_closed_room,
    a_direct_room,
    a_room,
    deactivate,
    leave,
    look,
    reopen,
    say,
)
from tests.support.servers.databases import POSTGRESQL

pytestmark = pytest.mark.each_database


async def names(chat: Chat, actor: Actor, show: Show = Show.ALL, search: str = "") -> list[str]:
    async with chat.reading() as session:
        return [room.name for room in (await rooms.listing(session, actor=actor, show=show, search=search)).items]


async def sidebar(chat: Chat, actor: Actor, limit: int = AT_MOST) -> list[str]:
    async with chat.reading() as session:
        return [room.name for room in await within(session, rooms.joined, actor=actor, limit=limit)]


async def mark(chat: Chat, actor: Actor, room: UUID, *, is_saved: bool = False, is_muted: bool = False) -> None:
    async with chat.transaction() as work:
        await rooms.save(work, actor=actor, room_uuid=room, is_saved=is_saved)
        await rooms.mute(work, actor=actor, room_uuid=room, is_muted=is_muted)


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_each_list_shows_what_it_says(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    await a_room(chat, ann, ben, name="public of ann")
    await a_room(chat, ann, ben, name="unlisted of ann", visibility="private")
    await a_room(chat, ann, name="locked of ann", visibility="private", password="open sesame")
    await a_closed_room(chat, ann, ben, name="closed of ann")
    saved = await a_room(chat, ben, ann, name="public of ben")
    await mark(chat, ann, saved, is_saved=True)
    await a_direct_room(chat, ann, ben)
    expected = {
        (ann, Show.ALL): ["locked of ann", "public of ann", "public of ben", "unlisted of ann"],
        (ann, Show.JOINED): ["locked of ann", "public of ann", "public of ben", "unlisted of ann"],
        (ann, Show.MINE): ["closed of ann", "locked of ann", "public of ann", "unlisted of ann"],
        (ann, Show.SAVED): ["public of ben"],
        (ann, Show.DIRECT): ["ben"],
        (ben, Show.ALL): ["locked of ann", "public of ann", "public of ben", "unlisted of ann"],
        (ben, Show.JOINED): ["public of ann", "public of ben", "unlisted of ann"],
        (ben, Show.MINE): ["public of ben"],
        (ben, Show.SAVED): [],
        (ben, Show.DIRECT): ["ann"],
        (eve, Show.ALL): ["locked of ann", "public of ann", "public of ben"],
        (eve, Show.JOINED): [],
        (eve, Show.MINE): [],
        (eve, Show.SAVED): [],
        (eve, Show.DIRECT): [],
    }
    found = {(actor, show): await names(chat, actor, show) for actor, show in expected}
    assert found == expected


async def test_two_peoples_views_of_a_room_share_its_texts(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    await a_room(chat, ann, ben, name="a room of both")
    async with chat.reading() as session:
        one, other = [(await within(session, rooms.joined, actor=actor, limit=1))[0] for actor in (ann, ben)]
    for name in ("name", "name_key", "description", "created_by", "visibility"):
        assert getattr(one, name) is getattr(other, name)


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_direct_conversation_can_be_saved_and_is_listed_then_under_its_partners_name(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    await mark(chat, ann, await a_direct_room(chat, ann, ben), is_saved=True)
    assert await names(chat, ann, Show.SAVED) == ["ben"]
    assert await names(chat, ben, Show.SAVED) == []


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_mine_are_those_i_own_and_those_i_made_and_may_still_see(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    handed_on = [
        await a_room(chat, ann, ben, name=f"{visibility} handed on", visibility=visibility)
        for visibility in ("public", "private")
    ]
    for room in handed_on:
        await leave(chat, ann, room, ben)
    assert await names(chat, ann, Show.MINE) == ["public handed on"]
    assert await names(chat, ben, Show.MINE) == ["private handed on", "public handed on"]


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_reopened_room_is_back_in_every_list(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    room = await a_closed_room(chat, ann, ben, name="Lab")
    assert (await names(chat, eve), await sidebar(chat, ann), await sidebar(chat, ben)) == ([], [], [])
    await reopen(chat, ann, room)
    assert (await names(chat, eve), await sidebar(chat, ann), await sidebar(chat, ben)) == (["Lab"], ["Lab"], ["Lab"])


async def test_rooms_are_found_by_part_of_name_description_or_category(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    async with chat.reading() as session:
        support = next(one for one in await categories.listing(session) if one.name == "Support")
    async with chat.transaction() as work:
        await rooms.create(work, actor=ann, name="Straße", description="100% of what we ship")
        await rooms.create(work, actor=ann, name="Kitchen", description="lunch_break", category=support.uuid)
    for search, found in (
        ("STRASSE", ["Straße"]),
        ("  what   WE ", ["Straße"]),
        ("0%", ["Straße"]),
        ("%", ["Straße"]),
        ("h_b", ["Kitchen"]),
        ("_", ["Kitchen"]),
        ("port", ["Kitchen"]),
        ("\\", []),
        ("nothing like it", []),
        (" ", ["Kitchen", "Straße"]),
        ("x" * 5000, []),
    ):
        assert await names(chat, ann, search=search) == found, search


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_search_finds_no_room_that_is_not_on_the_list(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    await a_room(chat, ann, name="secret plans", visibility="private")
    await a_closed_room(chat, ann, name="secret closed")
    await a_direct_room(chat, ann, ben)
    for show in Show:
        for search in ("secret", "ann", "ben"):
            assert await names(chat, eve, show, search) == []
    assert await names(chat, ann, Show.ALL, "secret") == ["secret plans"]
    assert await names(chat, ann, Show.MINE, "secret") == ["secret closed", "secret plans"]


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_conversation_is_found_by_the_partners_name_never_by_your_own_or_an_address(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, cat = await person("ann"), await person("benjamin"), await person("cat")
    for partner in (ben, cat):
        await a_direct_room(chat, ann, partner)
    await a_direct_room(chat, ben, cat)
    for search, found in (("JAM", ["benjamin"]), ("cat", ["cat"]), ("ann", []), ("example.org", []), ("ca", ["cat"])):
        assert await names(chat, ann, Show.DIRECT, search) == found


async def test_walking_through_a_list_shows_every_room_once_in_order(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    for letter in "hBdaCgfe":
        await mark(chat, ann, await a_room(chat, ann, name=f"Room {letter}"), is_saved=True)
    for show, limit in product((Show.ALL, Show.JOINED, Show.MINE, Show.SAVED), (1, 3, 4, 8, 50)):
        seen: list[str] = []
        after: str | None = ""
        while after is not None:
            async with chat.reading() as session:
                page = await rooms.listing(session, actor=ann, show=show, after=after, limit=limit)
            assert 0 < len(page.items) <= limit  # the last page says that it is the last
            assert page.has_more is (page.next is not None)
            seen += [room.name for room in page.items]
            after = page.next
        assert seen == [f"Room {letter}" for letter in "aBCdefgh"], show


@pytest.mark.parametrize("limit", [-1, 0, 1])
async def test_a_page_is_never_empty_because_of_its_limit(chat: Chat, person: MakePerson, limit: int) -> None:
    ann = await person("ann")
    for name in ("a", "b"):
        await a_room(chat, ann, name=name)
    async with chat.reading() as session:
        page = await rooms.listing(session, actor=ann, limit=limit)
    assert ([room.name for room in page.items], page.next) == (["a"], "a")


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_one_may_ask_of_a_single_room_whether_a_list_shows_it(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    public, hidden = await a_room(chat, ann), await a_room(chat, ann, visibility="private")
    async with chat.reading() as session:
        for room, actor, show, is_shown in (
            (public, eve, Show.ALL, True),
            (public, eve, Show.JOINED, False),
            (hidden, eve, Show.ALL, False),
            (hidden, ann, Show.MINE, True),
        ):
            page = await rooms.listing(session, actor=actor, show=show, only=room)
            assert [found.uuid for found in page.items] == ([room] if is_shown else [])


async def test_the_sidebar_shows_open_rooms_and_conversations_by_name(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    await a_room(chat, ann, name="Zoo")
    await a_room(chat, ann, name="aquarium", visibility="private")
    await a_closed_room(chat, ann, name="closed")
    await a_room(chat, ben, name="not mine")
    await a_direct_room(chat, ann, ben)
    assert await sidebar(chat, ann) == ["aquarium", "ben", "Zoo"]


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_full_sidebar_keeps_what_is_saved_and_what_is_unread_but_not_what_is_muted(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    made = {name: await a_room(chat, ann, ben, name=name) for name in ("a", "b", "c muted", "y unread", "z saved")}
    for name in ("c muted", "y unread"):
        await say(chat, ben, made[name], "news")
    await mark(chat, ann, made["c muted"], is_muted=True)
    await mark(chat, ann, made["z saved"], is_saved=True)
    assert await sidebar(chat, ann, limit=1) == ["z saved"]
    assert await sidebar(chat, ann, limit=2) == ["y unread", "z saved"]
    assert await sidebar(chat, ann, limit=4) == ["a", "b", "y unread", "z saved"]


async def test_unread_counts_what_others_said_since_one_last_read(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for number in range(3):
        await say(chat, ann, room, f"message {number}")
    assert ((await look(chat, ann, room)).unread, (await look(chat, ben, room)).unread) == (0, 3)
    async with chat.reading() as session:
        [in_sidebar] = await within(session, rooms.joined, actor=ben)
        [in_list] = (await rooms.listing(session, actor=ben)).items
    assert (in_sidebar.unread, in_list.unread, in_list.member_count) == (3, 3, 2)


async def test_an_account_that_is_not_active_is_shown_nothing(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    await a_room(chat, ann, ben)
    await a_direct_room(chat, ann, ben)
    await deactivate(chat, ben)
    assert await sidebar(chat, ben) == []
    for show in Show:
        assert await names(chat, ben, show) == []


async def test_revisions_are_of_the_rooms_asked_for_alone(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room, other = await a_room(chat, ann), await a_room(chat, ann)
    await say(chat, ann, room, "one")
    async with chat.reading() as session:
        assert await rooms.revisions(session, [room]) == {room: 1}
        assert await rooms.revisions(session, [room, other]) == {room: 1, other: 0}
        assert await rooms.revisions(session, []) == {}


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_what_one_may_go_to_is_ones_own_rooms_first_and_then_those_that_are_listed(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    await a_room(chat, ann, ben, name="b public")
    await a_room(chat, ann, ben, name="c unlisted", visibility="private")
    await a_room(chat, ben, name="a locked", visibility="private", password="open sesame")
    await a_closed_room(chat, ann, ben, name="closed")
    await a_direct_room(chat, ann, ben)

    async def found(actor: Actor) -> list[tuple[str, bool]]:
        async with chat.reading() as session:
            return [(room.name, room.is_member) for room in await rooms.reachable(session, actor=actor)]

    assert sorted((await found(ann))[:3]) == [("b public", True), ("ben", True), ("c unlisted", True)]
    assert (await found(ann))[3:] == [("a locked", False)]
    assert await found(eve) == [("a locked", False), ("b public", False)]
