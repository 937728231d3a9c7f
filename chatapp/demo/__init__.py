"""Demo data: eight people, seven rooms, three direct conversations, and ten days of messages."""

import random
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from rich.console import Console
from rich.progress import track
from sqlalchemy import update
from sqlmodel import col, select

from chatapp import messages, rooms
from chatapp.accounts import SignUp
from chatapp.bootstrap import Chat
from chatapp.demo.script import (
    DAYS,
    DIRECT,
    DIRECT_MESSAGES,
    PASSWORD_WORDS,
    PEOPLE,
    PRIVATE,
    PRIVATE_PASSWORD,
    ROOMS,
    THREADS,
)
from chatapp.identity import Actor
from chatapp.rooms import categories
from models import Membership, Message, MessageKind, Room
from models.utc_datetime import now

UNREAD_BY = ("aiko", "joao")  # have unread messages
DemoMessage = tuple[datetime, str, str]  # time, username, body


async def fill(chat: Chat, console: Console) -> None:
    """Create the team, its rooms and messages in an empty database; print how to sign in."""
    generator = random.Random(20)  # noqa: S311  (for messages, not for secrets)
    password = "-".join(secrets.choice(PASSWORD_WORDS) for _ in range(4)) + f"-{secrets.randbelow(90) + 10}"
    people: dict[str, Actor] = {}
    for username, first, last in track(PEOPLE, "People", console=console, transient=True):
        form = SignUp(username, f"{username}@demo.example.org", password, first, last)
        people[username] = await chat.accounts.sign_up(form, may_be_first=True)
    count = 0
    for name in track([*ROOMS, PRIVATE], "Rooms and messages", console=console, transient=True):
        room_uuid = await (_private_room(chat, people) if name == PRIVATE else _room(chat, people, name))
        count += await _post(chat, people, room_uuid, list(_messages(generator, name)))
    for pair in DIRECT:
        count += await _direct_room(chat, people, *pair)
    await _mark_read(chat, people)
    console.print(f"{len(people)} people, {len(ROOMS) + 1} rooms, {count} messages.")
    console.print(f"{PRIVATE} is private; its password is [b]{PRIVATE_PASSWORD}[/b].")
    console.print(f"Sign in as [b]mara[/b] (administrator) or any of {', '.join(list(people)[1:])}: [b]{password}[/b]")


async def _room(chat: Chat, people: dict[str, Actor], name: str) -> UUID:
    description, category = ROOMS[name]
    async with chat.transaction() as work:
        found = {choice.name: choice.uuid for choice in await categories.listing(work.session)}
        room_uuid = await rooms.create(
            work, actor=people["mara"], name=name, description=description, category=found.get(category)
        )
    for username in list(people)[1:]:
        async with chat.transaction() as work:
            await rooms.join(work, actor=people[username], room_uuid=room_uuid)
    return room_uuid


async def _private_room(chat: Chat, people: dict[str, Actor]) -> UUID:
    password_hash = await chat.room_passwords.hash(PRIVATE_PASSWORD)
    async with chat.transaction() as work:
        room_uuid = await rooms.create(
            work, actor=people["mara"], name=PRIVATE, visibility="private", password_hash=password_hash
        )
        await rooms.add(work, actor=people["mara"], room_uuid=room_uuid, people=[people["lena"].uuid])
    return room_uuid


async def _direct_room(chat: Chat, people: dict[str, Actor], a: str, b: str) -> int:
    async with chat.transaction() as work:
        room_uuid = await rooms.open_direct(work, actor=people[a], people=[people[b].uuid])
    at = now().replace(second=0, microsecond=0) - timedelta(hours=3)
    parts = [line.format(a=a, b=b).partition(": ") for line in DIRECT_MESSAGES]
    lines = [(at + timedelta(minutes=2 * index), who, body) for index, (who, _, body) in enumerate(parts)]
    return await _post(chat, people, room_uuid, lines)


async def _post(chat: Chat, people: dict[str, Actor], room_uuid: UUID, lines: list[DemoMessage]) -> int:
    numbers: list[int] = []
    for number, (_, username, body) in enumerate(lines, start=1):
        key = f"demo-{room_uuid}-{number}"
        actor = people[username]
        queue = chat.post_queue
        posted = await messages.post(queue, actor=actor, room_uuid=room_uuid, body=body, client_message_id=key)
        numbers.append(posted.message.number)
    async with chat.transaction() as work:
        author = people[lines[0][1]]
        room_id = await rooms.require_membership(work.session, actor=author, room_uuid=room_uuid)
        first = update(Message).where(col(Message.room_id) == room_id, col(Message.kind) != MessageKind.TEXT)
        await work.session.exec(first.values(created_at=lines[0][0] - timedelta(minutes=10)))  # they came before
        for number, (at, _, _) in zip(numbers, lines, strict=True):
            matches = (col(Message.room_id) == room_id) & (col(Message.number) == number)
            await work.session.exec(update(Message).where(matches).values(created_at=min(at, now())))
    return len(lines)


async def _mark_read(chat: Chat, people: dict[str, Actor]) -> None:
    """Mark everything as read, except the last two messages of a few rooms for `UNREAD_BY`."""
    everything = select(Room.last_number).where(Room.id == Membership.room_id).scalar_subquery()
    behind = [people[username].account_id for username in UNREAD_BY]
    async with chat.transaction() as work:
        await work.session.exec(update(Membership).values(last_read_number=everything))
        some = select(Room.id).where(col(Room.name).in_(("General", "Incidents", "Support")) | (col(Room.name) == ""))
        await work.session.exec(
            update(Membership)
            .where(col(Membership.account_id).in_(behind), col(Membership.room_id).in_(some))
            .values(last_read_number=everything - 2)
        )


def _messages(generator: random.Random, room: str) -> Iterator[DemoMessage]:
    """Yield ten days of messages, oldest first."""
    today = now().replace(minute=0, second=0, microsecond=0)
    for day in range(DAYS, -1, -1):
        threads = generator.sample(THREADS[room], k=min(len(THREADS[room]), generator.choice((1, 2, 2))))
        for index, thread in enumerate(threads):
            at = today - timedelta(days=day, hours=6 - 3 * index, minutes=generator.randrange(50))
            for line in thread:
                username, _, body = line.partition(": ")
                yield at, username, body.replace("{n}", str(20 - day))
                at += timedelta(seconds=generator.randrange(15, 400))
