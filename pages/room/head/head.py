"""The head of a room's page: what it is, who is in it and who is here, and what one does with it most."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from chatapp import rooms
from chatapp.callbacks import weakly
from chatapp.events import PEOPLE_TOPIC, Event, MessageView, StatusChanged
from chatapp.presence import PresenceState
from chatapp.rooms import RoomView
from chatapp.timers import Coalescer
from pages.components.elements import markup
from pages.components.parts import Part
from pages.room.head.head_html import HeadView, changing, head_html, people_of
from pages.room.head.room_menu import mute, open_room_menu, save
from pages.shell.shell import Shell

HERE_SECONDS = 5.0  # people come and go all the time: every page of the room would be told of each


class RoomHead:
    """One page's head of a room, kept in step with what the room is called and what the person does with it.

    ``speakers``: who has written last, the newest first.
    """

    def __init__(self, shell: Shell, room: RoomView, speakers: list[MessageView]) -> None:
        self._shell, self._room, self._speakers = shell, room, speakers
        self._toggle_details: Callable[[], Awaitable[None]] | None = None
        self._show_pins: Callable[[], Awaitable[None]] | None = None
        now = changing(self._view)
        self._element = markup(head_html(room, now), "pane-head room-head")
        shell.release_when_shown(self._element)
        self._parts = {name: self._part(name) for name in now}
        self.details_button = self._part("details")
        for name, attributes in now.items():
            self._parts[name].know(attributes)
        self._here = Coalescer(HERE_SECONDS, weakly(self._draw_here))
        shell.on_leaving_view(self._here.cancel)
        if room.partner is not None:
            shell.on_leaving_view(
                shell.chat.broker.subscribe(PEOPLE_TOPIC, weakly(self._on_partner_event), StatusChanged)
            )
            shell.on_leaving_view(shell.chat.presence.watch(room.partner.uuid, weakly(self._on_presence)))

    def show(self, room: RoomView) -> None:
        """Show the room as it is now."""
        self._room = room
        self._draw()

    def show_here(self) -> None:
        """Show how many people are here now, soon."""
        self._here.request()

    def on_details(self, toggle: Callable[[], Awaitable[None]]) -> None:
        """Call ``toggle`` when the button for the details, or the faces, is pressed."""
        self._toggle_details = toggle

    def on_pins(self, show: Callable[[], Awaitable[None]]) -> None:
        """Call ``show`` when the button for pinned messages is pressed."""
        self._show_pins = show

    async def press(self, button: Any) -> None:
        """Do what a button is for."""
        if button == "mute":
            await mute(self._shell, self._room)
        elif button == "save":
            await save(self._shell, self._room)
        elif button == "more":
            open_room_menu(self._shell, self._room)
        elif button == "pins" and self._show_pins is not None:
            await self._show_pins()
        elif button in ("details", "people") and self._toggle_details is not None:
            await self._toggle_details()

    @property
    def _view(self) -> HeadView:
        presence, room = self._shell.chat.presence, self._room
        state = presence.state_of(room.partner.uuid) if room.partner else PresenceState.OFFLINE
        here = 1 + presence.count_here(room.uuid, besides=self._shell.actor.uuid)
        return HeadView(room, state, here, self._speakers)

    def _part(self, name: str) -> Part:
        return Part(self._shell.client, name, str(self._room.uuid))

    def _draw(self) -> None:
        if self._shell.is_signed_in and not self._element.is_deleted:
            for name, attributes in changing(self._view).items():
                self._parts[name].set(attributes)

    def _draw_here(self) -> None:
        """Show how many people are here now: of all that changes, what every page of a room is told most."""
        people = self._parts.get("people")
        if people is not None and self._shell.is_signed_in and not self._element.is_deleted:
            people.set(people_of(self._view))

    def _on_presence(self, _: UUID) -> None:
        """Show the other person's presence as it is now."""
        self._draw()

    def _on_partner_event(self, event: Event) -> None:
        """Read the room again if the other person's status has changed."""
        partner = self._room.partner
        is_theirs = isinstance(event, StatusChanged) and partner is not None and event.account_uuid == partner.uuid
        if is_theirs and not self._element.is_deleted:
            self._shell.run(self._read())

    async def _read(self) -> None:
        room = await self._shell.chat.read(rooms.readable, actor=self._shell.actor, room_uuid=self._room.uuid)
        self.show(replace(room, member_count=self._room.member_count))
