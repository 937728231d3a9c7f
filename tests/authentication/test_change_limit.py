"""How much one person may change: rooms, messages, drafts and names, by whatever way."""

import asyncio

import pytest

from chatapp.authentication.change_limit import ChangeLimit
from chatapp.authentication.rate_limit import RateLimits
from chatapp.errors import RateLimited
from chatapp.rooms.lifecycle import RoomForm
from chatapp.throttling import Throttle, throttle
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import a_room


async def test_three_hundred_changes_a_minute_and_others_go_on(person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    limit = ChangeLimit(RateLimits(10), Throttle(1000, at_once=1000))
    for _ in range(300):
        await limit.count(ann)
    with pytest.raises(RateLimited, match=r"You're making changes too fast\. Wait \d+ seconds?\."):
        await limit.count(ann)
    await limit.count(ben)


async def test_twenty_changes_at_once_then_five_a_second_and_others_do_not_wait(
    person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = await person("ann"), await person("ben")
    waited, begin = list[float](), asyncio.Event()

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        await begin.wait()

    limit = ChangeLimit(RateLimits(10))
    monkeypatch.setattr(limit._throttle, "_now", lambda: 0.0)
    monkeypatch.setattr(limit._throttle, "_sleep", sleep)
    for _ in range(20):
        await limit.count(ann)
    waiting = [asyncio.create_task(limit.count(ann)) for _ in range(10)]
    await asyncio.sleep(0)
    assert [round(seconds, 3) for seconds in waited] == [round(0.2 * number, 3) for number in range(1, 11)]
    with pytest.raises(RateLimited):
        await limit.count(ann)
    await limit.count(ben)
    begin.set()
    await asyncio.gather(*waiting)


async def test_what_is_made_changed_joined_and_written_is_counted_together_and_refused_before_it_is_done(
    chat_with: ChatWith, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "LONGEST", 0.0)  # nobody waits
    ann, ben = await person("ann"), await person("ben")
    strict = chat_with(tries_per_minute=1)
    room = await strict.room_passwords.create(actor=ann, form=RoomForm("New"))
    await strict.room_passwords.edit(actor=ann, room_uuid=room, form=RoomForm("Newer"))
    bens = await a_room(strict, ben)
    await strict.room_passwords.join(actor=ann, room_uuid=bens)
    for _ in range(27):
        async with strict.changing(ann):
            pass
    with pytest.raises(RateLimited):
        async with strict.changing(ann):
            raise AssertionError
    for refused in (
        strict.room_passwords.create(actor=ann, form=RoomForm("Another")),
        strict.room_passwords.edit(actor=ann, room_uuid=room, form=RoomForm("Newest")),
        strict.room_passwords.join(actor=ann, room_uuid=bens),
    ):
        with pytest.raises(RateLimited):
            await refused
    async with strict.changing(ben):
        pass
