"""What it costs to bring a message to pages: real renderer, message lists, outboxes, frames, into kernel sockets."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from nicegui import Client, core, ui

from benchmarks.scaling.events import cpu, message
from benchmarks.scaling.others import takers
from chatapp.callbacks import ignore
from chatapp.messages.history import MessagePage
from pages import nicegui_patches
from pages.nicegui_patches.page_socket import PageSocket
from pages.room.timeline.change import Change
from pages.room.timeline.rendered_room import RenderedRoom
from pages.room.timeline.timeline import Timeline


async def to_pages(pages: int, flushes: int = 60) -> dict[str, float]:
    """Show messages one by one in a room that one page shows, and in one that many do, each over a socket of its own.

    Raises:
        RuntimeError: NiceGUI is not the version that the fan-out relies on.
    """
    core.app.config.message_history_length, core.app.config.reconnect_timeout = 1000, 30.0  # as on starting
    if not nicegui_patches.SocketMiddleware.is_enabled and not nicegui_patches.install():
        raise RuntimeError("NiceGUI's public API is in use; there is nothing to calibrate.")
    room, reader, alone = uuid4(), Reader(), _rendered_room()
    alone.join(reader)
    with cpu() as encoding:
        _show(alone, room, range(1, flushes + 1))
    async with _read_by(pages) as rendered_room:
        with cpu() as everybody:
            for first in range(1, flushes + 1, 10):
                _show(rendered_room, room, range(first, first + 10))
                await asyncio.sleep(0)
    frame = encoding() / flushes
    write = max(0.0, everybody() / flushes - frame) / pages
    return {"frame": frame, "page_write": write, "frame_bytes": statistics.mean(reader.sizes)}


class Reader:
    """Encodes every change, and keeps its size."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def show(self, change: Change) -> None:
        """Encode a change."""
        self.sizes.append(len(change.whole))

    def covers(self, _: int) -> bool:
        """Want nothing kept."""
        return False


def _rendered_room() -> RenderedRoom:
    """Return an empty room's renderer."""
    rendered_room = RenderedRoom()
    with rendered_room.tracking(0, None) as pending:
        rendered_room.merge(pending, MessagePage([], 0, has_more=False, last_number=0))
    return rendered_room


def _show(rendered_room: RenderedRoom, room: UUID, numbers: range) -> None:
    for number in numbers:
        rendered_room.apply(message(number, room))
        rendered_room.flush()


@asynccontextmanager
async def _read_by(pages: int) -> AsyncIterator[RenderedRoom]:
    """Yield a rendered room with ``pages`` pages; each has a socket, as uvicorn would have given it."""
    protocols: list[Served] = []

    def serve() -> Served:
        protocols.append(Served())
        return protocols[-1]

    server = await asyncio.get_running_loop().create_server(serve, "127.0.0.1", 0)
    rendered_room, clients = _rendered_room(), []
    try:
        with takers(server.sockets[0].getsockname()[1], pages):
            while len([each for each in protocols if each.transport]) < pages:  # noqa: ASYNC110  (sockets are no event)
                await asyncio.sleep(0.01)
            for protocol in protocols:
                clients.append(_page(rendered_room, protocol))
            yield rendered_room
    finally:
        for client in clients:
            client.delete()
        server.close()


class Served(asyncio.Protocol):
    """The part of uvicorn's websocket protocol that the fan-out uses."""

    close_sent = disconnected = False

    def __init__(self) -> None:
        self.transport: asyncio.BaseTransport | None = None
        self.on_stall: Callable[[], None] | None = None
        self.writable = asyncio.Event()
        self.writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = transport

    def pause_writing(self) -> None:
        """Note that the reader does not keep up."""
        self.writable.clear()
        if self.on_stall is not None:
            self.on_stall()

    def resume_writing(self) -> None:
        """Note that the browser does."""
        self.writable.set()


def _page(rendered_room: RenderedRoom, protocol: Served) -> Client:
    """Open the room on a page that has got its HTML already."""
    client = nicegui_patches.adopt(Client(ui.page("")))
    with client:
        timeline_ = Timeline(rendered_room, "Room")
    timeline_.show_range(0)
    timeline_.readers.enter(timeline_.view, 0, ignore)
    outbox: Any = client.outbox
    client._response_built = True
    for due in iter(partial(outbox._next, client), None):
        outbox._remember(outbox.next_message_id, time.time(), due)
    outbox._socket = PageSocket(protocol)
    outbox._socket.is_open = True
    outbox._socket.outbox = outbox
    return client
