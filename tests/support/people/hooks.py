"""Hooks of rooms, and posting by them."""

import json
from typing import Any
from uuid import UUID

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.events import MessageView
from chatapp.hooks import HookForm, HookKind, NewHook
from chatapp.identity import Actor


async def an_incoming_hook(chat: Chat, owner: Actor, room: UUID, name: str = "Grafana") -> tuple[NewHook, str]:
    """Make a hook; returns it and its token."""
    made = await chat.hooks.make(actor=owner, room_uuid=room, form=HookForm(name))
    return made, made.address.rpartition("/")[2]


async def an_outgoing_hook(chat: Chat, owner: Actor, room: UUID, url: str, name: str = "CI") -> NewHook:
    """Make a hook that sends to an address."""
    return await chat.hooks.make(actor=owner, room_uuid=room, form=HookForm(name, HookKind.OUTGOING, url))


async def receive(chat: Chat, token: str, payload: Any, **options: Any) -> int:
    """Post to a hook as a program does."""
    return await chat.hooks.receive(token, json.dumps(payload).encode(), "application/json", **options)


async def said_in(chat: Chat, actor: Actor, room: UUID) -> list[MessageView]:
    """Return what people and programs have said in a room, oldest first."""
    async with chat.reading() as session:
        page = await messages.history.read(session, actor=actor, room_uuid=room)
    return [message for message in page.messages if message.is_text]
