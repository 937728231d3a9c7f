"""Pages of a rendered room whose socket and browser the test plays."""

from collections.abc import Callable
from functools import partial
from typing import Any

from nicegui import Client, ui

from chatapp.events import MessageView
from chatapp.messages.history import MessagePage
from pages import nicegui_patches
from pages.room.timeline.timeline import Timeline


class FakeLine:
    """A socket of the test's own."""

    tells_stalls, inflates = True, False

    def __init__(self, outbox: Any) -> None:
        self._outbox, self._is_ready = outbox, True
        self.written: list[bytes] = []

    @property
    def is_ready(self) -> bool:
        """Whether it takes frames; that it no longer does is said to the outbox, as `PageSocket` does."""
        return self._is_ready

    @is_ready.setter
    def is_ready(self, is_so: bool) -> None:
        self._is_ready = is_so
        if not is_so and isinstance(self._outbox, nicegui_patches.DirectOutbox):
            self._outbox.part()

    @property
    def writes_at_once(self) -> Callable[[bytes], None]:
        """What pages in a group are written to by."""
        return self.write

    def write(self, frame: bytes) -> None:
        self.written.append(frame)


class FakePage:
    """A page whose browser is played by the test."""

    def __init__(self, rendered_room: Any) -> None:
        self.client = nicegui_patches.adopt(Client(ui.page("")))
        with self.client:
            self.timeline = Timeline(rendered_room, "Garden")
        self.socket = FakeLine(self.client.outbox)

    def show(self, message_page: list[MessageView]) -> None:
        """Show a room that holds nothing else."""
        rendered_room = self.timeline._rendered_room
        with rendered_room.tracking(0, None) as pending:
            rendered_room.merge(
                pending, MessagePage(message_page, len(message_page), has_more=False, last_number=len(message_page))
            )
        self.timeline.show_range(0)

    def connect(self) -> None:
        outbox = self.client.outbox
        self.client._response_built = True
        for due in iter(partial(outbox._next, self.client), None):  # type: ignore[attr-defined]
            outbox._remember(outbox.next_message_id, 1e12, due)  # type: ignore[attr-defined]
        outbox._socket = self.socket  # type: ignore[attr-defined]
