"""Pressing: rights at each press, once whatever happens, and told to the message's author alone."""

import asyncio
from collections.abc import Mapping
from uuid import UUID

import pytest

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.errors import ChatError, Conflict, Forbidden, Invalid, NotFound
from chatapp.events import ActionPressed, account_topic, room_topic
from chatapp.identity import Actor
from chatapp.messages import Press, blocks
from chatapp.messages.lifecycle import removal
from tests.messages.blocks.test_blocks import ALL, BUTTONS, edit, post
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, leave, listen

ONCE = {"type": "buttons", "buttons": [{"id": "go", "label": "Go", "once": "message"}]}
EACH = {"type": "buttons", "buttons": [{"id": "go", "label": "Go", "once": "person"}]}


async def press(
    chat: Chat, actor: Actor, room: UUID, action: str = "go", key: str = "k", values: Mapping[str, str] | None = None
) -> Press:
    async with chat.transaction() as work:
        return await messages.press(
            work, actor=actor, room_uuid=room, number=1, action=action, press_id=key, values=values
        )


async def pressed(chat: Chat, actor: Actor, room: UUID, after: int = 0) -> list[Press]:
    async with chat.reading() as session:
        return await messages.presses(session, actor=actor, room_uuid=room, number=1, after=after)


@pytest.mark.each_database
async def test_a_press_is_told_to_the_author_once(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await post(chat, ann, room, *ALL)
    heard, others = listen(chat, account_topic(ann.account_id)), listen(chat, room_topic(room))
    first = await press(chat, ben, room)
    again = await press(chat, ben, room)
    assert (first.is_new, again.is_new, first.id) == (True, False, again.id)
    assert [one for one in heard if isinstance(one, ActionPressed)] == [
        ActionPressed(room, 1, ann.account_id, first.id)
    ]
    assert others == []  # who pressed what is nobody else's
    chosen = await press(chat, ben, room, "env", "k2", {"value": "p"})
    found = await pressed(chat, ann, room)
    assert [(one.action, one.values, one.username) for one in found] == [
        ("go", {}, "ben"),
        ("env", {"value": "p"}, "ben"),
    ]
    assert await pressed(chat, ann, room, first.id) == [found[1]]
    assert found[1].id == chosen.id


@pytest.mark.each_database
async def test_fifty_at_once_are_one_each_or_one_of_all(chat: Chat, person: MakePerson) -> None:
    people = [await person(f"person{at}") for at in range(10)]
    room = await a_room(chat, *people)

    async def all_press(key: str) -> list[ChatError | Press]:
        tries = [press(chat, one, room, key=f"{key}{at % 2}") for at in range(5) for one in people]
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        assert all(isinstance(one, ChatError | Press) for one in outcomes)
        return [one for one in outcomes if isinstance(one, ChatError | Press)]

    await post(chat, people[0], room, EACH)
    first = await all_press("a")
    assert len({one.id for one in first if isinstance(one, Press)}) == 10
    assert len(await pressed(chat, people[0], room)) == 10
    await edit(chat, people[0], room, "", blocks.parse([BUTTONS]))
    second = await all_press("b")
    assert len({one.id for one in second if isinstance(one, Press)}) == 20  # two keys each


async def test_of_many_who_approve_one_is_first(chat: Chat, person: MakePerson) -> None:
    ann, ben, cy = await person("ann"), await person("ben"), await person("cy")
    room = await a_room(chat, ann, ben, cy)
    await post(chat, ann, room, ONCE)
    await press(chat, ben, room)
    assert not (await press(chat, ben, room)).is_new
    with pytest.raises(Conflict, match="You've already done this"):
        await press(chat, ben, room, key="another")
    with pytest.raises(Conflict, match="Another member"):
        await press(chat, cy, room)


async def test_what_only_moderators_may_do_is_refused_to_others_and_a_button_tells_its_value(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await post(
        chat,
        ann,
        room,
        {"type": "buttons", "buttons": [{"id": "go", "label": "Go", "only": "moderators", "value": "7"}]},
    )
    with pytest.raises(Forbidden):
        await press(chat, ben, room)
    assert (await press(chat, ann, room, values={"value": "8"})).values == {"value": "7"}


async def test_nobody_presses_without_a_right_or_what_is_not_there(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    room = await a_room(chat, ann, ben, visibility="private")
    await post(chat, ann, room, *ALL)
    with pytest.raises(NotFound):
        await press(chat, eve, room)
    for reader in (ben, eve):
        with pytest.raises((Forbidden, NotFound)):
            await pressed(chat, reader, room)
    with pytest.raises(NotFound, match="offered any more"):
        await press(chat, ben, room, "other")
    with pytest.raises(Invalid):
        await press(chat, ben, room, "env", values={"value": "q"})
    with pytest.raises(Invalid):
        await press(chat, ben, room, key="ключ")
    await press(chat, ben, room, "go", "used")
    with pytest.raises(Conflict):
        await press(chat, ben, room, "no", "used")
    await edit(chat, ann, room, "Done.")
    with pytest.raises(NotFound, match="offered any more"):
        await press(chat, ben, room, "no", "late")
    assert not (await press(chat, ben, room, "go", "used")).is_new  # a retry whose answer was lost
    async with chat.transaction() as work:
        await removal.remove(work, actor=ann, room_uuid=room, number=1)
    with pytest.raises(NotFound, match="was deleted"):
        await press(chat, ben, room)
    await leave(chat, ben, room)
    with pytest.raises(NotFound):
        await press(chat, ben, room)
