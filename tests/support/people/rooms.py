"""Rooms for tests, and what is done in them; hearing, losing and waiting for what the broker carries."""

from collections.abc import Callable, Iterable
from uuid import UUID, uuid4

from sqlalchemy import update

from chatapp import messages, rooms
from chatapp.bootstrap import Chat
from chatapp.broker import InProcessBroker
from chatapp.events import Event, MessageChanged, TokensRevoked, account_topic
from chatapp.identity import Actor
from chatapp.messages import Posted
from chatapp.rooms import RoomView
from models import Account
from tests.support.people.members import make_members


def listen(chat: Chat, *topics: str) -> list[Event]:
    """Return a list that fills with every event published on these topics."""
    heard: list[Event] = []
    for topic in topics:
        chat.broker.subscribe(topic, heard.append)
    return heard


def without_lines(heard: Iterable[Event]) -> list[Event]:
    """Return what was heard apart from lines in which Chatapp says who joined, left and the like."""
    return [event for event in heard if not isinstance(event, MessageChanged) or event.message.is_text]


async def a_room(
    chat: Chat, owner: Actor, *members: Actor, name: str = "", visibility: str = "public", password: str = ""
) -> UUID:
    """Create a room with these members, who were in it from the start."""
    password_hash = await chat.room_passwords.hash(password)
    async with chat.transaction() as work:
        room = await rooms.create(
            work,
            actor=owner,
            name=name or f"Room {uuid4().hex[:8]}",
            visibility=visibility,
            password_hash=password_hash,
        )
    await make_members(chat, room, *(member.uuid for member in members), is_added=visibility != "public")
    return room


async def a_direct_room(chat: Chat, actor: Actor, *others: Actor) -> UUID:
    """Open the direct room of the actor and others."""
    async with chat.transaction() as work:
        return await rooms.open_direct(work, actor=actor, people=[other.uuid for other in others])


async def a_closed_room(chat: Chat, owner: Actor, *members: Actor, name: str = "") -> UUID:
    """Create a room with these members, and close it."""
    room = await a_room(chat, owner, *members, name=name)
    await close(chat, owner, room)
    return room


async def look(chat: Chat, actor: Actor, room: UUID) -> RoomView:
    """Return a room as somebody sees it."""
    async with chat.reading() as session:
        return await rooms.get(session, actor=actor, room_uuid=room)


async def roles(chat: Chat, actor: Actor, room: UUID) -> dict[str, str]:
    """Return who is what in a room, as a member of it sees it: username → role."""
    async with chat.reading() as session:
        page = await rooms.members(session, actor=actor, room_uuid=room)
    return {member.username: member.role for member in page.items}


async def say(chat: Chat, actor: Actor, room: UUID, body: str, key: str = "") -> Posted:
    """Post a message."""
    key = key or str(uuid4())
    return await messages.post(chat.post_queue, actor=actor, room_uuid=room, body=body, client_message_id=key)


async def join(chat: Chat, actor: Actor, room: UUID) -> None:
    """Join a room."""
    async with chat.transaction() as work:
        await rooms.join(work, actor=actor, room_uuid=room)


async def add(chat: Chat, actor: Actor, person: Actor, room: UUID) -> bool:
    """Add somebody to a room; says whether they were not a member before."""
    async with chat.transaction() as work:
        return bool(await rooms.add(work, actor=actor, room_uuid=room, people=[person.uuid]))


async def remove(chat: Chat, actor: Actor, person: Actor, room: UUID) -> None:
    """Take somebody out of a room."""
    async with chat.transaction() as work:
        await rooms.remove(work, actor=actor, room_uuid=room, account_uuid=person.uuid)


async def set_role(chat: Chat, actor: Actor, person: Actor, room: UUID, role: str) -> None:
    """Give a member a role."""
    async with chat.transaction() as work:
        await rooms.set_role(work, actor=actor, room_uuid=room, account_uuid=person.uuid, role=role)


async def leave(chat: Chat, actor: Actor, room: UUID, successor: Actor | None = None) -> None:
    """Leave a room."""
    async with chat.transaction() as work:
        await rooms.leave(work, actor=actor, room_uuid=room, successor=successor.uuid if successor else None)


async def close(chat: Chat, actor: Actor, room: UUID) -> None:
    """Close a room."""
    async with chat.transaction() as work:
        await rooms.close(work, actor=actor, room_uuid=room)


async def reopen(chat: Chat, actor: Actor, room: UUID) -> None:
    """Reopen a room."""
    async with chat.transaction() as work:
        await rooms.reopen(work, actor=actor, room_uuid=room)


async def delete(chat: Chat, actor: Actor, room: UUID, confirmation: str) -> None:
    """Delete a room permanently."""
    async with chat.transaction() as work:
        await rooms.delete(work, actor=actor, room_uuid=room, confirmation=confirmation)


async def deactivate(chat: Chat, *people: Actor) -> None:
    """Make accounts inactive, as an administrator's act leaves them."""
    ids = [person.account_id for person in people]
    async with chat.transaction() as work:
        await work.session.exec(update(Account).where(Account.id.in_(ids)).values(is_active=False))  # type: ignore[attr-defined]
        for person in people:
            work.announce(account_topic(person.account_id), TokensRevoked(person.account_id))


class RecordingBroker(InProcessBroker):
    """A broker that writes down everything that is published, on whatever topic."""

    def __init__(self) -> None:
        super().__init__()
        self.published: list[tuple[str, Event]] = []

    def publish(self, topic: str, event: Event) -> None:
        """Note an event, and deliver it."""
        self.published.append((topic, event))
        super().publish(topic, event)


class UnreliableBroker(InProcessBroker):
    """A broker that treats messages as ``fate`` says: an event becomes the events that arrive in its place.

    It admits no loss.
    """

    def __init__(self) -> None:
        super().__init__()
        self.fate: Callable[[Event], list[Event]] = lambda event: [event]

    def publish(self, topic: str, event: Event) -> None:
        """Deliver what fate leaves of a message; anything else arrives."""
        for survivor in self.fate(event) if isinstance(event, MessageChanged) else [event]:
            super().publish(topic, survivor)
