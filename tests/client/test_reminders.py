"""Reminders by a program."""

from datetime import UTC, datetime, timedelta

import pytest

from chatapp.errors import Invalid, NotFound
from tests.client.conftest import MakeClient
from tests.support.server import Server


async def test_a_program_is_reminded_of_a_text_and_of_a_message(server: Server, client: MakeClient) -> None:
    ann, eve = await server.person(), await server.person()
    room, program = await server.room(ann), client(ann)
    chat, place = program.chat, await program.room(room)
    message = await program(place.post, "Deploying")
    day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    daily = await program(chat.remind, "Water the plants", f"{day}T09:00", repeats="daily")
    of_message = await program(place.remind, message, timedelta(hours=2))
    assert (daily.text, daily.at, daily.repeats) == ("Water the plants", f"{day}T09:00", "daily")
    assert (str(of_message.room_uuid), of_message.number, of_message.words) == (room, 1, "Deploying")
    assert [one.uuid for one in await program(chat.reminders)] == [of_message.uuid, daily.uuid]
    moment = datetime.now(UTC) + timedelta(days=3)
    third = await program(chat.remind, "Tea", moment)
    assert third.due_at == moment.replace(second=0, microsecond=0)
    with pytest.raises(Invalid):
        await program(chat.remind, "Tea", "soon, perhaps, or later")
    other = client(eve)
    with pytest.raises(NotFound):
        await other(other.chat.end_reminder, daily)
    assert await other(other.chat.reminders) == []
    await program(chat.end_reminder, daily)
    await program(chat.end_reminder, third.uuid)
    assert [one.uuid for one in await program(chat.reminders)] == [of_message.uuid]
