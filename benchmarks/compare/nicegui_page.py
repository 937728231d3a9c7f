"""A NiceGUI page as a browser keeps it: loaded, connected, answering pings, acknowledging."""

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

from benchmarks.compare.readers import Reader, Readers
from benchmarks.compare.wire import Refused, dial
from tests.support.browser.page_client import ACK_AT, ACK_EVERY, PageClient

WELCOME_WITHIN = 60.0  # seconds
ENGINE_OPEN, ENGINE_PING, SOCKET_OPEN = b"0", b"2", b"40"


def answer_to(text: bytes) -> bytes | None:
    """Return what a browser says at once to an Engine.IO packet."""
    if text == ENGINE_PING:
        return b"3"
    return SOCKET_OPEN if text.startswith(ENGINE_OPEN) else None


async def open_page(client: PageClient, readers: Readers) -> Reader:
    """Load a page and connect it; `readers` reads its socket from then on.

    Raises:
        Refused: the server did not give a page, or did not accept its socket.
    """
    response = await client.get()
    if not client.query:
        raise Refused(f"{client.path} answered {response.status_code} without a page")
    told = {name: str(value).lower() if isinstance(value, bool) else value for name, value in client.query.items()}
    own = {"tab_id": client.tab_id, "document_id": client.document_id, "next_message_id": client.next_message_id}
    parameters = urlencode({"EIO": "4", "transport": "websocket", **told, **own})
    url = f"{client.base}/_nicegui_ws/socket.io/?{parameters}"
    reader = Reader(*await dial(url, {**client.headers, "Cookie": client.cookie}), client)
    readers.add(reader)
    await asyncio.wait_for(reader.connected, WELCOME_WITHIN)
    if not any(message.text.startswith(SOCKET_OPEN) for message in reader.received):
        raise Refused(str([message.text for message in reader.received]))
    return reader


async def fire(reader: Reader, element: str, event: str, *arguments: Any) -> None:
    """Fire an element's event, as its listener in the browser would."""
    client = page_of(reader)
    listener = next(each for each in client.elements[element]["events"] if each["type"] == event)
    message = {
        "id": int(element),
        "client_id": client.client_id,
        "listener_id": listener["listener_id"],
        "args": [json.dumps(argument) for argument in arguments],
    }
    await reader.send(f"42{json.dumps(['event', message])}")


async def acknowledge(readers: Readers, every: float = ACK_EVERY, at: int = ACK_AT) -> None:
    """Acknowledge for every page every few seconds, each at its own time, until cancelled: ``at`` new ones or more."""
    while True:
        current = list(readers)
        for reader in current:
            await asyncio.sleep(every / len(current))
            number = int(reader.own_number[:-2] or -1) + 1
            if number - reader.acknowledged >= at:
                reader.acknowledged = number
                message = {"client_id": page_of(reader).client_id, "next_message_id": number}
                await reader.send(f"42{json.dumps(['ack', message])}")
        if not current:
            await asyncio.sleep(every)


def page_of(reader: Reader) -> PageClient:
    """Return the page a reader belongs to."""
    assert isinstance(reader.page, PageClient)
    return reader.page
