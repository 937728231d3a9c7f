"""The demo: a team that has talked, whose weekend is new to those who were away, with files that one finds."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from PIL import Image
from rich.console import Console
from sqlmodel import col, select

from chatapp import demo, messages, notifications, threads
from chatapp.bootstrap import Chat, assemble
from chatapp.demo import files
from chatapp.demo.script import AWAY, FILES, PRIVATE, WEEKEND
from chatapp.identity import Actor, actor_of
from chatapp.notifications import LISTED
from chatapp.settings import Settings
from models import Account, Membership, Message, Room
from models.utc_datetime import now
from tests.support.people.newcomers import store_person
from tests.support.people.searches import bodies, hits
from tests.support.servers.migrated import migrated_file


@pytest.fixture(scope="module")
async def filled(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Chat]:
    """A Chatapp with the demo, and with eve who comes after it; these tests only read."""
    data_dir = tmp_path_factory.mktemp("demo")
    shutil.copy(migrated_file(), data_dir / "chatapp.db")
    settings = Settings(_env_file=None, data_dir=data_dir, bcrypt_rounds=4, tries_per_minute=100_000)
    chat = assemble(settings)
    await demo.fill(chat, Console(file=StringIO()))
    await store_person(chat, "eve")
    yield chat
    await chat.close()


async def who(chat: Chat, username: str) -> Actor:
    """Return somebody of the demo."""
    async with chat.reading() as session:
        return actor_of((await session.exec(select(Account).where(Account.username == username))).one())


async def test_the_weekend_is_new_to_those_who_were_away_up_to_their_own_last_words(filled: Chat) -> None:
    for username in AWAY:
        actor = await who(filled, username)
        async with filled.reading() as session:
            home = await messages.home(session, actor=actor)
            mark = select(Room.name, Room.last_number, Membership.last_read_number, Room.id).join(
                Membership, col(Membership.room_id) == Room.id
            )
            marks = (await session.exec(mark.where(Membership.account_id == actor.account_id))).all()
            for _, last_number, read, room_id in marks:
                new = select(Message).where(Message.room_id == room_id, Message.number > read)
                unread = (await session.exec(new)).all()
                assert last_number - read == len(unread)
                assert all(one.created_at >= now() - timedelta(days=WEEKEND) for one in unread)
                assert actor.account_id not in {one.author_id for one in unread}
        assert len(home.rooms) >= 3, username  # a Monday with something to read
        assert home.unread == sum(one.room.unread for one in home.rooms)
        assert all(one.messages for one in home.rooms)


async def test_activity_is_as_old_as_what_was_said_the_newest_first(filled: Chat) -> None:
    async with filled.reading() as session:
        listed = (await notifications.listing(session, actor=await who(filled, "mara"), kinds=LISTED)).items
    times = [one.created_at for one in listed]
    assert times == sorted(times, reverse=True)
    assert times[0] - times[-1] > timedelta(days=WEEKEND)
    assert 0 < sum(one.is_unread for one in listed) < len(listed)


async def test_the_others_have_little_to_read(filled: Chat) -> None:
    async with filled.reading() as session:
        unread = {
            username: (await messages.home(session, actor=await who(filled, username))).unread
            for username in ("mara", "lena", "aiko")
        }
    assert unread["lena"] == 1  # she was added to a room that she has not opened yet
    assert 0 < unread["aiko"] < unread["mara"]


async def test_nobody_has_their_own_words_to_read(filled: Chat) -> None:
    own = select(Message.body).join(Membership, col(Membership.room_id) == Message.room_id)
    is_theirs = col(Message.author_id) == Membership.account_id
    async with filled.reading() as session:
        assert (await session.exec(own.where(is_theirs, col(Message.number) > Membership.last_read_number))).all() == []


async def test_its_files_are_what_they_say_and_are_found_by_members_alone(filled: Chat) -> None:
    mara, eve = await who(filled, "mara"), await who(filled, "eve")
    found = {file.name: file for hit in await hits(filled, mara, "has:file") for file in hit.message.attachments}
    assert set(found) == {name for name, _ in FILES.values()}
    alts = {name: alt for name, alt in FILES.values() if alt}
    assert {name: found[name].alt for name in alts} == alts
    assert len(await bodies(filled, mara, "has:image")) == len(alts)
    assert [file.name for file in (await filled.search.names(actor=mara, words="quarters")).files] == ["Quarters.csv"]
    assert (await filled.search.names(actor=eve, words="empty states")).files == ()
    assert await bodies(filled, eve, "has:image") == []  # it is in a room that newcomers are not in


def test_what_its_files_hold_fits_their_names() -> None:
    picture = Image.open(BytesIO(files.content_of("Empty states.png")))
    assert (picture.format, picture.size) == ("PNG", files.SIZE)
    assert len(picture.getcolors(1_000_000) or ()) > 5
    head, *rows = files.content_of("Quarters.csv").decode().splitlines()
    assert len(rows) == 22
    assert {line.count(",") for line in (head, *rows)} == {2}
    assert files.content_of("Queue depth.md").startswith(b"# Queue depth above 10k\n")


async def test_newcomers_find_what_is_said_where_they_are_and_nothing_else(filled: Chat) -> None:
    mara, eve = await who(filled, "mara"), await who(filled, "eve")
    names = await filled.search.names(actor=eve, words=PRIVATE)
    assert not any(room.is_member for room in names.rooms)
    for query in ("the", "is:unread", "from:mara", "has:reaction"):
        assert {hit.room.name for hit in await hits(filled, eve, query)} <= {"General"}, query
    assert {hit.room.name for hit in await hits(filled, mara, "the")} > {"General", "Design"}


async def test_some_messages_have_threads_beside_the_room(filled: Chat) -> None:
    mara, joao = await who(filled, "mara"), await who(filled, "joao")
    async with filled.reading() as session:
        (one,) = (await threads.followed(session, actor=joao)).items
        number = one.root.number
        page = await messages.read(session, actor=mara, room_uuid=one.room.uuid, after=number - 1, before=number + 1)
        replies = await messages.read(session, actor=mara, room_uuid=one.thread.uuid, after=0)
    chip = page.messages[0].thread
    assert chip is not None
    assert (one.room.name, chip.replies, chip.people[0].name.split()[0]) == ("Design", 5, "Lena")
    assert chip.last_at == replies.messages[-1].created_at > page.messages[0].created_at
