"""The head of a room's page: what it is, and what one does with it most."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from chatapp import rooms
from chatapp.events import PRESENCE_TOPIC, Event, PresenceChanged
from chatapp.rooms import MemberView, RoomView
from pages import icons
from pages.elements import avatar_html, box, button, icon, text
from pages.layout import menu_button
from pages.room_marks import icon_of
from pages.shell import Shell


class RoomHead:
    """One page's head of a room, kept in step with what the room is called and what the person does with it."""

    def __init__(self, shell: Shell, room: RoomView, toggle_details: Callable[[], Awaitable[None]]) -> None:
        self._shell = shell
        self._room = room
        with box("pane-head"):
            menu_button()
            if room.partner:
                self._partner(room.partner)
            else:
                self._icon = icon(icon_of(room))
                with box("titles"):
                    self._name = text("h1", "", "clip")
                    self._description = text("bdi", "", "description muted clip")
            self._star = self._toggle("Save", "star", self._save)
            self._bell = self._toggle("Mute", "bell-off", self._mute)
            self.details_button = button(
                "Details",
                toggle_details,
                classes="quiet details-button",
                icon_name="people",
                aria_label="Details",
                aria_expanded="false",
            )
        self.show(room)

    def show(self, room: RoomView) -> None:
        """Show the room as it is now."""
        self._room = room
        if room.partner:
            self._face.set_content(avatar_html(room.partner.uuid, room.partner.name, "s", room.partner.avatar))
            self._name.text = room.partner.name
        else:
            self._icon.set_content(icons.svg(icon_of(room)))
            self._name.text = self._name.props["title"] = room.name
            self._description.text = self._description.props["title"] = room.description
        self._star.props["aria-pressed"] = str(room.is_saved).lower()
        self._bell.props["aria-pressed"] = str(room.is_muted).lower()

    def _toggle(self, label: str, icon_name: str, action: Callable[[], Awaitable[None]]) -> ui.element:
        classes = f"quiet toggle is-{icon_name}"
        return button(label, self._shell.explained(action), classes=classes, icon_name=icon_name, is_icon_only=True)

    async def _save(self) -> None:
        async with self._shell.chat.transaction() as work:
            await rooms.save(work, actor=self._shell.actor, room_uuid=self._room.uuid, is_saved=not self._room.is_saved)

    async def _mute(self) -> None:
        async with self._shell.chat.transaction() as work:
            await rooms.mute(work, actor=self._shell.actor, room_uuid=self._room.uuid, is_muted=not self._room.is_muted)

    def _partner(self, partner: MemberView) -> None:
        """Show the other person of a direct room, and whether that person is there."""
        self._face = ui.html("", sanitize=False, tag="span")
        presence = self._shell.chat.presence
        with box("titles"):
            self._name = text("h1", "", "clip")
            self._name.props["title"] = f"@{partner.username}"
            state = text("span", "", "presence-word")

        def show_state() -> None:
            state.text = state.props["data-presence"] = presence.state_of(partner.uuid).value

        def on_presence(event: Event) -> None:
            if isinstance(event, PresenceChanged) and event.account_uuid == partner.uuid and not state.is_deleted:
                show_state()

        show_state()
        self._shell.on_leaving_view(self._shell.chat.broker.subscribe(PRESENCE_TOPIC, on_presence))
