"""Very many rooms and very many people: every list is a page, and every page a few statements.

Two thousand of each by day, ten thousand by night (CHATAPP_TEST_EXAMPLES): pages and statements are the same.
"""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert
from sqlmodel import col, select

from chatapp import rooms, text
from chatapp.accounts import directory
from chatapp.accounts.sign_up_form import search_key_of
from chatapp.bootstrap import Chat, assemble
from chatapp.identity import Actor, actor_of
from chatapp.rooms import RoomView, Show
from chatapp.rooms.direct import key_of
from chatapp.settings import Settings
from chatapp.storage.paging import AT_MOST
from chatapp.storage.snapshot import within
from models import Account, Membership, Role, Room, Visibility
from models.migrations import upgrade
from tests.support.people.statements import noting

MANY = 2_000 if os.environ.get("CHATAPP_TEST_EXAMPLES", "1") == "1" else 10_000
ANN, BEN = 1, 2  # account ids
FEW = 4  # statements for a page: the rooms, their members, who is in direct ones, and what is unread of mentions
FULL = MANY + 1  # the id of the room that everybody is in


@dataclass(frozen=True)
class Crowd:
    """A Chatapp with `MANY` rooms that ann is in, as many conversations of hers, and one room with as many members.

    ``eve`` is in no room: they see only what is public.
    """

    chat: Chat
    ann: Actor
    eve: Actor
    full_room: UUID


@pytest.fixture(scope="module")
async def crowd(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Crowd]:
    data_dir = tmp_path_factory.mktemp("crowd")
    settings = Settings(_env_file=None, data_dir=data_dir, bcrypt_rounds=4)
    upgrade(settings.sync_database_url)
    chat = assemble(settings)
    full_room = uuid4()
    async with chat.transaction() as work:
        for table, rows in (
            (Account, [_account(number) for number in range(1, MANY + 2)]),
            (Room, [*_rooms(), _full_room(full_room), *_conversations()]),
            (Membership, [*_memberships()]),
        ):
            await work.session.exec(insert(table), params=rows)
    async with chat.reading() as session:
        query = select(Account).where(col(Account.id).in_((ANN, MANY + 1))).order_by(col(Account.id))
        ann, eve = [actor_of(account) for account in await session.exec(query)]
    yield Crowd(chat, ann, eve, full_room)
    await chat.close()
    shutil.rmtree(data_dir)


def _account(number: int) -> dict[str, object]:
    username = {ANN: "ann", BEN: "ben", MANY + 1: "eve"}.get(number, f"person-{number:05}")
    return {
        "id": number,
        "username": username,
        "username_key": username,
        "email": f"{username}@example.org",
        "email_key": f"{username}@example.org",
        "search_key": search_key_of(username, "", ""),
        "password_hash": "",
    }


def _room(room_id: int, name: str, key: str, visibility: str, **more: object) -> dict[str, object]:
    return {
        "id": room_id,
        "uuid": uuid4(),
        "name": name,
        "name_key": key,
        "search_key": key,
        "visibility": visibility,
        "created_by_id": ANN,
        "last_number": room_id % 3,
        **more,
    }


def _rooms() -> Iterator[dict[str, object]]:
    for number in range(1, MANY + 1):
        name = f"Room {number:05}"
        visibility = Visibility.PRIVATE if number % 10 == 0 else Visibility.PUBLIC
        yield _room(number, name, text.fold(name), visibility)


def _full_room(uuid: UUID) -> dict[str, object]:
    return _room(FULL, "Everybody", "everybody", Visibility.PUBLIC, uuid=uuid)


def _conversations() -> Iterator[dict[str, object]]:
    for partner in range(2, MANY + 1):
        yield _room(FULL + partner, "", key_of([ANN, partner]), Visibility.DIRECT, search_key="")


def _memberships() -> Iterator[dict[str, object]]:
    for number in range(1, MANY + 1):
        yield _place(number, ANN, Role.OWNER, is_saved=number % 2 == 0)
        yield _place(FULL, number, Role.OWNER if number == ANN else Role.MEMBER)
    for partner in range(2, MANY + 1):
        for account_id in (ANN, partner):
            yield _place(FULL + partner, account_id, Role.MEMBER)


def _place(room_id: int, account_id: int, role: Role, *, is_saved: bool = False) -> dict[str, object]:
    return {"room_id": room_id, "account_id": account_id, "role": role, "is_saved": is_saved}


@contextmanager
def at_most(chat: Chat, statements: int) -> Iterator[list[str]]:
    """Fail when more than so many statements are executed while reading."""
    executed: list[str] = []

    def note(statement: str, _: object) -> None:
        if statement != "BEGIN":
            executed.append(statement)

    with noting(chat.database.reader.sync_engine, note):
        yield executed
    assert 0 < len(executed) <= statements, executed


async def walked(crowd: Crowd, actor: Actor, show: Show, search: str = "") -> list[RoomView]:
    """Walk through a list to its end, in the largest pages there are: a few statements each."""
    found: list[RoomView] = []
    after: str | None = ""
    async with crowd.chat.reading() as session:
        while after is not None:
            with at_most(crowd.chat, FEW):
                page = await rooms.listing(session, actor=actor, show=show, search=search, after=after, limit=AT_MOST)
            assert 0 < len(page.items) <= AT_MOST
            found += page.items
            after = page.next
    return found


@pytest.mark.parametrize(
    ("show", "count"),
    [
        (Show.ALL, MANY + 1),
        (Show.JOINED, MANY + 1),
        (Show.MINE, MANY + 1),
        (Show.SAVED, MANY // 2),
        (Show.DIRECT, MANY - 1),
    ],
)
async def test_every_list_is_walked_in_pages_and_shows_every_room_once(crowd: Crowd, show: Show, count: int) -> None:
    found = await walked(crowd, crowd.ann, show)
    assert len(found) == len({room.uuid for room in found}) == count
    assert [room.name_key for room in found] == sorted(room.name_key for room in found)


async def test_a_person_without_rooms_walks_through_what_is_public(crowd: Crowd) -> None:
    found = await walked(crowd, crowd.eve, Show.ALL)
    assert len(found) == len({room.uuid for room in found}) == MANY - MANY // 10 + 1
    assert {room.visibility for room in found} == {"public"}


@pytest.mark.parametrize("show", Show)
async def test_a_page_of_the_index_is_as_long_as_it_says_unless_told_otherwise(crowd: Crowd, show: Show) -> None:
    [default] = [value for name, value in (rooms.listing.__kwdefaults__ or {}).items() if name == "limit"]
    async with crowd.chat.reading() as session:
        for limit, length in ((default, 50), (MANY, AT_MOST), (1, 1)):
            with at_most(crowd.chat, FEW):
                page = await rooms.listing(session, actor=crowd.ann, show=show, limit=limit)
            assert len(page.items) == length
            assert page.has_more


async def test_the_members_of_a_whole_page_are_counted_in_one_statement(crowd: Crowd) -> None:
    async with crowd.chat.reading() as session:
        with at_most(crowd.chat, 2):
            [room] = (await rooms.listing(session, actor=crowd.ann, search="everybody")).items
    assert (room.uuid, room.member_count) == (crowd.full_room, MANY)


@pytest.mark.parametrize(
    ("show", "search", "count"),
    [
        (Show.ALL, "room 0001", 10),
        (Show.ALL, "room", MANY),
        (Show.JOINED, "room 01", 1000),
        (Show.SAVED, "1998", 1),
        (Show.MINE, "everybody", 1),
        (Show.DIRECT, "person-0001", 10),
        (Show.DIRECT, "person", MANY - 2),
    ],
)
async def test_a_search_pages_in_as_well(crowd: Crowd, show: Show, search: str, count: int) -> None:
    found = await walked(crowd, crowd.ann, show, search)
    assert len(found) == len({room.uuid for room in found}) == count
    assert all(search in room.sort_key for room in found)


async def test_the_sidebar_is_two_statements_and_at_most_200_rooms(crowd: Crowd) -> None:
    async with crowd.chat.reading() as session:
        for limit, length in ((AT_MOST, AT_MOST), (MANY, AT_MOST), (20, 20)):
            with at_most(crowd.chat, 2):
                found = await within(session, rooms.joined, actor=crowd.ann, limit=limit)
            assert len(found) == length
            assert all(room.is_saved and room.unread for room in found), "those that matter come first"
        with at_most(crowd.chat, 1):
            assert await within(session, rooms.joined, actor=crowd.eve) == []


async def test_one_room_is_two_statements_and_one_conversation_three(crowd: Crowd) -> None:
    async with crowd.chat.reading() as session:
        with at_most(crowd.chat, 2):
            assert (await rooms.get(session, actor=crowd.ann, room_uuid=crowd.full_room)).member_count == MANY
        [conversation] = (await rooms.listing(session, actor=crowd.ann, show=Show.DIRECT, limit=1)).items
        with at_most(crowd.chat, FEW):
            assert await rooms.get(session, actor=crowd.ann, room_uuid=conversation.uuid) == conversation


async def test_very_many_members_come_in_pages_of_two_statements(crowd: Crowd) -> None:
    seen: list[str] = []
    after: str | None = ""
    async with crowd.chat.reading() as session:
        with at_most(crowd.chat, 2):
            first = await rooms.members(session, actor=crowd.ann, room_uuid=crowd.full_room)
        assert len(first.items) == 100
        while after is not None:
            with at_most(crowd.chat, 2):
                page = await rooms.members(session, actor=crowd.ann, room_uuid=crowd.full_room, after=after, limit=MANY)
            assert 0 < len(page.items) <= AT_MOST
            seen += [member.username for member in page.items]
            after = page.next
        with at_most(crowd.chat, 2):
            found = await rooms.members(session, actor=crowd.ann, room_uuid=crowd.full_room, search="person-0001")
    assert seen == sorted(seen)
    assert len(seen) == MANY
    assert len(found.items) == 10


async def test_people_are_suggested_and_found_in_one_statement(crowd: Crowd) -> None:
    async with crowd.chat.reading() as session:
        for limit, length in ((8, 8), (MANY, directory.AT_MOST)):
            with at_most(crowd.chat, 1):
                found = await directory.suggest(session, actor=crowd.eve, search="person", limit=limit)
            assert len(found) == length
        with at_most(crowd.chat, 1):
            outside = await directory.suggest(session, actor=crowd.ann, search="e", not_in=crowd.full_room)
        assert [one.username for one in outside] == ["eve"]
        last = f"person-{MANY - 1:05}"
        for actor, who in ((crowd.eve, last), (crowd.ann, f"{last}@example.org")):
            with at_most(crowd.chat, 1):
                await directory.find(session, actor=actor, who=who)
