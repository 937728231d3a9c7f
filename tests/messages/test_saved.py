"""Messages kept for later: one's own list, of what one may read now."""

from uuid import UUID

import pytest

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, NotFound
from chatapp.events import SavedChanged, account_topic
from chatapp.identity import Actor
from chatapp.messages import saved
from chatapp.storage.snapshot import within
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, close, join, leave, listen, reopen, say
from tests.support.servers.databases import POSTGRESQL


async def save(chat: Chat, actor: Actor, room: UUID, number: int, is_done: bool | None = None) -> None:
    async with chat.transaction() as work:
        await saved.save(work, actor=actor, room_uuid=room, number=number, is_done=is_done)


async def unsave(chat: Chat, actor: Actor, room: UUID, number: int) -> None:
    async with chat.transaction() as work:
        await saved.unsave(work, actor=actor, room_uuid=room, number=number)


async def on_list(chat: Chat, actor: Actor, *, is_done: bool = False) -> list[str]:
    bodies: list[str] = []
    after = ""
    async with chat.reading() as session:
        while True:
            page = await saved.all_saved(session, actor=actor, is_done=is_done, after=after, limit=2)
            bodies += [one.message.body for one in page.items]
            if page.next is None:
                return bodies
            after = page.next


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_messages_are_saved_done_and_removed_by_one_for_oneself(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, other = await a_room(chat, ann, ben), await a_room(chat, ann, ben)
    for number in range(1, 6):
        await say(chat, ann, room, f"message {number}")
    await say(chat, ann, other, "elsewhere")
    heard, others = listen(chat, account_topic(ben.account_id)), listen(chat, account_topic(ann.account_id))
    for number in (3, 1, 5):
        await save(chat, ben, room, number)
    await save(chat, ben, other, 1)
    await save(chat, ben, other, 1)  # twice is no error
    assert heard == [
        *(SavedChanged(room, ben.account_id, number) for number in (3, 1, 5)),
        SavedChanged(other, ben.account_id, 1),
    ]
    assert await on_list(chat, ben) == ["elsewhere", "message 5", "message 1", "message 3"]
    await save(chat, ben, room, 1, is_done=True)
    await save(chat, ben, other, 1, is_done=True)
    await save(chat, ben, room, 3)  # that it is not done stays
    assert await on_list(chat, ben) == ["message 5", "message 3"]
    assert await on_list(chat, ben, is_done=True) == ["elsewhere", "message 1"]
    await save(chat, ben, room, 1, is_done=False)
    await unsave(chat, ben, room, 5)
    await unsave(chat, ben, room, 5)
    assert await on_list(chat, ben) == ["message 1", "message 3"]
    async with chat.reading() as session:
        assert await within(session, saved.saved_numbers, actor=ben, room_uuid=room) == {1, 3}
        assert await within(session, saved.saved_numbers, actor=ann, room_uuid=room) == frozenset()
        assert await saved.count_saved(session, actor=ben) == 2
    assert (others, await on_list(chat, ann)) == ([], [])


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_what_one_may_not_read_is_not_on_the_list_and_what_is_deleted_says_so(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, hidden = await a_room(chat, ann, ben), await a_room(chat, ann, visibility="private")
    for body in ("first", "second"):
        await say(chat, ann, room, body)
        await say(chat, ann, hidden, body)
    with pytest.raises(NotFound):
        await save(chat, ben, hidden, 1)
    with pytest.raises(NotFound):
        await save(chat, ben, room, 7)
    await save(chat, ben, room, 1)
    await save(chat, ben, room, 2)
    async with chat.transaction() as work:
        await messages.remove(work, actor=ann, room_uuid=room, number=1)
    async with chat.reading() as session:
        page = await saved.all_saved(session, actor=ben)
    assert [(one.message.body, one.message.deleted_at is None) for one in page.items] == [
        ("second", True),
        ("", False),
    ]
    await unsave(chat, ben, room, 1)
    with pytest.raises(NotFound):
        await save(chat, ben, room, 1)
    await leave(chat, ben, room)
    assert await on_list(chat, ben) == []
    with pytest.raises(Forbidden):
        await save(chat, ben, room, 2, is_done=True)
    await join(chat, ben, room)
    assert await on_list(chat, ben) == ["second"]
    await close(chat, ann, room)
    assert await on_list(chat, ben) == []
    await reopen(chat, ann, room)
    assert await on_list(chat, ben) == ["second"]


async def test_a_garbled_cursor_is_the_end_of_the_list(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    await say(chat, ann, room, "one")
    await save(chat, ann, room, 1)
    async with chat.reading() as session:
        for cursor in ("x", "1.1", "-1.1", "9" * 40, "12345678901234567.٣"):
            page = await saved.all_saved(session, actor=ann, after=cursor)
            assert (page.items, page.next) == ([], None), cursor
