"""A page's outbox that writes straight to its websocket, and shares encoded frames with other pages.

Fallback: NiceGUI's `Outbox`, in which every page describes and encodes each message by itself.
"""

import asyncio
import time
from typing import Any, Final

from nicegui import Client, core, ui
from nicegui.outbox import Deleted, Message, Outbox, deleted

from chatapp.timers import LeanEvent, next_set
from pages.nicegui_patches import outbox_limits, signature_cache
from pages.nicegui_patches.delivery_counter import deliveries
from pages.nicegui_patches.multicast import MulticastGroup, Write
from pages.nicegui_patches.packed_frames import own_frames
from pages.nicegui_patches.page_socket import SCOPE_KEY, PageSocket
from pages.nicegui_patches.release_request import release_request
from pages.nicegui_patches.shared_content import SharedContent, removed_by

UNCALLED: Final = 1.0  # seconds after which a page without a connection is looked at again; its handshake wakes it


class DirectOutbox(Outbox):
    """A page's pending updates; over long polling they are sent as NiceGUI sends them.

    It waits for work instead of polling every second, resends lost messages before newer ones, and sends nothing to a
    slow reader until its socket is writable. What it keeps is bounded: `outbox_limits`.
    """

    def __init__(self, client: Client) -> None:
        self.shared_lists: dict[SharedContent, None] = {}
        self._socket: PageSocket | None = None
        self._client_id = client.id
        self.groups: dict[MulticastGroup[Any], None] = {}  # that the page has joined
        self._pinged_at = 0  # the number of the first message after the last ping
        self._to_resend = 0  # messages at the front that a rewind put back
        self.is_held = False  # whether changes are kept until they are all there
        self._kept_seconds = 0.0  # how long a message is kept for a rewind
        self._large: outbox_limits.LargeMessages | None = None  # that are kept; most pages have none
        self._waiting = 0  # bytes of the calls that wait, if any does
        super().__init__(client)
        self._changed: dict[int, Any] = self.updates.data  # type: ignore[attr-defined]  # what the weak one has inside

    def share(self, frame: bytes) -> bool:
        """Write a frame shared with other pages, neither numbered nor kept; false if the page must not be sent it now.

        Many pages pay this for each message, so the length of ``updates`` is not called for.
        """
        socket = self._socket
        if socket is None or self.is_held or self.messages or self._changed or not socket.is_ready:
            return False
        socket.write(frame)
        deliveries.unnumbered += 1
        return True

    @property
    def writes_at_once(self) -> Write | None:
        """What writes to the page until `part`, without asking whether it is ready; None if it couldn't say so."""
        socket = self._socket
        return socket.writes_at_once if socket is not None and socket.tells_stalls else None

    def part(self) -> None:
        """Leave all groups."""
        for group in list(self.groups):
            group.leave(self)

    def has_pinged(self) -> None:
        """Note what the page has been sent by now, which it has received when it answers."""
        self._pinged_at = self.next_message_id
        for content in self.shared_lists:
            content.has_pinged()

    def has_answered(self) -> None:
        """Forget what the page has received: all that was sent before the last ping."""
        self.prune_history(self._pinged_at)
        for content in self.shared_lists:
            content.has_answered()

    def say(self, code: str) -> None:
        """Have the page run a script that needs nothing it has yet to be told: at once, unless something waits."""
        socket, message = self._socket, (self._client_id, "run_javascript", {"code": code})
        if socket is None or self.is_held or self._is_due() or not socket.is_ready:
            self.enqueue_message(message[1], message[2], message[0])
        else:
            self._write(socket, message)

    def _is_due(self) -> bool:
        """Say whether something waits to be sent."""
        waking = self._enqueue_event
        return bool(self.messages or len(self.updates) or waking is None or waking.is_set())

    def enqueue_update(self, element: ui.element) -> None:
        """Enqueue a changed element; before the page's HTML is built there is nobody to tell."""
        if getattr(self.client, "_response_built", False):  # not yet set while the client is constructed
            super().enqueue_update(element)

    def enqueue_message(self, message_type: str, data: Any, target_id: str) -> None:
        """Enqueue a call. A page for which too much waits is loaded anew, as soon as it reads again, instead."""
        self._waiting = outbox_limits.size_waiting(data) + (self._waiting if self.messages else 0)
        if self._waiting > outbox_limits.MOST:
            self.messages.clear()
            self.message_history.clear()
            self._to_resend = self._waiting = 0
            message_type, data = "run_javascript", {"code": outbox_limits.RELOAD}
        super().enqueue_message(message_type, data, target_id)

    def wake(self) -> None:
        """Send pending updates soon."""
        self._set_enqueue_event()

    def drop(self, identifier: int) -> None:
        """Remove a shared element from this page."""
        self.updates[identifier] = deleted
        self._set_enqueue_event()

    def try_rewind(self, target_message_id: int) -> None:
        """Put back what a (re)connecting page has not received, to be sent before anything newer."""
        client, former = self.client, self._socket
        scope = (client.environ or {}).get("asgi.scope", {})
        self.part()
        self._socket = scope.get(SCOPE_KEY)
        if former is not None:
            former.outbox = None  # what is still heard of it is not about what is sent now
        if self._socket is not None:
            self._socket.outbox = self
        self._pinged_at = 0
        waiting = len(self.messages)
        super().try_rewind(target_message_id)
        self._large = None
        if self.next_message_id == target_message_id:
            self._to_resend += len(self.messages) - waiting
        gone = removed_by(list(self.messages)[: self._to_resend], self.updates)
        for content in self.shared_lists:
            content.rewind(gone)
            content.forget()
        if signature_cache.is_installed():
            release_request(client)
        self._set_enqueue_event()

    def stop(self) -> None:
        """Stop sending."""
        self.part()
        deliveries.closed += self.next_message_id
        super().stop()

    async def loop(self) -> None:
        """Send pending updates whenever there are any."""
        self._enqueue_event = LeanEvent()
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
            del client  # the page may go meanwhile
            await next_set(due, at_most=UNCALLED)  # looking ten times a second was 3 % of a restart under many pages
        elif (socket := self._socket) is None:
            due.clear()
            while self._socket is None and (message := self._next(client)) is not None:
                await self._emit(message)
            if self._socket is not None:  # it reconnected by websocket meanwhile
                due.set()
        elif socket.is_ready or await socket.ready():
            if socket is self._socket:
                due.clear()
                while (message := self._next(client)) is not None:
                    self._write(socket, message)
        elif socket is self._socket:
            await asyncio.sleep(0.1)  # until the disconnect is noticed or another socket replaces it

    def _next(self, client: Client) -> Message | None:
        """Take the next message: lost ones, then components to load, then changed elements, then calls.

        A message that was taken is sent at once: held back, it would follow newer ones.
        """
        if self._to_resend:
            self._to_resend -= 1
            return self.messages.popleft()
        if self.is_held:
            return None
        if components := self._components_to_load():
            return client.id, "load_js_components", {"components": components}
        if data := self._take_updates():
            return client.id, "update", data
        return self.messages.popleft() if self.messages else None

    def _components_to_load(self) -> list[dict[str, str]]:
        if not len(self.updates):  # nearly always; looking into a dictionary of weak references takes longer
            return []
        keys = []
        for element in self.updates.values():
            component = None if isinstance(element, Deleted) else element.component
            if component is not None and component.name not in self._loaded_components:
                keys.append({"key": component.key, "tag": component.tag})
                self._loaded_components.add(component.name)
        return keys

    def _take_updates(self) -> dict[int, Any]:
        data: dict[int, Any] = {}
        if len(self.updates):
            for identifier, element in list(self.updates.items()):
                data[identifier] = None if isinstance(element, Deleted) else element._to_dict()
            self.updates.clear()
        for message_list in self.shared_lists:
            data.update(message_list.pull())
        return data

    def _write(self, socket: PageSocket, message: Message) -> None:
        target, kind, data = message
        if target != self._client_id:
            raise ValueError("a page's outbox only sends to its own page")
        number = self.next_message_id
        frames, size = own_frames(kind, data, number, inflates=socket.inflates)
        for frame in frames:
            socket.write(frame)
        self._remember(number, time.time(), message, size)

    async def _emit(self, message: Message) -> None:
        target, kind, data = message
        number = self.next_message_id
        _, size = own_frames(kind, data, number)
        self._remember(number, time.time(), message, size)  # first: a rewind may happen during the await
        await core.sio.emit(kind, {**data, "_id": number}, room=target)

    def _remember(self, number: int, at: float, message: Message, size: int = 0) -> None:
        """Keep a message of so many bytes until it is acknowledged, within NiceGUI's limits of age and number."""
        history = self.message_history
        history.append((number, at, message))
        if size >= outbox_limits.LARGE:
            if self._large is None:
                self._large = outbox_limits.LargeMessages()
            self._large.add(history, size)
        self.next_message_id = number + 1
        if not self._kept_seconds:
            timing = core.sio.eio
            self._kept_seconds = (
                timing.ping_interval + timing.ping_timeout + self.client.page.resolve_reconnect_timeout()
            )
        while history[0][1] < at - self._kept_seconds or len(history) > core.app.config.message_history_length:
            history.popleft()


def tell(client: Client, code: str) -> None:
    """Have a page run a script that needs nothing it has yet to be told, such as an answer, before all else."""
    if not isinstance(client.outbox, DirectOutbox):
        client.run_javascript(code)
    elif not client.is_deleted:
        client.outbox.say(code)
