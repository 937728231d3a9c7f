"""Drafts over devices: nothing typed replaces what its writer has not seen, and no draft survives its message."""

import asyncio
from uuid import UUID, uuid4

import pytest

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Invalid, NotFound
from chatapp.events import DraftChanged, account_topic
from chatapp.identity import Actor
from chatapp.messages import DraftView, OutdatedDraft, SentDraft, drafts
from chatapp.text import BODY_LIMIT
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_closed_room, a_direct_room, a_room, close, leave, listen, remove, say
from tests.support.servers.databases import POSTGRESQL


async def put(
    chat: Chat, actor: Actor, room: UUID, body: str, revision: int = 0, other: str | None = None
) -> DraftView:
    async with chat.transaction() as work:
        return await drafts.put(
            work, actor=actor, room_uuid=room, body=body, revision=revision, other_body=other, reply_to=None
        )


async def get(chat: Chat, actor: Actor, room: UUID) -> DraftView:
    async with chat.reading() as session:
        return await drafts.get(session, actor=actor, room_uuid=room)


async def send(chat: Chat, actor: Actor, room: UUID, body: str, draft: SentDraft | None) -> None:
    key = str(uuid4())
    queue = chat.post_queue
    await messages.post(queue, actor=actor, room_uuid=room, body=body, client_message_id=key, draft=draft)


async def refused(chat: Chat, actor: Actor, room: UUID, body: str, revision: int) -> OutdatedDraft:
    with pytest.raises(OutdatedDraft) as error:
        await put(chat, actor, room, body, revision)
    return error.value


@pytest.mark.each_database
async def test_a_draft_follows_its_writer_and_nobody_else_hears_of_it(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    heard, others = listen(chat, account_topic(ann.account_id)), listen(chat, account_topic(ben.account_id))
    assert await get(chat, ann, room) == DraftView(room)
    first = await put(chat, ann, room, "half a thou")
    assert (first.body, first.revision) == ("half a thou", 1)
    assert await put(chat, ann, room, "half a thou") == first  # its answer was lost
    second = await put(chat, ann, room, "half a thought\n", 1)
    assert await get(chat, ann, room) == second
    assert second.body == "half a thought\n"  # as typed
    assert heard == [DraftChanged(room, ann.account_id, number, is_empty=False) for number in (1, 2)]
    assert (await get(chat, ben, room)).is_empty
    assert others == []
    assert (await put(chat, ann, room, "  ", 2)).is_empty
    assert heard[-1] == DraftChanged(room, ann.account_id, 3, is_empty=True)


@pytest.mark.each_database
async def test_a_write_on_an_older_revision_is_refused_and_shown_the_newer_text(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    await put(chat, ann, room, "from the phone")
    error = await refused(chat, ann, room, "from the laptop", 0)
    assert (error.draft.body, error.draft.revision, error.was_sent) == ("from the phone", 1, False)
    both = await put(chat, ann, room, "from the laptop", 1, "from the phone")
    assert (both.body, both.other_body, both.revision) == ("from the laptop", "from the phone", 2)
    kept = await put(chat, ann, room, "from the laptop, too", 2)
    assert kept.other_body == "from the phone"
    assert (await put(chat, ann, room, "from the laptop, too", 3, "")).other_body == ""


@pytest.mark.each_database
async def test_sending_ends_the_draft_and_nothing_older_brings_it_back(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await put(chat, ann, room, "hello wrld")
    await put(chat, ben, room, "hello")
    heard = listen(chat, account_topic(ann.account_id))
    await send(chat, ann, room, "hello world", SentDraft(1))
    assert heard == [DraftChanged(room, ann.account_id, 2, is_empty=True)]
    assert await get(chat, ben, room) == await put(chat, ben, room, "hello", 1)
    error = await refused(chat, ann, room, "hello wrl", 1)
    assert (error.draft.body, error.draft.revision, error.was_sent) == ("", 2, False)
    assert (await refused(chat, ann, room, "hello wor", 1)).was_sent  # another device typed on, and sent it
    assert (await get(chat, ann, room)).is_empty
    assert (await put(chat, ann, room, "and more", 2)).revision == 3


@pytest.mark.each_database
async def test_what_is_on_its_way_does_not_come_after_its_message(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    await send(chat, ann, room, "hello world", SentDraft(0, "helo"))
    await refused(chat, ann, room, "helo", 0)
    assert (await get(chat, ann, room)).revision == 1
    await send(chat, ann, room, "again", SentDraft(1, "agan"))
    await refused(chat, ann, room, "agan", 1)
    await put(chat, ann, room, "thrd", 2)  # stored, and its answer lost
    await send(chat, ann, room, "third", SentDraft(2, "thrd"))
    assert (await get(chat, ann, room)).is_empty


@pytest.mark.each_database
async def test_sending_takes_no_text_along_that_its_device_has_not_seen(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    phone = await put(chat, ann, room, "a long letter")
    await send(chat, ann, room, "brb", SentDraft(0))
    assert await get(chat, ann, room) == phone
    await say(chat, ann, room, "from a program")  # which says nothing of drafts
    after = await get(chat, ann, room)
    assert (after.body, after.other_body, after.revision) == ("", "a long letter", 2)
    await say(chat, ann, room, "another")
    assert await get(chat, ann, room) == after
    await put(chat, ann, room, "a lo", 2)
    await say(chat, ann, room, "a long letter")
    assert (await get(chat, ann, room)).is_empty


@pytest.mark.each_database
async def test_several_at_once_end_their_own_drafts(chat: Chat, person: MakePerson) -> None:
    people = [await person(name) for name in ("ann", "ben", "cat")]
    one, two = await a_room(chat, *people), await a_room(chat, *people)
    for who in people:
        for room in (one, two):
            await put(chat, who, room, f"{who.username} says")
    ann, ben, _ = people
    said = ((ann, one, "ann says hi"), (ann, one, "and more"), (ben, one, "ben says hi"))
    async with chat.transaction():  # holds the posts back: they share the next transaction
        posts = [asyncio.create_task(say(chat, who, room, body)) for who, room, body in said]
        await asyncio.sleep(0)
    await asyncio.gather(*posts)
    left = {(who.username, room == one): (await get(chat, who, room)).body for who in people for room in (one, two)}
    assert {key for key, body in left.items() if not body} == {("ann", True), ("ben", True)}


async def test_a_draft_is_as_long_as_a_message_and_has_no_control_characters(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    assert (await put(chat, ann, room, "x" * BODY_LIMIT)).revision == 1
    for body in ("x" * (BODY_LIMIT + 1), "a\0b", "\ud800"):
        with pytest.raises(Invalid):
            await put(chat, ann, room, body, 1)


@pytest.mark.each_database
async def test_who_leaves_keeps_the_text_and_writes_no_other(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    secret = await a_room(chat, ann, ben, name="Takeover", visibility="private")
    other = await a_room(chat, ann, ben, name="Surprise", visibility="private")
    public = await a_room(chat, ann, ben, name="Garden")
    closed = await a_room(chat, ann, ben, name="Shed")
    for index, room in enumerate((secret, other, public, closed, await a_direct_room(chat, ann, ben))):
        await put(chat, ben, room, f"text {index}")
    await remove(chat, ann, ben, secret)
    await leave(chat, ben, other)
    await leave(chat, ben, public)
    await close(chat, ann, closed)
    async with chat.reading() as session:
        found = await messages.all_drafts(session, actor=ben)
    shown = {one.draft.body: (one.room_name, one.room is not None and one.room.may_be_read) for one in found}
    assert shown == {
        "text 0": ("Takeover", False),  # the name they knew
        "text 1": ("", False),
        "text 2": ("Garden", False),
        "text 3": ("", False),
        "text 4": ("ann", True),
    }
    for room in (secret, other, public, closed):
        assert (await get(chat, ben, room)).body
        with pytest.raises((Forbidden, NotFound)):
            await put(chat, ben, room, "more", 1)
    with pytest.raises(NotFound):
        await get(chat, ben, await a_closed_room(chat, ann, ben))


@pytest.mark.each_database
async def test_a_deleted_draft_comes_back_by_undo_alone(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await put(chat, ben, room, "half", 0, "other")
    await leave(chat, ben, room)

    async def discard(revision: int | None = None) -> DraftView:
        async with chat.transaction() as work:
            return await drafts.discard(work, actor=ben, room_uuid=room, revision=revision)

    async def restore(draft: DraftView) -> DraftView:
        async with chat.transaction() as work:
            return await drafts.restore(work, actor=ben, draft=draft)

    with pytest.raises(OutdatedDraft):
        await discard(0)
    was = await discard(1)
    assert (was.body, was.other_body) == ("half", "other")
    assert (await discard()).is_empty
    back = await restore(was)
    assert (back.body, back.other_body, back.revision) == ("half", "other", 3)
    with pytest.raises(OutdatedDraft):
        await restore(was)
    async with chat.reading() as session:
        assert [one.draft for one in await messages.all_drafts(session, actor=ben)] == [back]


@pytest.mark.each_database(nightly=POSTGRESQL)
@pytest.mark.parametrize(("revision", "reply_to"), [(2**31, None), (2**53, None), (-1, None), (0, 2**31), (0, 0)])
async def test_numbers_that_no_draft_can_have_are_refused(
    chat: Chat, person: MakePerson, revision: int, reply_to: int | None
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    with pytest.raises(Invalid):
        async with chat.transaction() as work:
            await drafts.put(work, actor=ann, room_uuid=room, body="text", revision=revision, reply_to=reply_to)
    assert await get(chat, ann, room) == DraftView(room)


def test_what_no_device_can_have_sent_is_not_possible() -> None:
    assert SentDraft(0).is_possible
    assert SentDraft(2**31 - 2, "x" * BODY_LIMIT).is_possible
    for draft in (SentDraft(-1), SentDraft(2**31 - 1), SentDraft(1, "x" * (BODY_LIMIT + 1))):
        assert not draft.is_possible
