"""Demo data: eight people, seven rooms, three direct conversations, and ten days of messages.

| file | what it holds |
|---|---|
| script, direct_chats | the content: people, rooms, what they say |
| conversations | posting it, with answers, threads, reactions, edits and pins |
| files | what is sent with it |
"""

import random
import secrets
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from rich.console import Console
from rich.progress import track
from sqlalchemy import ColumnElement, delete, func, update
from sqlmodel import col, select

from chatapp import messages, rooms
from chatapp.accounts import SignUp, preferences, statuses
from chatapp.bootstrap import Chat
from chatapp.demo import conversations
from chatapp.demo.conversations import People
from chatapp.demo.direct_chats import DIRECT
from chatapp.demo.script import (
    AWAY,
    DAYS,
    DRAFTS,
    PASSWORD_WORDS,
    PEOPLE,
    PRIVATE,
    PRIVATE_PASSWORD,
    ROOMS,
    SAVED,
    STATUSES,
    UNREAD,
    WEEKEND,
    WORKSPACE,
    ZONES,
)
from chatapp.identity import Actor
from chatapp.rooms import categories
from chatapp.workspace.workspace import found
from models import Account, Alert, AlertKind, Membership, Message, Room
from models.utc_datetime import now


async def fill(chat: Chat, console: Console) -> None:
    """Create the team, its rooms and messages in an empty database; print how to sign in."""
    generator = random.Random(20)  # noqa: S311  (for messages, not for secrets)
    password = "-".join(secrets.choice(PASSWORD_WORDS) for _ in range(4)) + f"-{secrets.randbelow(90) + 10}"
    people: dict[str, Actor] = {}
    for username, first, last in track(PEOPLE, "People", console=console, transient=True):
        form = SignUp(username, f"{username}@demo.example.org", password, first, last)
        people[username] = await chat.accounts.sign_up(form, may_be_first=True)
    made = {name: await _room(chat, people, name) for name in ROOMS} | {PRIVATE: await _private_room(chat, people)}
    async with chat.transaction() as work:
        await found(work, name=WORKSPACE, landing_room=made["General"])
    count = 0
    for name, room_uuid in track(made.items(), "Messages", console=console, transient=True):
        count += await conversations.say(chat, people, room_uuid, conversations.in_room(generator, name))
    count += await conversations.say_in_threads(chat, people, made)
    for pair in DIRECT:
        count += await conversations.say(
            chat, people, await _direct_chat(chat, people, *pair), list(conversations.in_direct_chat(*pair))
        )
    await _mark_read(chat, people)
    await _date_alerts(chat)
    await _keep(chat, people, made)
    await _tell(chat, people)
    console.print(f"{len(people)} people, {len(made)} rooms, {count} messages.")
    console.print(f"{PRIVATE} is private; its password is [b]{PRIVATE_PASSWORD}[/b].")
    console.print(f"Sign in as [b]mara[/b] (administrator) or any of {', '.join(list(people)[1:])}: [b]{password}[/b]")


async def _room(chat: Chat, people: People, name: str) -> UUID:
    description, category = ROOMS[name]
    async with chat.transaction() as work:
        choices = {choice.name: choice.uuid for choice in await categories.listing(work.session)}
        room_uuid = await rooms.create(
            work, actor=people["mara"], name=name, description=description, category=choices.get(category)
        )
    for username in list(people)[1:]:
        async with chat.transaction() as work:
            await rooms.join(work, actor=people[username], room_uuid=room_uuid)
    return room_uuid


async def _private_room(chat: Chat, people: People) -> UUID:
    password_hash = await chat.room_passwords.hash(PRIVATE_PASSWORD)
    async with chat.transaction() as work:
        room_uuid = await rooms.create(
            work, actor=people["mara"], name=PRIVATE, visibility="private", password_hash=password_hash
        )
        await rooms.add(work, actor=people["mara"], room_uuid=room_uuid, people=[people["lena"].uuid])
    return room_uuid


async def _direct_chat(chat: Chat, people: People, a: str, b: str) -> UUID:
    async with chat.transaction() as work:
        return await rooms.open_direct(work, actor=people[a], people=[people[b].uuid])


async def _mark_read(chat: Chat, people: People) -> None:
    """Mark everything as read since long ago, except the last two messages of what `UNREAD` names.

    Who was `AWAY` has read what came before the weekend. Everybody has read what came before their own last words.
    """
    everything = select(Room.last_number).where(Room.id == Membership.room_id).scalar_subquery()
    is_own = col(Message.author_id) == col(Membership.account_id)
    is_old = col(Message.created_at) < now() - timedelta(days=WEEKEND)
    came = now() - timedelta(days=DAYS + 2)
    async with chat.transaction() as work:
        await work.session.exec(update(Account).values(created_at=came))
        await work.session.exec(update(Membership).values(last_read_number=everything, joined_at=came))
        for username, (names, is_direct_too) in UNREAD.items():
            named = [*names, ""] if is_direct_too else names  # direct chats have no name
            some = select(Room.id).where(col(Room.name).in_(named))
            theirs = (col(Membership.account_id) == people[username].account_id) & col(Membership.room_id).in_(some)
            newest = col(Message.number) <= everything - 2
            await work.session.exec(update(Membership).where(theirs).values(last_read_number=_last(is_own | newest)))
        away = col(Membership.account_id).in_(people[username].account_id for username in AWAY)
        await work.session.exec(update(Membership).where(away).values(last_read_number=_last(is_own | is_old)))


def _last(which: ColumnElement[bool]) -> ColumnElement[int]:
    """Return the number of the last of these messages in a membership's room, or 0."""
    query = select(func.max(Message.number)).where(Message.room_id == Membership.room_id, which)
    return func.coalesce(query.scalar_subquery(), 0)


async def _date_alerts(chat: Chat) -> None:
    """Let alerts be as old as their messages, and in that order; reactions from before the weekend have been seen."""
    query = select(Alert, Message.created_at).join(Message, col(Message.id) == Alert.message_id)
    async with chat.transaction() as work:
        found = sorted((await work.session.exec(query)).all(), key=lambda pair: (pair[1], pair[0].id))
        dated = []
        for alert_id, (alert, said_at) in zip(sorted(one.id for one, _ in found), found, strict=True):
            is_seen = alert.kind == AlertKind.REACTION and said_at < now() - timedelta(days=WEEKEND)
            kept = dict(alert) | {"id": alert_id, "created_at": said_at}
            dated.append(Alert(**kept | ({"read_at": said_at} if is_seen else {})))
        await work.session.exec(delete(Alert).where(col(Alert.id).in_(one.id for one in dated)))
        work.session.expunge_all()
        work.session.add_all(dated)


async def _keep(chat: Chat, people: People, made: Mapping[str, UUID]) -> None:
    """Save messages for later, and leave drafts."""
    async with chat.transaction() as work:
        for username, line in SAVED.items():
            newest = select(Message.number, Room.uuid).join(Room, col(Room.id) == Message.room_id)
            query = newest.where(Message.body == line).order_by(col(Message.number).desc()).limit(1)
            number, room_uuid = (await work.session.exec(query)).one()
            await messages.save(work, actor=people[username], room_uuid=room_uuid, number=number)
        for username, (name, body) in DRAFTS.items():
            await messages.drafts.put(work, actor=people[username], room_uuid=made[name], body=body, revision=0)


async def _tell(chat: Chat, people: People) -> None:
    """Say what people do just now, and in which time zones they are."""
    async with chat.transaction() as work:
        for username, (emoji, words) in STATUSES.items():
            await statuses.set_status(work, actor=people[username], emoji=emoji, words=words)
        for username, zone in ZONES.items():
            changes = preferences.Preferences(time_zone=zone)
            await preferences.edit(work, actor=people[username], changes=changes)
