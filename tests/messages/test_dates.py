"""Jumping to a date: the first message since a moment."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from chatapp import messages
from chatapp.bootstrap import Chat
from models import Message
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, say

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.each_database
async def test_the_first_message_since_a_moment_is_found_wherever_it_is(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room, empty = await a_room(chat, ann), await a_room(chat, ann)
    for number in range(1, 8):
        await say(chat, ann, room, f"number {number}")
    async with chat.transaction() as work:
        for number in range(1, 8):  # two a day
            at = BEGIN + timedelta(days=number // 2)
            await work.session.exec(update(Message).where(col(Message.number) == number).values(created_at=at))

    async def since(days: float) -> int:
        async with chat.reading() as session:
            return await messages.first_since(session, actor=ann, room_uuid=room, moment=BEGIN + timedelta(days=days))

    assert [await since(days) for days in (-9, 0, 0.5, 1, 2, 2.5, 3, 3.5)] == [1, 1, 2, 2, 4, 6, 6, 0]
    async with chat.reading() as session:
        assert await messages.first_since(session, actor=ann, room_uuid=empty, moment=BEGIN) == 0
