"""What the people of the demo say, and what others make of it: answers, reactions, edits, pins, files."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, cycle
from uuid import UUID

from sqlmodel import col, select

from chatapp import messages, rooms, threads
from chatapp.bootstrap import Chat
from chatapp.demo import files
from chatapp.demo.direct_chats import DIRECT
from chatapp.demo.script import (
    ANSWERED_IN_THREADS,
    ANSWERS,
    DAYS,
    EDITED,
    FILES,
    PINNED,
    REACTIONS,
    THREADS,
)
from chatapp.identity import Actor
from chatapp.storage.unit_of_work import UnitOfWork
from models import Message, MessageKind, Room
from models.utc_datetime import now

LATER = timedelta(minutes=2)  # a text is edited, a message pinned
BETWEEN = timedelta(minutes=4)  # answers in a thread
EARLIER = timedelta(minutes=10)  # people came before anything was said
People = Mapping[str, Actor]  # by username


@dataclass(frozen=True, slots=True)
class Said:
    """One message. ``line``: as the script has it; ``body``: as it is read in the end."""

    at: datetime
    username: str
    line: str
    body: str


def in_room(generator: random.Random, room: str) -> list[Said]:
    """Return ten days of a room's messages, oldest first."""
    today = now().replace(minute=0, second=0, microsecond=0)
    days = [day for day in range(DAYS + 1) for _ in range(generator.choice((1, 2, 2)))]
    last, *others = THREADS[room]
    newest_first = list(zip(days, chain([last], cycle(others)), strict=False))
    said: list[Said] = []
    for index, (day, thread) in reversed(list(enumerate(newest_first))):
        is_second = days[index + 1 : index + 2] == [day]
        at = today - timedelta(days=day, hours=3 if is_second else 6, minutes=generator.randrange(50))
        for spoken in thread:
            username, _, line = spoken.partition(": ")
            said.append(Said(at, username, line, line.replace("{n}", str(20 - day))))
            at += timedelta(seconds=generator.randrange(15, 400))
    return said


def in_direct_chat(first: str, second: str) -> Iterator[Said]:
    """Yield what two people say to each other."""
    at = now().replace(second=0, microsecond=0) - timedelta(hours=3)
    for index, spoken in enumerate(DIRECT[first, second]):
        username, _, body = spoken.partition(": ")
        yield Said(at + timedelta(minutes=2 * index), username, body, body)


async def say(chat: Chat, people: People, room_uuid: UUID, said: Sequence[Said]) -> int:
    """Post all of it; returns how many messages there are then."""
    last = {one.line: index for index, one in enumerate(said)}
    numbers: list[int] = []
    for index, one in enumerate(said):
        is_last, author = last[one.line] == index, people[one.username]
        sent = [await files.send(chat, author, room_uuid, *FILES[one.line])] if is_last and one.line in FILES else []
        answered = [at for at in range(index) if said[at].line == ANSWERS.get(one.line)]
        posted = await messages.post(
            chat.post_queue,
            actor=author,
            room_uuid=room_uuid,
            body=EDITED.get(one.line, one.body),
            client_message_id=f"demo-{room_uuid}-{index}",
            reply_to=numbers[answered[-1]] if answered else None,
            upload_uuids=sent,
        )
        numbers.append(posted.message.number)
        if one.line in PINNED and is_last:
            async with chat.transaction() as work:
                await messages.pin(work, actor=people["mara"], room_uuid=room_uuid, number=numbers[-1])
    async with chat.transaction() as work:
        stored = await _stored(work, people, room_uuid, dict(zip(numbers, said, strict=True)))
        for message, one in zip(stored, said, strict=True):
            await _mark(work, people, room_uuid, message, one)
    return len(said)


async def say_in_threads(chat: Chat, people: People, made: Mapping[str, UUID]) -> int:
    """Answer some messages in threads of their own; returns how many answers there are."""
    count = 0
    for name, (line, answers) in ANSWERED_IN_THREADS.items():
        spoken = [answer.partition(": ") for answer in answers]
        async with chat.transaction() as work:
            is_root = Room.uuid == made[name], Message.body == line
            of_room = select(Message.number, Message.created_at).join(Room, col(Room.id) == Message.room_id)
            newest = of_room.where(*is_root).order_by(col(Message.number).desc()).limit(1)
            number, at = (await work.session.exec(newest)).one()
            first = people[spoken[0][0]]
            begun = await threads.begin(work, actor=first, room_uuid=made[name], number=number)
        said = [Said(at + (index + 1) * BETWEEN, who, body, body) for index, (who, _, body) in enumerate(spoken)]
        count += await say(chat, people, begun.room_uuid, said)
    return count


async def _stored(work: UnitOfWork, people: People, room_uuid: UUID, said: Mapping[int, Said]) -> list[Message]:
    """Have it said when the script says, and the lines of Chatapp with what came before them; return the messages."""
    first = next(iter(said.values()))
    room_id = await rooms.require_membership(work.session, actor=people[first.username], room_uuid=room_uuid)
    of_room = select(Message).where(Message.room_id == room_id).order_by(col(Message.number))
    stored = (await work.session.exec(of_room)).all()
    at = first.at - EARLIER
    for message in stored:
        at = min(said[message.number].at, now()) if message.kind == MessageKind.TEXT else at
        message.created_at = at
        message.pinned_at = message.pinned_at and at + LATER
    await work.session.flush()
    return [message for message in stored if message.kind == MessageKind.TEXT]


async def _mark(work: UnitOfWork, people: People, room_uuid: UUID, message: Message, said: Said) -> None:
    """Edit a message, and react to it."""
    number = message.number
    if said.line in EDITED:
        author = people[said.username]
        await messages.edit(work, actor=author, room_uuid=room_uuid, number=number, body=said.body)
        message.edited_at = said.at + LATER
    for emoji, usernames in REACTIONS.get(said.line, {}).items():
        for username in usernames.split():
            await messages.react(work, actor=people[username], room_uuid=room_uuid, number=number, emoji=emoji)
