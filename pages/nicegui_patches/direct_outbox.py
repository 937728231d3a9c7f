"""NiceGUI's outbox, written straight to the page's websocket."""

import asyncio
import time
from typing import Any, Protocol

import socketio
from nicegui import Client, core, ui
from nicegui.outbox import Deleted, Message, Outbox, deleted

from pages.nicegui_patches import signature_cache
from pages.nicegui_patches.delivery_counter import deliveries
from pages.nicegui_patches.frames import BINARY, TEXT, Elements, Frame, websocket_frame
from pages.nicegui_patches.page_socket import LINE, PageSocket
from pages.nicegui_patches.release_request import release_request


class Source(Protocol):
    """Shared content of a page: it knows what the page lacks."""

    def pull(self) -> Elements:
        """Return what the page lacks; it counts as sent."""

    def forget(self) -> None:
        """Release what was kept for the page's own HTML."""


class DirectOutbox(Outbox):
    """What a page is still to get; over long polling it goes out as NiceGUI sends it.

    It waits for work instead of looking every second, sends again what was lost before what is newer, and gives a slow
    reader nothing until it has read.
    """

    def __init__(self, client: Client) -> None:
        self.shared_lists: dict[Source, None] = {}
        self._socket: PageSocket | None = None
        self._client_id = client.id
        self._again = 0  # messages at the front that a rewind has put back
        self._oldest = 0.0  # seconds a message is kept for a rewind
        super().__init__(client)

    def share(self, frame: Frame) -> bool:
        """Write a frame that other pages get as well; false when the page must be served by itself."""
        socket = self._socket
        if socket is None or self.messages or len(self.updates) or not socket.is_ready:
            return False
        number = self.next_message_id
        socket.write(frame.numbered(number))
        self._remember(number, frame.at, (self._client_id, "update", frame.data))
        return True

    def enqueue_update(self, element: ui.element) -> None:
        """Note that an element has changed; before the page's HTML is made nobody has it yet."""
        if getattr(self.client, "_response_built", False):  # a client that is being made does not know yet
            super().enqueue_update(element)

    def wake(self) -> None:
        """Serve the page soon."""
        self._set_enqueue_event()

    def drop(self, identifier: int) -> None:
        """Take an element that all pages share away from this one."""
        self.updates[identifier] = deleted
        self._set_enqueue_event()

    def try_rewind(self, target_message_id: int) -> None:
        """Put back what a page that (re)connects has not got, to go out before anything newer."""
        client = self.client
        scope = (client.environ or {}).get("asgi.scope", {})
        self._socket = scope.get(LINE)
        waiting = len(self.messages)
        super().try_rewind(target_message_id)
        if self.next_message_id == target_message_id:
            self._again += len(self.messages) - waiting
        for message_list in self.shared_lists:
            message_list.forget()
        if signature_cache.is_installed():
            release_request(client)
        self._set_enqueue_event()

    def stop(self) -> None:
        """Serve the page no more."""
        deliveries.gone += self.next_message_id
        super().stop()

    async def loop(self) -> None:
        """Send what is due whenever there is something."""
        self._enqueue_event = asyncio.Event()
        self._enqueue_event.set()
        while not self._should_stop:
            try:
                await self._enqueue_event.wait()
                await self._serve(self._enqueue_event)
            except asyncio.CancelledError:
                break
            except Exception as error:
                core.app.handle_exception(error)
                await asyncio.sleep(0.1)

    async def _serve(self, due: asyncio.Event) -> None:
        client = self._client()
        if client is None:
            self._should_stop = True
        elif not client.has_socket_connection:
            await asyncio.sleep(0.1)
        elif (socket := self._socket) is None:
            due.clear()
            while self._socket is None and (message := self._next(client)) is not None:
                await self._emit(message)
            if self._socket is not None:  # it has come back by websocket while this waited
                due.set()
        elif socket.is_ready or await socket.ready():
            if socket is self._socket:
                due.clear()
                while (message := self._next(client)) is not None:
                    self._write(socket, message)
        elif socket is self._socket:
            await asyncio.sleep(0.1)  # until its end is noted, or another takes its place

    def _next(self, client: Client) -> Message | None:
        """Take out what is to be sent next: what was lost, then what has changed, then what was called.

        Nothing that was taken out is held back while another is on its way: it would go out after what is newer.
        """
        if self._again:
            self._again -= 1
            return self.messages.popleft()
        if components := self._to_be_loaded():
            return client.id, "load_js_components", {"components": components}
        if data := self._changed():
            return client.id, "update", data
        return self.messages.popleft() if self.messages else None

    def _to_be_loaded(self) -> list[dict[str, str]]:
        keys = []
        for element in self.updates.values():
            component = None if isinstance(element, Deleted) else element.component
            if component is not None and component.name not in self._loaded_components:
                keys.append({"key": component.key, "tag": component.tag})
                self._loaded_components.add(component.name)
        return keys

    def _changed(self) -> dict[int, Any]:
        data: dict[int, Any] = {
            identifier: None if isinstance(element, Deleted) else element._to_dict()
            for identifier, element in list(self.updates.items())
        }
        self.updates.clear()
        for message_list in self.shared_lists:
            data.update(message_list.pull())
        return data

    def _write(self, socket: PageSocket, message: Message) -> None:
        target, kind, data = message
        if target != self._client_id:
            raise ValueError("this page's outbox writes to this page alone")
        number = self.next_message_id
        packet = socketio.packet.Packet(socketio.packet.EVENT, data=[kind, {**data, "_id": number}], namespace="/")
        encoded = packet.encode()
        for part in encoded if isinstance(encoded, list) else [encoded]:
            is_text = isinstance(part, str)
            socket.write(websocket_frame(TEXT, b"4" + part.encode()) if is_text else websocket_frame(BINARY, part))
        self._remember(number, time.time(), message)

    async def _emit(self, message: Message) -> None:
        target, kind, data = message
        number = self.next_message_id
        self._remember(number, time.time(), message)  # first: a rewind may come while this waits
        await core.sio.emit(kind, {**data, "_id": number}, room=target)

    def _remember(self, number: int, at: float, message: Message) -> None:
        """Keep a message until the page has acknowledged it, as long and as many as NiceGUI would."""
        history = self.message_history
        history.append((number, at, message))
        self.next_message_id = number + 1
        if not self._oldest:
            timing = core.sio.eio
            self._oldest = timing.ping_interval + timing.ping_timeout + self.client.page.resolve_reconnect_timeout()
        while history[0][1] < at - self._oldest or len(history) > core.app.config.message_history_length:
            history.popleft()
