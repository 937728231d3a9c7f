"""A new message as it is sent to others, signed as Standard Webhooks say (https://www.standardwebhooks.com)."""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Final
from uuid import UUID

from chatapp.hooks.unsent import Unsent
from chatapp.web import urls
from models import Hook, Room

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 24


def secret_of(key: bytes, hook_uuid: UUID, rotation: int) -> str:
    """Return the secret that a hook signs with. It follows from the server's own, so that none is stored."""
    whole = hmac.digest(key, f"{hook_uuid} {rotation}".encode(), hashlib.sha256)
    return PREFIX + base64.b64encode(whole[:SECRET_BYTES]).decode()


def headers(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers by which the other side knows that a message is ours, whole, and not an old one again."""
    seconds = str(int(at.timestamp()))
    signed = b".".join((message_id.encode(), seconds.encode(), body))
    signature = hmac.digest(base64.b64decode(secret.removeprefix(PREFIX)), signed, hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }


def id_of(hook: Hook, unsent: Unsent) -> str:
    """Return what a hook calls a message whenever it sends it."""
    numbers = unsent.place.root_number, unsent.message.number
    return ".".join([str(hook.uuid), *(str(one) for one in numbers if one is not None)])


def body_of(unsent: Unsent, origin: str) -> bytes:
    """Return a new message as JSON. ``origin``: where people reach Chatapp."""
    message, author = unsent.message, unsent.author
    data = {
        "room": _room(unsent.place, unsent.room),
        "number": message.number,
        "author": {"uuid": str(author.uuid), "username": author.username, "name": author.name},
        "body": message.body,
        "reply_to": message.reply_to,
        "created_at": message.created_at.isoformat(),
        "url": origin + urls.message(unsent.place.uuid, message.number),
    }
    return json.dumps(
        {"type": "message.created", "timestamp": message.created_at.isoformat(), "data": data}, ensure_ascii=False
    ).encode()


def _room(place: Room, room: Room) -> dict[str, object]:
    """Return where a message is: a room, or a thread with the room that it belongs to, named as REST names them."""
    parent, name = (str(room.uuid), room.name) if place.is_thread else (None, None)
    return {
        "uuid": str(place.uuid),
        "name": place.name,
        "parent_uuid": parent,
        "parent_name": name,
        "root_number": place.root_number,
    }
