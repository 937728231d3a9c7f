"""Marking a room as read, and seeing who is there, by program."""

from uuid import UUID

import pytest

from chatapp.bootstrap import Chat
from chatapp.events import RoomRead, RoomUnread, account_topic
from tests.api.conftest import MakeProgram, fields
from tests.support.people.rooms import listen


async def test_a_program_marks_a_room_as_read_for_all_of_its_persons_pages(program: MakeProgram, chat: Chat) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    await ann.say(room, "one")
    await ann.say(room, "two")
    heard = listen(chat, account_topic(ben.actor.account_id))
    marked = await ben.put(f"rooms/{room}/read", json={"number": 1})
    assert (marked.status_code, marked.json()) == (200, {"last_read_number": 1})
    assert heard == [RoomRead(UUID(room), ben.actor.account_id, 1)]
    assert (await ben.put(f"rooms/{room}/read", json={"number": 9})).json() == {"last_read_number": 2}
    assert (await ben.put(f"rooms/{room}/read", json={"number": 1.0})).json() == {"last_read_number": 2}


async def test_a_program_says_how_far_its_person_has_read_forward_and_back(program: MakeProgram, chat: Chat) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    await ann.say(room, "one")
    await ann.say(room, "two")
    heard = listen(chat, account_topic(ben.actor.account_id))
    for number, now in ((2, 2), (0, 0), (9, 2), (1, 1)):
        answer = await ben.post(f"rooms/{room}/read", json={"number": number})
        assert (answer.status_code, answer.json()) == (200, {"last_read_number": now})
    assert [type(event) for event in heard] == [RoomRead, RoomUnread, RoomRead, RoomUnread]
    assert (await ben.get(f"rooms/{room}")).json()["unread"] == 1


@pytest.mark.parametrize("body", [{}, {"number": -1}, {"number": 2**53}, {"number": "many"}, {"number": None}])
async def test_a_number_that_is_none_is_refused_beside_its_field(program: MakeProgram, body: dict[str, object]) -> None:
    ann = await program("ann")
    refused = await ann.put(f"rooms/{await ann.room()}/read", json=body)
    assert refused.status_code == 422
    assert fields(refused) == {"number"}


async def test_a_program_sees_who_is_online_away_or_offline(program: MakeProgram, chat: Chat) -> None:
    ann, ben = await program("ann"), await program("ben")

    async def presence() -> str:
        return str((await ann.get(f"people/{ben.actor.uuid}")).json()["presence"])

    assert await presence() == "offline"
    chat.presence.connect(ben.actor, "page", is_active=False)
    assert await presence() == "away"
    chat.presence.connect(ben.actor, "page", is_active=True)
    assert await presence() == "online"
    chat.presence.end(ben.actor, "page")
    assert await presence() == "offline"
