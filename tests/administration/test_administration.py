"""Administration: what administrators see and do, what nobody else does, and the trail that every act leaves."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, update
from sqlmodel import select

from chatapp import rooms as all_rooms
from chatapp.administration import (
    accounts,
    audit_trail,
    categories,
    files,
    messages,
    operator,
    people,
    rooms,
    sessions,
)
from chatapp.bootstrap import Chat
from chatapp.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from chatapp.events import (
    PEOPLE_TOPIC,
    AccountChanged,
    PersonChanged,
    RoomChanged,
    RoomClosed,
    SessionEnded,
    TokensRevoked,
    account_topic,
    room_topic,
)
from chatapp.identity import Actor
from chatapp.messages.lifecycle.removal import remove
from chatapp.rooms import categories as known_categories
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, AuditEntry, Category, LoginSession, Membership, Message, Room, Upload, Visibility
from models.utc_datetime import now
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.files import begin_file, post_files, send_file
from tests.support.people.rooms import a_direct_room, a_room, listen, say
from tests.support.servers.databases import POSTGRESQL
from tests.support.servers.mailbox import Mailbox
from tests.support.servers.server import PASSWORD


@dataclass
class World:
    """A small Chatapp: Ada keeps it, Ben and Cleo use it; Ben owns a room, and one of Ada's browsers is signed in."""

    chat: Chat
    ada: Actor
    ben: Actor
    cleo: Actor
    room: UUID
    category: UUID
    session_id: int

    async def read(self, function: Callable[..., Awaitable[Any]], **arguments: Any) -> Any:
        async with self.chat.reading() as session:
            return await function(session, **{"actor": self.ada, **arguments})

    async def act(self, function: Callable[..., Awaitable[Any]], **arguments: Any) -> Any:
        async with self.chat.transaction() as work:
            return await function(work, **{"actor": self.ada, **arguments})

    async def trail(self) -> list[tuple[str, str, str]]:
        found = await self.read(audit_trail.read)
        return [(entry.action, entry.subject, entry.detail) for entry in found.items]

    async def set(self, actor: Actor, **values: object) -> None:
        async with self.chat.transaction() as work:
            await work.session.exec(update(Account).where(Account.id == actor.account_id).values(**values))  # type: ignore[arg-type]

    async def usernames(self, **arguments: Any) -> list[str]:
        return [person.username for person in (await self.read(people.listing, **arguments)).items]


@pytest.fixture
async def world(chat: Chat, person: MakePerson) -> World:
    """Ada made the first account and is the administrator."""
    ada, ben, cleo = await person("ada"), await person("ben"), await person("cleo")
    room = await a_room(chat, ben, cleo, name="Garden")
    await chat.sessions.sign_in(
        "cleo",
        PASSWORD,
        device="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        address="192.0.2.7",
    )
    async with chat.transaction() as work:
        category = await categories.add(work, actor=ada, name="Plants", colour="green", icon="book")
        await work.session.exec(update(AuditEntry).values(detail="made for the test"))
        session_id = (await work.session.exec(select(LoginSession.id))).one()
    return World(chat, ada, ben, cleo, room, category, session_id)


async def everything(chat: Chat) -> list[object]:
    """Return all that is stored, to be compared."""
    tables = (Account, AuditEntry, Category, LoginSession, Membership, Message, Room)
    async with chat.reading() as session:
        return [dict(row) for table in tables for row in (await session.exec(select(table))).all()]


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_people_are_listed_by_username_with_what_an_administrator_needs_to_know(world: World) -> None:
    found = (await world.read(people.listing)).items
    assert [person.username for person in found] == ["ada", "ben", "cleo"]
    ada, _, cleo = found
    assert (ada.is_administrator, ada.last_seen_at, ada.room_count) == (True, None, 0)
    assert (cleo.email, cleo.is_active, cleo.is_administrator, cleo.room_count) == (
        "cleo@example.org",
        True,
        False,
        1,
    )
    assert cleo.last_seen_at is not None


async def test_a_conversation_of_two_does_not_count_as_a_room(world: World) -> None:
    await direct(world)
    assert [person.room_count for person in (await world.read(people.listing)).items] == [0, 1, 1]


PEOPLE_FOUND = [
    ("BE", ["ben"]),
    ("cleo@EXAMPLE", ["cleo"]),
    ("example.org", ["ada", "ben", "cleo"]),
    ("%", []),
    ("_", []),
    ("\udcff", ["ada", "ben", "cleo"]),
]


@pytest.mark.each_database
async def test_people_are_found_by_part_of_a_name_or_an_address(world: World) -> None:
    for search, expected in PEOPLE_FOUND:
        assert await world.usernames(search=search) == expected, search


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_people_are_filtered(world: World) -> None:
    await world.act(accounts.deactivate, account_uuid=world.ben.uuid)
    for which, expected in (
        ("all", ["ada", "ben", "cleo"]),
        ("active", ["ada", "cleo"]),
        ("deactivated", ["ben"]),
        ("administrators", ["ada"]),
    ):
        assert await world.usernames(which=people.PersonFilter(which)) == expected


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_pages_of_people_follow_each_other_without_gap_or_repetition(world: World) -> None:
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = await world.read(people.listing, after=after, limit=2)
        seen += [person.username for person in page.items]
        after = page.next
    assert seen == ["ada", "ben", "cleo"]


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_deactivated_person_is_out_at_once_and_stays_out_until_reactivated(world: World) -> None:
    chat = world.chat
    token = (await chat.sessions.issue_token("cleo", PASSWORD)).token
    direct = await a_direct_room(chat, world.ben, world.cleo)
    heard, told = listen(chat, account_topic(world.cleo.account_id)), listen(chat, PEOPLE_TOPIC, room_topic(direct))
    await world.act(accounts.deactivate, account_uuid=world.cleo.uuid)
    ended = [SessionEnded(world.session_id), TokensRevoked(world.cleo.account_id)]
    assert heard == [*ended, AccountChanged(world.cleo.account_id)]
    assert told == [PersonChanged(world.cleo.uuid), RoomChanged(direct)], "other pages offer them no more"
    with pytest.raises(Unauthenticated):
        await chat.sessions.bearer(token)
    with pytest.raises(Unauthenticated):
        await chat.sessions.sign_in("cleo", PASSWORD)
    with pytest.raises(NotFound):
        await say(chat, world.cleo, world.room, "still here?")
    await world.act(accounts.reactivate, account_uuid=world.cleo.uuid)
    assert told[2:] == told[:2]
    await chat.sessions.sign_in("cleo", PASSWORD)
    assert (await world.trail())[:2] == [("reactivate account", "cleo", ""), ("deactivate account", "cleo", "")]


async def test_nobody_deactivates_their_own_account(world: World) -> None:
    await world.act(accounts.make_administrator, account_uuid=world.ben.uuid)
    with pytest.raises(Forbidden):
        await world.act(accounts.deactivate, account_uuid=world.ada.uuid)
    assert await world.usernames(which=people.PersonFilter.ACTIVE) == ["ada", "ben", "cleo"]


async def test_rights_are_given_and_taken_and_open_pages_are_told(world: World) -> None:
    heard = listen(world.chat, account_topic(world.ben.account_id))
    for _ in range(2):  # the second time changes nothing and leaves no trace
        await world.act(accounts.make_administrator, account_uuid=world.ben.uuid)
    assert await world.usernames(actor=world.ben) == ["ada", "ben", "cleo"]
    for _ in range(2):
        await world.act(accounts.unmake_administrator, account_uuid=world.ben.uuid)
    assert heard == [AccountChanged(world.ben.account_id)] * 2
    assert [action for action, *_ in await world.trail()][:2] == ["unmake administrator", "make administrator"]


@pytest.mark.each_database
async def test_the_last_administrator_stays_one(world: World) -> None:
    await world.act(accounts.make_administrator, account_uuid=world.ben.uuid)
    await world.act(accounts.deactivate, account_uuid=world.ben.uuid)  # ben does not count any more
    before = await everything(world.chat)
    for function, arguments in ((accounts.unmake_administrator, {}), (accounts.delete, {"confirmation": "ada"})):
        with pytest.raises(Forbidden):
            await world.act(function, account_uuid=world.ada.uuid, **arguments)
    assert await everything(world.chat) == before


@pytest.mark.each_database
async def test_two_administrators_who_remove_each_other_at_once_leave_one(world: World) -> None:
    await world.act(accounts.make_administrator, account_uuid=world.ben.uuid)
    outcomes = await asyncio.gather(
        world.act(accounts.unmake_administrator, account_uuid=world.ben.uuid),
        world.act(accounts.unmake_administrator, actor=world.ben, account_uuid=world.ada.uuid),
        return_exceptions=True,
    )
    assert sorted(map(type, outcomes), key=repr) == sorted([NotFound, type(None)], key=repr)


async def test_a_deactivated_account_is_not_given_rights(world: World) -> None:
    await world.act(accounts.deactivate, account_uuid=world.ben.uuid)
    with pytest.raises(Forbidden):
        await world.act(accounts.make_administrator, account_uuid=world.ben.uuid)


async def test_a_password_reset_goes_to_the_accounts_address_and_the_old_password_works_until_then(
    world: World, chat_with: ChatWith, mailbox: Mailbox
) -> None:
    resets = chat_with(smtp_url=mailbox.url).password_resets
    await world.act(accounts.reset_password, account_uuid=world.cleo.uuid, resets=resets)
    token = (await mailbox.mail("cleo@example.org")).token
    await world.chat.sessions.sign_in("cleo", PASSWORD)
    await world.chat.password_resets.complete(token, "violet-lantern-4")
    await world.chat.sessions.sign_in("cleo", "violet-lantern-4")
    assert (await world.trail())[0] == ("send password reset", "cleo", "")
    await world.act(accounts.deactivate, account_uuid=world.cleo.uuid)
    with pytest.raises(Forbidden):
        await world.act(accounts.reset_password, account_uuid=world.cleo.uuid, resets=world.chat.password_resets)


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_deleting_an_account_wants_its_username_and_leaves_what_was_said(world: World) -> None:
    await say(world.chat, world.cleo, world.room, "I was here")
    with pytest.raises(Invalid) as refused:
        await world.act(accounts.delete, account_uuid=world.cleo.uuid, confirmation="ben")
    assert set(refused.value.fields) == {"confirmation"}
    await world.act(accounts.delete, account_uuid=world.cleo.uuid, confirmation="Cleo")
    assert await world.usernames() == ["ada", "ben"]
    (said,) = (await world.read(messages.find, search="here")).items
    assert (said.body, said.author_name) == ("I was here", "Deleted user")
    with pytest.raises(NotFound):
        await world.act(accounts.reactivate, account_uuid=world.cleo.uuid)
    assert (await world.trail())[0] == ("delete account", "cleo", "")


async def direct(world: World) -> UUID:
    """Make a conversation of Ben and Cleo."""
    async with world.chat.transaction() as work:
        room = Room(name="", name_key="direct:2:3", visibility=Visibility.DIRECT, created_by_id=world.ben.account_id)
        work.session.add(room)
        await work.session.flush()
        for actor in (world.ben, world.cleo):
            work.session.add(Membership(room_id=room.id, account_id=actor.account_id))
        return room.uuid


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_rooms_are_listed_private_and_closed_ones_too_but_not_conversations_of_two(world: World) -> None:
    await a_room(world.chat, world.ben, name="Attic", visibility="private")
    await direct(world)
    await say(world.chat, world.ben, world.room, "first")
    posted = await say(world.chat, world.ben, world.room, "second")
    await world.act(all_rooms.close, room_uuid=world.room)
    attic, garden = (await world.read(rooms.listing)).items
    assert (attic.name, attic.visibility, attic.owner_username, attic.last_activity_at) == (
        "Attic",
        "private",
        "ben",
        None,
    )
    assert (garden.member_count, garden.message_count) == (2, 2)
    assert garden.last_activity_at == posted.message.created_at
    assert garden.closed_at is not None
    assert await world.read(rooms.count_direct) == 1
    for which, expected in (("private", ["Attic"]), ("public", ["Garden"]), ("closed", ["Garden"])):
        found = await world.read(rooms.listing, which=rooms.RoomFilter(which))
        assert [room.name for room in found.items] == expected
    assert [room.name for room in (await world.read(rooms.listing, search="GARD")).items] == ["Garden"]
    first = await world.read(rooms.listing, limit=1)
    assert [room.name for room in (await world.read(rooms.listing, after=first.next)).items] == ["Garden"]


async def test_a_conversation_of_two_is_out_of_reach(world: World) -> None:
    room = await direct(world)
    await say(world.chat, world.ben, room, "between us")
    assert (await world.read(messages.find, search="between")).items == []
    assert (await world.read(messages.find, room=room)).items == []
    assert await world.read(rooms.members, room_uuid=room) == []
    before = await everything(world.chat)
    for function, arguments in (
        (rooms.get, None),
        (all_rooms.close, {}),
        (all_rooms.delete, {"confirmation": ""}),
        (all_rooms.hand_over, {"to": world.cleo.uuid}),
        (remove, {"number": 1}),
    ):
        ask = world.read if arguments is None else world.act
        with pytest.raises(NotFound):
            await ask(function, room_uuid=room, **(arguments or {}))
    assert await everything(world.chat) == before


async def test_a_room_is_closed_reopened_handed_on_and_deleted_each_with_one_entry(world: World) -> None:
    heard = listen(world.chat, room_topic(world.room))
    await world.act(all_rooms.hand_over, room_uuid=world.room, to=world.cleo.uuid)
    assert (await world.read(rooms.get, room_uuid=world.room)).owner_username == "cleo"
    with pytest.raises(Forbidden):
        await world.act(all_rooms.delete, room_uuid=world.room, confirmation="Garden")
    await world.act(all_rooms.close, room_uuid=world.room)
    assert RoomClosed(world.room) in heard
    with pytest.raises(Invalid):
        await world.act(all_rooms.delete, room_uuid=world.room, confirmation="Gardens")
    await world.act(all_rooms.reopen, room_uuid=world.room)
    await say(world.chat, world.ben, world.room, "open again")
    await world.act(all_rooms.close, room_uuid=world.room)
    await world.act(all_rooms.delete, room_uuid=world.room, confirmation="garden")
    assert (await world.read(rooms.listing)).items == []
    assert [action for action, *_ in await world.trail()][:-1] == [
        "delete room",
        "close room",
        "reopen room",
        "close room",
        "hand over room",
    ]


async def test_only_an_active_member_can_be_given_a_room(world: World) -> None:
    with pytest.raises(Conflict):
        await world.act(all_rooms.hand_over, room_uuid=world.room, to=world.ada.uuid)
    assert await world.read(rooms.members, room_uuid=world.room) == ["cleo"]
    assert await world.read(rooms.members, room_uuid=world.room, search="ada") == []


MESSAGES_FOUND = [
    ("", []),  # nobody reads a room from end to end
    (" l ", []),
    ("l%", []),
    ("world", ["Hello World"]),
    ("0 %", ["100 % sure"]),
    ("ÜBER", ["Über alles"]),
    ("über", ["Über alles"]),
    ("_", []),
    ("привет мир", ["ПРИВЕТ мир, İzmir"]),
    ("izmir", ["ПРИВЕТ мир, İzmir"]),
    ("会議", ["今日の会議"]),
    ("会", []),
]


@pytest.mark.each_database
async def test_messages_are_found_by_part_of_their_text_newest_first(world: World) -> None:
    for words in ("Hello World", "100 % sure", "Über alles", "ПРИВЕТ мир, İzmir", "今日の会議"):
        await say(world.chat, world.ben, world.room, words)
    for search, expected in MESSAGES_FOUND:
        found = await world.read(messages.find, search=search)
        assert [one.body for one in found.items] == expected, search


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_messages_are_found_in_private_and_closed_rooms_by_room_and_by_author(world: World) -> None:
    attic = await a_room(world.chat, world.ben, name="Attic", visibility="private")
    await say(world.chat, world.ben, attic, "dusty days")
    await say(world.chat, world.cleo, world.room, "sunny days")
    await world.act(all_rooms.close, room_uuid=world.room)

    async def bodies(**arguments: object) -> list[str]:
        return [found.body for found in (await world.read(messages.find, search="days", **arguments)).items]

    assert await bodies() == ["sunny days", "dusty days"]
    assert await bodies(room=attic) == ["dusty days"]
    assert await bodies(author=world.cleo.uuid) == ["sunny days"]
    first = await world.read(messages.find, search="days", limit=1)
    assert await bodies(after=first.next) == ["dusty days"]
    file = await send_file(world.chat, world.ben, attic, b"x", "Rainy DAYS.txt")
    await post_files(world.chat, world.ben, attic, file)
    (by_name,) = (await world.read(messages.find, search="days", limit=1)).items
    assert (by_name.body, by_name.files, by_name.words) == ("", ("Rainy DAYS.txt",), "Rainy DAYS.txt")
    await world.act(remove, room_uuid=world.room, number=1)
    assert await bodies() == ["", "dusty days"]


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_administrators_see_how_much_room_files_take_and_whose_they_are(world: World) -> None:
    chat = world.chat
    for who, content in ((world.ben, b"the same"), (world.cleo, b"the same"), (world.cleo, b"more")):
        await send_file(chat, who, world.room, content)
    await begin_file(chat, world.cleo, world.room, 100)
    used = await world.read(files.used)
    assert (used.files, used.kept, used.coming, used.size) == (2, 12, 100, 112)
    page = await world.read(files.listing)
    assert [(one.username, one.files, one.size) for one in page.items] == [("cleo", 3, 112), ("ben", 1, 8)]
    first = await world.read(files.listing, limit=1)
    rest = await world.read(files.listing, after=first.next)
    assert [one.username for one in (*first.items, *rest.items)] == ["cleo", "ben"]
    assert [one.username for one in (await world.read(files.listing, search="BEN")).items] == ["ben"]
    assert len((await world.read(files.listing, after="nonsense")).items) == 2


async def test_a_browser_is_signed_out_and_then_the_person_everywhere(world: World) -> None:
    chat = world.chat
    await chat.sessions.sign_in(
        "cleo", PASSWORD, device="Mozilla/5.0 (iPhone) Version/18 Safari/604", address="192.0.2.8"
    )
    token = (await chat.sessions.issue_token("cleo", PASSWORD)).token
    phone, firefox = (await world.read(sessions.listing)).items
    assert (phone.device, phone.address, firefox.device, firefox.username) == (
        "Safari on iPhone",
        "192.0.2.8",
        "Firefox on Linux",
        "cleo",
    )
    assert (await world.read(sessions.listing, after=phone.session_id)).items == [firefox]
    assert (await world.read(sessions.listing, search="2.0.2.7")).items == [firefox]
    assert (await world.read(sessions.listing, search="ben")).items == []
    heard = listen(chat, account_topic(world.cleo.account_id))
    await world.act(sessions.end, session_id=firefox.session_id)
    assert heard == [SessionEnded(firefox.session_id)]
    with pytest.raises(NotFound):
        await world.act(sessions.end, session_id=firefox.session_id)
    await world.act(sessions.end_all, account_uuid=world.cleo.uuid)
    assert heard[1:] == [SessionEnded(phone.session_id), TokensRevoked(world.cleo.account_id)]
    with pytest.raises(Unauthenticated):
        await chat.sessions.bearer(token)
    assert [entry[:2] for entry in await world.trail()][:2] == [
        ("sign out everywhere", "cleo"),
        ("sign out browser", "cleo"),
    ]


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_an_expired_session_is_not_listed(world: World) -> None:
    async with world.chat.transaction() as work:
        await work.session.exec(update(LoginSession).values(expires_at=now()))
    assert (await world.read(sessions.listing)).items == []


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_categories_are_made_changed_and_deleted_and_rooms_survive_it(world: World) -> None:
    async with world.chat.transaction() as work:
        pets = await all_rooms.create(work, actor=world.ben, name="Cats", category=world.category)
    assert await world.read(categories.room_counts) == {world.category: 1}
    await world.act(categories.edit, category_uuid=world.category, name="Pets", colour="red", icon="heart")

    async def category() -> Any:
        return (await world.read(all_rooms.get, room_uuid=pets)).category

    shown = await category()
    assert (shown.name, shown.colour, shown.icon) == ("Pets", "red", "heart")
    await world.act(categories.delete, category_uuid=world.category)
    assert await category() is None
    assert (await world.trail())[:2] == [("delete category", "Pets", ""), ("edit category", "Pets", "was Plants")]


async def test_a_category_says_what_is_wrong_with_each_field(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        await world.act(categories.add, name=" ", colour="mauve", icon="unicorn")
    assert set(refused.value.fields) == {"name", "colour", "icon"}
    with pytest.raises(Conflict) as taken:
        await world.act(categories.add, name="PLANTS", colour="red", icon="heart")
    assert set(taken.value.fields) == {"name"}
    await world.act(categories.edit, category_uuid=world.category, name="plants", colour="red", icon="heart")


async def test_there_are_fifty_categories_at_most(world: World) -> None:
    async with world.chat.reading() as session:
        existing = len(await known_categories.listing(session))
    for index in range(known_categories.AT_MOST - existing):
        await world.act(categories.add, name=f"Category {index}", colour="red", icon="heart")
    with pytest.raises(Forbidden):
        await world.act(categories.add, name="One more", colour="red", icon="heart")


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_the_trail_is_read_newest_first_by_person_and_by_action(world: World) -> None:
    await world.act(accounts.make_administrator, account_uuid=world.ben.uuid)
    await world.act(accounts.deactivate, actor=world.ben, account_uuid=world.cleo.uuid)

    async def acts(**arguments: object) -> list[str]:
        return [entry.action for entry in (await world.read(audit_trail.read, **arguments)).items]

    assert await acts() == ["deactivate account", "make administrator", "add category"]
    assert await acts(person="BEN") == ["deactivate account", "make administrator"]  # by ben, and about ben
    assert await acts(person="cleo") == ["deactivate account"]
    assert await acts(action="make administrator") == ["make administrator"]
    assert await world.read(audit_trail.actions) == ["add category", "deactivate account", "make administrator"]
    first = await world.read(audit_trail.read, limit=1)
    assert first.items[0].actor_name == "ben"
    assert await acts(after=first.next) == ["make administrator", "add category"]


@pytest.mark.each_database
async def test_the_trail_is_searched_in_any_case_of_any_script(world: World) -> None:
    await world.act(categories.add, name="Ärgerlich İzmir", colour="red", icon="heart")
    for search in ("Ärgerlich", "ÄRGERLICH", "ärgerlich izmir", "İZMİR"):
        found = (await world.read(audit_trail.read, person=search)).items
        assert [entry.subject for entry in found] == ["Ärgerlich İzmir"], search


async def test_the_operator_makes_an_existing_account_an_administrator(world: World) -> None:
    heard = listen(world.chat, account_topic(world.ben.account_id))
    async with world.chat.transaction() as work:
        assert await operator.make_administrator(work, "BEN") == "ben"
    assert heard == [AccountChanged(world.ben.account_id)]
    (entry, *_) = (await world.read(audit_trail.read)).items
    assert (entry.action, entry.subject, entry.actor_name, entry.actor_uuid) == (
        "make administrator",
        "ben",
        "Operator",
        None,
    )
    async with world.chat.transaction() as work:
        with pytest.raises(NotFound):
            await operator.make_administrator(work, "nobody")


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_an_act_that_fails_leaves_no_entry(world: World) -> None:
    before = await world.trail()

    async def fail_after(work: UnitOfWork, *, actor: Actor) -> None:
        await accounts.deactivate(work, actor=actor, account_uuid=world.cleo.uuid)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await world.act(fail_after)
    assert await world.trail() == before
    assert await world.usernames(which=people.PersonFilter.DEACTIVATED) == []


@contextmanager
def counted(chat: Chat) -> Iterator[list[str]]:
    """Count the queries of what is read."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    engine = chat.database.reader.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_full_page_of_each_list_costs_two_queries_however_many_there_are(world: World) -> None:
    lists: dict[str, Callable[..., Awaitable[Any]]] = {
        "people": people.listing,
        "rooms": rooms.listing,
        "messages": partial(messages.find, search="said"),
        "sessions": sessions.listing,
        "the trail": audit_trail.read,
        "files": files.listing,
    }
    count = 260
    async with world.chat.transaction() as work:
        for index in range(count):
            name = f"p{index:04}"
            account = Account(username=name, username_key=name, email=name, email_key=name, password_hash="")
            room = Room(name=name, name_key=name, created_by_id=world.ben.account_id, last_number=1)
            work.session.add_all([account, room])
            await work.session.flush()
            ids: dict[str, Any] = {
                "account_id": account.id,
                "token_hash": name,
                "expires_at": now().replace(year=now().year + 1),
            }
            said: dict[str, Any] = {
                "number": 1,
                "revision": 1,
                "author_id": account.id,
                "client_message_id": name,
                "body": "said",
            }
            work.session.add(
                Upload(account_id=account.id, room_id=room.id, client_upload_id=name, name=name, size=index // 2)
            )
            work.session.add_all([LoginSession(**ids), Message(room_id=room.id, **said)])
            work.session.add_all(
                [Membership(room_id=room.id, account_id=account.id), AuditEntry(action="x", subject=name)]
            )
    for name, function in lists.items():
        with counted(world.chat) as asked:
            page = await world.read(function, limit=100_000)
        assert len(page.items) == 200, name
        assert page.next is not None, name
        assert len([statement for statement in asked if statement.startswith("SELECT")]) == 2, name
