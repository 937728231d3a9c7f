"""Private rooms with a password: listed, asked for it once, hard to guess."""

from dataclasses import replace
from uuid import uuid4

import bcrypt
import pytest
from sqlmodel import select

from chatapp import rooms
from chatapp.authentication import change_limit
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Invalid, NotFound, RateLimited, Unauthenticated
from chatapp.events import MemberJoined, room_topic
from chatapp.rooms import RoomForm
from models import Room
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import (
    a_closed_room,
    a_room,
    deactivate,
    join,
    leave,
    listen,
    look,
    say,
    without_lines,
)
from tests.support.people.snapshot import stored

SESAME = "open sesame"


@pytest.fixture(autouse=True)
def changes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for having changed much: tests/authentication/test_change_limit.py asks for that."""
    monkeypatch.setattr(change_limit, "AT_ONCE", 1_000)


async def test_a_room_with_a_password_is_seen_by_everybody_and_read_by_nobody_else(
    chat: Chat, person: MakePerson
) -> None:
    ann, eve = await person("ann"), await person("eve")
    room = await a_room(chat, ann, name="Lab", visibility="private", password=SESAME)
    view = await look(chat, eve, room)
    assert (view.name, view.is_private, view.has_password, view.is_member) == ("Lab", True, True, False)
    async with chat.reading() as session:
        assert [one.uuid for one in (await rooms.listing(session, actor=eve)).items] == [room]


async def test_the_password_is_asked_once(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, visibility="private", password=SESAME)
    heard = listen(chat, room_topic(room))
    for password in ("", "wrong one"):
        with pytest.raises(Invalid) as refused:
            await chat.room_passwords.join(actor=ben, room_uuid=room, password=password)
        assert list(refused.value.fields) == ["password"]
    assert heard == []
    await chat.room_passwords.join(actor=ben, room_uuid=room, password=SESAME)
    assert without_lines(heard) == [MemberJoined(room, ben.account_id)]
    for password in ("", "wrong one", SESAME):  # a member now, whatever is typed
        await chat.room_passwords.join(actor=ben, room_uuid=room, password=password)
    assert without_lines(heard) == [MemberJoined(room, ben.account_id)]
    assert (await say(chat, ben, room, "hello")).is_new


async def test_whoever_left_is_asked_again(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben, visibility="private", password=SESAME)
    await leave(chat, ben, room)
    with pytest.raises(Invalid):
        await chat.room_passwords.join(actor=ben, room_uuid=room)
    await chat.room_passwords.join(actor=ben, room_uuid=room, password=SESAME)


async def test_nobody_gets_round_the_password(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    room = await a_room(chat, ann, visibility="private", password=SESAME)
    before = await stored(chat)
    with pytest.raises(Invalid):
        await join(chat, eve, room)
    for forged in ("", SESAME, await chat.room_passwords.hash(SESAME)):
        with pytest.raises(Invalid):
            async with chat.transaction() as work:
                await rooms.join(work, actor=eve, room_uuid=room, proven_hash=forged)
    assert await stored(chat) == before


async def test_the_password_of_another_room_opens_nothing(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    room = await a_room(chat, ann, visibility="private", password=SESAME)
    other = await a_room(chat, eve, visibility="private", password="of another")
    async with chat.reading() as session:
        known = (await session.exec(select(Room.password_hash).where(Room.uuid == other))).one()
    with pytest.raises(Invalid):
        await chat.room_passwords.join(actor=eve, room_uuid=room, password="of another")
    with pytest.raises(Invalid):
        async with chat.transaction() as work:
            await rooms.join(work, actor=eve, room_uuid=room, proven_hash=known)


@pytest.mark.each_database
async def test_a_password_changed_between_proving_and_joining_lets_nobody_in(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    room = await a_room(chat, ann, name="Lab", visibility="private", password=SESAME)
    async with chat.reading() as session:
        proven = (await session.exec(select(Room.password_hash))).one()
    for new in ("another one", SESAME):  # even the same one: its hash is another
        form = RoomForm("Lab", visibility="private", password_hash=await chat.room_passwords.hash(new))
        async with chat.transaction() as work:
            await rooms.edit(work, actor=ann, room_uuid=room, form=form)
        with pytest.raises(Invalid):
            async with chat.transaction() as work:
                await rooms.join(work, actor=eve, room_uuid=room, proven_hash=proven)
    assert not (await look(chat, eve, room)).is_member


@pytest.mark.each_database
async def test_a_room_that_became_unlisted_between_proving_and_joining_is_none(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    room = await a_room(chat, ann, name="Lab", visibility="private", password=SESAME)
    async with chat.reading() as session:
        proven = (await session.exec(select(Room.password_hash))).one()
    async with chat.transaction() as work:
        await rooms.edit(work, actor=ann, room_uuid=room, form=RoomForm("Lab", visibility="private"))
    with pytest.raises(NotFound):
        async with chat.transaction() as work:
            await rooms.join(work, actor=eve, room_uuid=room, proven_hash=proven)


async def test_members_stay_when_the_password_changes(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben, name="Lab", visibility="private", password=SESAME)
    form = RoomForm("Lab", visibility="private", password_hash=await chat.room_passwords.hash("another one"))
    async with chat.transaction() as work:
        await rooms.edit(work, actor=ann, room_uuid=room, form=form)
    await chat.room_passwords.join(actor=ben, room_uuid=room)
    assert (await look(chat, ben, room)).is_member


async def test_guessing_is_limited_and_then_even_the_right_password_has_to_wait(
    chat: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    room = await a_room(chat, ann, visibility="private", password=SESAME)
    strict = chat_with(tries_per_minute=3)
    for number in range(3):
        with pytest.raises(Invalid):
            await strict.room_passwords.join(actor=eve, room_uuid=room, password=f"guess {number}")
    for password in ("guess 4", SESAME):
        with pytest.raises(RateLimited) as refused:
            await strict.room_passwords.join(actor=eve, room_uuid=room, password=password)
        assert 0 < refused.value.retry_after <= 60
    assert not (await look(chat, eve, room)).is_member
    await strict.room_passwords.join(actor=ben, room_uuid=room, password=SESAME)  # other people's tries do not count


async def test_guessing_at_many_rooms_is_limited_too(chat: Chat, chat_with: ChatWith, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    made = [await a_room(chat, ann, visibility="private", password=SESAME) for _ in range(5)]
    strict = chat_with(tries_per_minute=1)
    for room in made[:3]:
        with pytest.raises(Invalid):
            await strict.room_passwords.join(actor=eve, room_uuid=room, password="sesame open")
    for room in made[3:]:
        with pytest.raises(RateLimited):
            await strict.room_passwords.join(actor=eve, room_uuid=room, password=SESAME)


async def test_asking_without_a_password_is_no_guess(chat: Chat, chat_with: ChatWith, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    locked = await a_room(chat, ann, visibility="private", password=SESAME)
    public = await a_room(chat, ann)
    strict = chat_with(tries_per_minute=1)
    for _ in range(5):
        with pytest.raises(Invalid):
            await strict.room_passwords.join(actor=ben, room_uuid=locked)
        await strict.room_passwords.join(actor=ben, room_uuid=public, password="whatever")
        await leave(chat, ben, public)
    await strict.room_passwords.join(actor=ben, room_uuid=locked, password=SESAME)


async def test_no_password_opens_a_room_that_has_none_or_is_closed(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    unlisted = await a_room(chat, ann, visibility="private")
    closed = await a_closed_room(chat, ann)
    for room in (unlisted, closed):
        for password in ("", SESAME):
            with pytest.raises(NotFound):
                await chat.room_passwords.join(actor=eve, room_uuid=room, password=password)
    locked = await a_room(chat, ann, visibility="private", password=SESAME)
    await deactivate(chat, ben)
    with pytest.raises(NotFound):
        await chat.room_passwords.join(actor=ben, room_uuid=locked, password=SESAME)


async def test_a_public_room_asks_for_nothing(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)
    await chat.room_passwords.join(actor=ben, room_uuid=room)
    assert (await look(chat, ben, room)).is_member


@pytest.mark.parametrize("password", ["12345", "x" * 1025, "half \ud800 of it"])
async def test_a_password_that_is_too_short_too_long_or_broken_is_refused(chat: Chat, password: str) -> None:
    with pytest.raises(Invalid) as refused:
        await chat.room_passwords.hash(password)
    assert list(refused.value.fields) == ["password"]


@pytest.mark.parametrize("password", ["half \ud800 of it", "nul \0 in it"])
async def test_a_password_that_cannot_be_typed_again_is_told_so_and_not_that_it_is_too_long(
    chat: Chat, password: str
) -> None:
    with pytest.raises(Invalid, match="invalid character"):
        await chat.room_passwords.hash(password)


@pytest.mark.parametrize("password", ["123456", "x" * 1024, "ünïcødé 🔑"])
async def test_every_other_password_is_stored_hashed_and_opens_the_room(
    chat: Chat, person: MakePerson, password: str
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, visibility="private", password=password)
    assert password not in str(await stored(chat))
    for wrong in (password + "x", password[:-1], "half \ud800 of it"):
        with pytest.raises(Invalid):
            await chat.room_passwords.join(actor=ben, room_uuid=room, password=wrong)
    await chat.room_passwords.join(actor=ben, room_uuid=room, password=password)


async def test_an_empty_password_is_none(chat: Chat) -> None:
    assert await chat.room_passwords.hash("") is None


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What has been hashed."""
    done: list[bytes] = []
    hashing = bcrypt.hashpw

    def noted(password: bytes, salt: bytes) -> bytes:
        done.append(password)
        return hashing(password, salt)

    monkeypatch.setattr(bcrypt, "hashpw", noted)
    return done


LAB = RoomForm("Lab", visibility="private")


async def test_a_room_that_cannot_be_made_or_changed_costs_no_hash(
    chat: Chat, person: MakePerson, hashed: list[bytes]
) -> None:
    root, ann, eve, gone = [await person(name) for name in ("root", "ann", "eve", "gone")]
    room = await chat.room_passwords.create(actor=ann, form=LAB, password=SESAME)
    await a_room(chat, ann, name="Attic")
    await deactivate(chat, gone)
    hashed.clear()
    wrong = [
        replace(LAB, name=""),
        replace(LAB, name="ATTIC"),
        replace(LAB, visibility="public"),
        replace(LAB, category=uuid4()),
    ]
    for form in wrong:
        with pytest.raises(Invalid):
            await chat.room_passwords.create(actor=eve, form=form, password=SESAME)
        with pytest.raises(Invalid):
            await chat.room_passwords.edit(actor=ann, room_uuid=room, form=form, password=SESAME)
    with pytest.raises(Invalid):
        await chat.room_passwords.create(actor=eve, form=replace(LAB, name="Cellar"), password="short")
    with pytest.raises(Unauthenticated):
        await chat.room_passwords.create(actor=gone, form=replace(LAB, name="Cellar"), password=SESAME)
    for actor, refusal in ((root, Forbidden), (eve, Forbidden), (gone, NotFound)):
        with pytest.raises(refusal):
            await chat.room_passwords.edit(actor=actor, room_uuid=room, form=LAB, password="another one")
    assert hashed == []
    await chat.room_passwords.edit(actor=ann, room_uuid=room, form=LAB, password="another one")
    assert len(hashed) == 1


async def test_one_person_sets_so_many_passwords_a_minute(
    chat: Chat, chat_with: ChatWith, person: MakePerson, hashed: list[bytes]
) -> None:
    ann, ben = await person("ann"), await person("ben")
    hashed.clear()
    strict = chat_with(tries_per_minute=2)
    before = len(hashed)
    room = await strict.room_passwords.create(actor=ann, form=LAB, password=SESAME)
    await strict.room_passwords.edit(actor=ann, room_uuid=room, form=LAB, password="another one")
    for ask in (
        strict.room_passwords.create(actor=ann, form=replace(LAB, name="Attic"), password=SESAME),
        strict.room_passwords.edit(actor=ann, room_uuid=room, form=LAB, password=SESAME),
    ):
        with pytest.raises(RateLimited):
            await ask
    assert len(hashed) == before + 2
    await strict.room_passwords.create(actor=ann, form=replace(LAB, name="Attic"))
    await strict.room_passwords.create(actor=ben, form=replace(LAB, name="Cellar"), password=SESAME)


async def test_a_room_keeps_its_password_gets_another_or_loses_it(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await chat.room_passwords.create(actor=ann, form=LAB, password=SESAME)
    await chat.room_passwords.edit(actor=ann, room_uuid=room, form=LAB)
    await chat.room_passwords.join(actor=ben, room_uuid=room, password=SESAME)
    await leave(chat, ben, room)
    await chat.room_passwords.edit(actor=ann, room_uuid=room, form=LAB, password="another one")
    with pytest.raises(Invalid):
        await chat.room_passwords.join(actor=ben, room_uuid=room, password=SESAME)
    await chat.room_passwords.edit(actor=ann, room_uuid=room, form=LAB, password="")
    assert not (await look(chat, ann, room)).has_password
