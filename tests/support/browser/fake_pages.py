"""Pages of a rendered room whose socket and browser the test plays."""

from functools import partial
from typing import Any

from nicegui import Client, ui

from chatapp.events import MessageView
from chatapp.messages.history import MessagePage
from pages import nicegui_patches
from pages.room.timeline.timeline import Timeline


class FakeLine:
    """A socket of the test's own."""

    def __init__(self) -> None:
        self.is_ready = True
        self.written: list[bytes] = []

    def write(self, frame: bytes) -> None:
        self.written.append(frame)


class FakePage:
    """A page whose browser is played by the test."""

    def __init__(self, rendered_room: Any) -> None:
        self.client = nicegui_patches.adopt(Client(ui.page("")))
        with self.client:
            self.timeline = Timeline(rendered_room, "Garden")
        self.socket = FakeLine()

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
