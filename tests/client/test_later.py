"""Reminders, scheduled messages and custom emoji by a program."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from chatapp.errors import Conflict, Forbidden, Invalid, NotFound
from tests.client.conftest import MakeClient
from tests.support.people.emoji import moving, square
from tests.support.servers.server import Server


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
    changed = await program(chat.change_reminder, daily, text="Water the ferns", repeats="weekly")
    assert (changed.text, changed.at, changed.repeats) == ("Water the ferns", daily.at, "weekly")
    soon = await program(chat.change_reminder, daily.uuid, at=timedelta(hours=3))
    assert (soon.text, soon.due_at > of_message.due_at) == ("Water the ferns", True)
    await program(chat.end_reminder, daily)
    await program(chat.end_reminder, third.uuid)
    assert [one.uuid for one in await program(chat.reminders)] == [of_message.uuid]


async def test_a_program_writes_for_later(server: Server, client: MakeClient, tmp_path: Path) -> None:
    ann, eve = await server.person(), await server.person()
    room, program = await server.room(ann), client(ann)
    chat, place = program.chat, await program.room(room)
    (tmp_path / "plan.txt").write_text("plan")
    day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    made = await program(place.schedule, "Deploying", tmp_path / "plan.txt", at=f"{day}T09:00", client_message_id="k")
    again = await program(place.schedule, "Deploying", at=f"{day}T09:00", client_message_id="k")
    assert (again.uuid, made.body, made.at, [one.name for one in made.files]) == (
        made.uuid,
        "Deploying",
        f"{day}T09:00",
        ["plan.txt"],
    )
    moved = await program(chat.change_scheduled, made, body="Deployed", at=timedelta(hours=2))
    assert (moved.body, moved.due_at < made.due_at) == ("Deployed", True)
    other = await program(place.schedule, "never", at=datetime.now(UTC) + timedelta(days=3))
    assert [one.uuid for one in await program(chat.scheduled)] == [made.uuid, other.uuid]
    stranger = client(eve)
    for act in (stranger.chat.cancel, stranger.chat.send_now):
        with pytest.raises(NotFound):
            await stranger(act, made)
    assert await stranger(stranger.chat.scheduled) == []
    for wrong in ({"a": 1}, ""):
        with pytest.raises(Invalid):
            await program(place.schedule, wrong, at=timedelta(hours=1))
    await program(chat.cancel, other.uuid)
    sent = await program(chat.send_now, made)
    assert (sent.body, [one.name for one in sent.attachments], await program(chat.scheduled)) == (
        "Deployed",
        ["plan.txt"],
        [],
    )


async def test_a_program_adds_an_emoji(server: Server, client: MakeClient, tmp_path: Path) -> None:
    ann, eve = await server.person(), await server.person()
    name, program, stranger = f"e{uuid4().hex[:12]}", client(ann), client(eve)
    (tmp_path / "party.gif").write_bytes(moving())
    made = await program(program.chat.add_emoji, name, tmp_path / "party.gif")
    assert (made.name, made.is_moving, str(made.created_by)) == (name, True, ann.uuid)
    assert made in await stranger(stranger.chat.emoji)
    with pytest.raises(Conflict):
        await stranger(stranger.chat.add_emoji, name, square())
    with pytest.raises(Forbidden):
        await stranger(stranger.chat.delete_emoji, name)
    await program(program.chat.delete_emoji, name)
    assert name not in {one.name for one in await program(program.chat.emoji)}
