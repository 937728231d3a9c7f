"""How much one person may change: rooms, messages, drafts and names, by whatever way."""

import pytest

from chatapp.authentication.change_limit import ChangeLimit
from chatapp.authentication.rate_limit import RateLimits
from chatapp.errors import RateLimited
from chatapp.rooms.lifecycle import RoomForm
from tests.support.chats import ChatWith, MakePerson
from tests.support.rooms import a_room


async def test_three_hundred_changes_a_minute_and_others_go_on(person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    limit = ChangeLimit(RateLimits(10))
    for _ in range(300):
        await limit.count(ann)
    with pytest.raises(RateLimited, match=r"You're making changes too fast\. Wait \d+ seconds?\."):
        await limit.count(ann)
    await limit.count(ben)


async def test_what_is_made_changed_joined_and_written_is_counted_together_and_refused_before_it_is_done(
    chat_with: ChatWith, person: MakePerson
) -> None:
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
