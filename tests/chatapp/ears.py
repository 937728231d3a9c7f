"""Ears for tests: hear what is published, lose what should be lost, wait for what is on its way."""

import asyncio
from collections.abc import Callable
from uuid import UUID, uuid4

from chatapp import messages, rooms
from chatapp.accounts import Actor
from chatapp.bootstrap import Chat
from chatapp.broker import Callback, InProcessBroker, Unsubscribe
from chatapp.events import Event, MessageChanged
from chatapp.messages import Posted


def listen(chat: Chat, *topics: str) -> list[Event]:
    """Return a list that fills with every event published on these topics."""
    heard: list[Event] = []
    for topic in topics:
        chat.broker.subscribe(topic, heard.append)
    return heard


async def until(condition: Callable[[], object]) -> None:
    """Wait until something is true; pytest's own timeout ends a wait that is in vain."""
    while not condition():  # noqa: ASYNC110
        await asyncio.sleep(0.005)


async def a_room(chat: Chat, owner: Actor, *members: Actor, name: str = "", visibility: str = "public") -> UUID:
    """Make a room with these members."""
    async with chat.transaction() as work:
        room = await rooms.create(work, actor=owner, name=name or f"Room {uuid4().hex[:8]}", visibility=visibility)
    for member in members:
        await join(chat, member, room)
    return room


async def say(chat: Chat, actor: Actor, room: UUID, body: str, key: str = "") -> Posted:
    """Post a message."""
    return await chat.post(
        messages.draft(actor=actor, room_uuid=room, body=body, client_message_id=key or str(uuid4()))
    )


async def join(chat: Chat, actor: Actor, room: UUID) -> None:
    """Join a room."""
    async with chat.transaction() as work:
        await rooms.join(work, actor=actor, room_uuid=room)


async def leave(chat: Chat, actor: Actor, room: UUID) -> None:
    """Leave a room."""
    async with chat.transaction() as work:
        await rooms.leave(work, actor=actor, room_uuid=room)


class UnreliableBroker:
    """A broker that treats messages as ``fate`` says: an event becomes the events that arrive in its place."""

    def __init__(self) -> None:
        self._wire = InProcessBroker()
        self.fate: Callable[[Event], list[Event]] = lambda event: [event]

    def publish(self, topic: str, event: Event) -> None:
        """Deliver what fate leaves of a message; anything else arrives."""
        for survivor in self.fate(event) if isinstance(event, MessageChanged) else [event]:
            self._wire.publish(topic, survivor)

    def subscribe(self, topic: str, callback: Callback) -> Unsubscribe:
        """Subscribe as usual."""
        return self._wire.subscribe(topic, callback)
