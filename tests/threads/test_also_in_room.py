"""Sending a reply to the room as well: once, with a link into the thread, and mentioning nobody twice."""

from uuid import UUID

import pytest

from chatapp import messages, rooms, threads
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid, NotFound
from chatapp.events import room_topic
from chatapp.identity import Actor
from chatapp.messages import Posted, TooSoon
from chatapp.threads import Begun
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, listen, say
from tests.threads.test_beginning import begin, read, remove
from tests.threads.test_parents import a_thread


async def post(chat: Chat, actor: Actor, thread: UUID, body: str, key: str) -> Posted:
    return await threads.post_in_both(
        chat.post_queue, actor=actor, thread_uuid=thread, body=body, client_message_id=key, address="https://c.test"
    )


async def test_a_reply_is_said_in_the_room_once_however_often_it_is_sent(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, thread = await a_thread(chat, ann, ben)
    sent = [await post(chat, ben, thread, "decided, @ann", "k") for _ in range(2)]
    assert [(one.is_new, one.message.number, one.message.room_uuid) for one in sent] == [
        (True, 3, thread),
        (False, 3, thread),
    ]
    copies = (await read(chat, ann, room))[1:]
    assert [(one.body, one.mentions) for one in copies] == [
        (f"decided, @ann\n[View in thread](https://c.test/rooms/{thread}/3)", ())
    ]
    assert [one.uuid for one in sent[0].message.mentions] == [ann.uuid]


async def test_a_reply_that_was_said_in_the_room_leads_to_the_thread_it_came_from(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, thread = await a_thread(chat, ann, ben)
    await post(chat, ben, thread, "decided", "k")
    link = (await read(chat, ann, room))[1].body.partition("\n")[2]
    heard = listen(chat, room_topic(room))
    assert await begin(chat, ann, room, 2) == Begun(thread, is_new=False)
    assert heard == []
    for words in ("decided\n", ""):  # the same words, or a link by somebody else, are no copy
        await say(chat, ann, room, words + link)
    await say(chat, ben, room, f"[View in thread](https://c.test/rooms/{thread}/3) and more")
    await say(chat, ben, room, "[View in thread](https://c.test/rooms/" + "-" * 36 + "/3)")
    begun = [await begin(chat, ann, room, number) for number in range(3, 7)]
    assert all(one.is_new for one in begun)
    async with chat.transaction() as work:
        await messages.edit(work, actor=ben, room_uuid=room, number=2, body=f"or not\n{link}")
    assert await begin(chat, ann, room, 2) == Begun(thread, is_new=False)


async def test_what_cannot_be_said_in_both_is_said_in_neither(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    room, thread = await a_thread(chat, ann)
    for wrong, body in ((room, "x"), (thread, "x" * 10_000)):
        with pytest.raises(Invalid):
            await post(chat, ann, wrong, body, "k")
    with pytest.raises(NotFound):
        await post(chat, eve, thread, "psst", "k")
    with pytest.raises(Invalid):
        await post(chat, ann, await a_room(chat, ann), "x", "k")
    assert [len(await read(chat, ann, one)) for one in (room, thread)] == [1, 1]


async def test_in_slow_mode_it_is_said_in_neither_until_it_may_be_said_in_both(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, thread = await a_thread(chat, ann, ben)
    other = (await begin(chat, ann, room, (await say(chat, ann, room, "two")).message.number)).room_uuid
    sent = await post(chat, ben, other, "in time", "k")
    async with chat.transaction() as work:
        await rooms.set_slow_mode(work, actor=ann, room_uuid=room, seconds=3600)
    with pytest.raises(TooSoon):
        await post(chat, ben, thread, "too soon", "l")
    assert [one.body for one in await read(chat, ann, thread)] == ["by ann", "by ben"]
    assert (await post(chat, ben, other, "in time", "k")).message == sent.message, "what was sent is answered at once"


async def test_what_is_said_in_the_room_follows_the_reply_unless_it_was_changed_there(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, thread = await a_thread(chat, ann, ben)

    async def change(where: UUID, number: int, body: str) -> None:
        async with chat.transaction() as work:
            await messages.edit(work, actor=ben, room_uuid=where, number=number, body=body)

    async def restore(where: UUID, number: int) -> None:
        async with chat.transaction() as work:
            await messages.restore(work, actor=ben, room_uuid=where, number=number)

    async def told() -> list[str]:
        return [one.body.partition("\n[View")[0] for one in (await read(chat, ann, room))[1:]]

    await post(chat, ben, thread, "Friday", "k")
    await change(thread, 3, "Monday, @ann")
    assert (await told(), (await read(chat, ann, room))[1].mentions) == (["Monday, @ann"], ())
    await remove(chat, ben, thread, 3)
    assert await told() == [""]
    await restore(thread, 3)
    assert await told() == ["Monday, @ann"]
    await change(room, 2, "never mind")
    await change(thread, 3, "Tuesday")
    assert await told() == ["never mind"]
    await remove(chat, ben, room, 2)
    assert (await read(chat, ann, thread))[2].body == "Tuesday"
    await remove(chat, ben, thread, 3)
    await restore(thread, 3)
    assert (await read(chat, ann, thread))[2].body == "Tuesday"
    assert await told() == [""], "it was deleted by itself"
    await post(chat, ben, thread, "rude", "l")
    await remove(chat, ann, thread, 4)
    assert await told() == ["", ""], "moderators delete both"
