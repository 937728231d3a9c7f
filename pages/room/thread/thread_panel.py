"""The panel at the right of a room that holds a thread: its messages and a composer, beside the room's own.

It is built when it is first opened. How it is asked for, and its address: decision 53.
"""

import asyncio
from uuid import UUID

from nicegui import ui

from chatapp.callbacks import weakly
from chatapp.errors import Forbidden, NotFound
from chatapp.events import Event, RoomClosed
from chatapp.rooms import RoomView
from chatapp.web import urls
from chatapp.web.parameters import uuid_of
from pages.browser.calls import call
from pages.components.elements import box, button, text
from pages.components.room_labels import addressee_of, hue_style
from pages.room.conversation_pane import ConversationPane
from pages.room.details.details import Details
from pages.room.thread.following_switch import FollowingSwitch
from pages.shell.part_shell import PartShell
from pages.shell.shell import Shell

GONE = "That thread isn't here any more."


class ThreadPanel:
    """One page's panel in the ``frame`` of a room, which shows it while it has ``data-has-thread``."""

    def __init__(self, shell: Shell, room: RoomView, frame: ui.element, details: Details) -> None:
        self._shell, self._room, self._frame, self._details = shell, room, frame, details
        self._lock = asyncio.Lock()
        self._part: PartShell | None = None
        self._pane: ConversationPane | None = None

    @property
    def shown(self) -> UUID | None:
        """The thread that is open, if one is."""
        return self._pane.room.uuid if self._pane is not None else None

    async def open(self, thread_uuid: UUID, number: str = "") -> None:
        """Open a thread, at its newest or unread messages or at the one of this number; another one closes."""
        async with self._lock:
            if self._pane is not None and self._pane.room.uuid == thread_uuid:
                await self._pane.go_to(number)
            elif not self._frame.is_deleted:
                self._end()
                await self._show(thread_uuid, number)
            self._run(call("threads.opened", str(thread_uuid)))

    async def open_at(self, thread_uuid: str, number: str) -> None:
        """Open the thread that an address names, at the message that it names.

        Raises:
            NotFound: it is no thread's.
        """
        await self.open(uuid_of(thread_uuid), number)

    async def close(self) -> None:
        """Close the thread; the focus goes back where it was. Closing twice is no error."""
        async with self._lock:
            if self._pane is not None:
                self._end()
                self._run(call("threads.closed"))

    def know(self, room: RoomView) -> None:
        """Show what the room around the thread is called now."""
        self._room = room
        if self._pane is not None:
            self._name.text = room.name
            self._pane.offer(addressee_of(room))

    async def _show(self, thread_uuid: UUID, number: str) -> None:
        self._part = part = self._part or PartShell(self._shell)
        pane = ConversationPane(
            part,
            thread_uuid,
            number,
            on_event=weakly(self._on_event),
            on_room=weakly(self._on_room),
            is_beside=True,
        )
        try:
            await pane.listen()
            if pane.room.parent_uuid != self._room.uuid:
                part.leave()
                self._lead_to(pane.room)
                return
            await pane.read()
        except (NotFound, Forbidden):
            part.leave()
            self._shell.notify(GONE)
            return
        except BaseException:
            part.leave()
            raise
        if self._frame.is_deleted:
            return
        self._details.close()
        self._pane = pane
        self._build(part, pane)
        self._frame.props["data-has-thread"] = ""
        self._shell.set_query(thread=str(thread_uuid))
        await pane.begin()

    def _lead_to(self, room: RoomView) -> None:
        """Go to a thread of another room; a room that is none is shown as a room, not here."""
        if room.is_thread:
            with self._shell.client:
                ui.navigate.to(urls.room(room.uuid))
        else:
            self._shell.notify(GONE)

    def _build(self, part: PartShell, pane: ConversationPane) -> None:
        told = {"data_place": str(pane.room.uuid), "data_beside": "", "data_layer": ""}
        with self._frame:
            self._panel = box("thread", "section", aria_label="Thread", style=hue_style(self._room.hue), **told)
        with self._panel:
            with box("details-head"):
                with box("thread-titles"):
                    text("h2", "Thread")
                    self._name = text("bdi", self._room.name, "clip")
                self._switch = FollowingSwitch(part, pane.room.uuid, follows=pane.room.follows)
                close = self._shell.with_error_notices(self.close)
                named = {"classes": "quiet", "icon_name": "close", "data_close": ""}
                button("Close thread", close, is_icon_only=True, **named)
            pane.offer(addressee_of(self._room))
            pane.build()

    def _end(self) -> None:
        """Show no thread any more."""
        if self._pane is None or self._part is None:
            return
        self._part.leave()
        self._pane = None
        if not self._frame.is_deleted:
            self._panel.delete()
            self._frame.props.pop("data-has-thread", None)
            self._shell.set_query()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, RoomClosed):
            self._shell.run(self.close())

    def _on_room(self, thread: RoomView) -> None:
        """Show of the thread what stands around its conversation."""
        self._switch.know(follows=thread.follows)

    def _run(self, code: str) -> None:
        if not self._shell.client.is_deleted:
            self._shell.client.run_javascript(code)
