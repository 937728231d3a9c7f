"""The head of a room's page: what it is, and what one does with it most."""

from collections.abc import Awaitable, Callable
from html import escape

from nicegui import events

from chatapp import rooms
from chatapp.events import PRESENCE_TOPIC, Event, PresenceChanged
from chatapp.rooms import MemberView, RoomView
from pages.components.elements import (
    Markup,
    action_button,
    avatar_html,
    box,
    markup,
    text,
)
from pages.components.room_labels import tile_html
from pages.shell.layout import menu_button
from pages.shell.shell import Shell


class RoomHead:
    """One page's head of a room, kept in step with what the room is called and what the person does with it."""

    def __init__(self, shell: Shell, room: RoomView) -> None:
        self._shell = shell
        self._room = room
        self._toggle_details: Callable[[], Awaitable[None]] | None = None
        head = box("pane-head")
        head.on("click", shell.with_error_notices(self._act), js_handler="(e) => chatapp.elements.act(e, emit)")
        with head:
            menu_button()
            if room.partner:
                self._partner(room.partner)
            else:
                self._tile = markup("", tag="span")
                self._titles = markup("", "titles")
            self._star = _toggle("save", "Save", "star")
            self._bell = _toggle("mute", "Mute", "bell-off")
            self.details_button = action_button(
                "details", "Details", "quiet details-button", icon_name="people", aria_expanded="false"
            )
        self.show(room)

    def show(self, room: RoomView) -> None:
        """Show the room as it is now."""
        self._room = room
        if room.partner:
            face = avatar_html(room.partner.uuid, room.partner.name, "s", room.partner.avatar)
            self._face.set({"innerHTML": face})
            self._name.text = room.partner.name
        else:
            self._tile.set({"innerHTML": tile_html(room, "m")})
            self._titles.set({"innerHTML": _titles(room.name, room.description)})
        for toggle, is_on in ((self._star, room.is_saved), (self._bell, room.is_muted)):
            toggle.set({"aria-pressed": str(is_on).lower()})

    def on_details(self, toggle: Callable[[], Awaitable[None]]) -> None:
        """Call ``toggle`` when the button for the details is pressed."""
        self._toggle_details = toggle

    async def _act(self, event: events.GenericEventArguments) -> None:
        if event.args == "save":
            await self._save()
        elif event.args == "mute":
            await self._mute()
        elif event.args == "details" and self._toggle_details is not None:
            await self._toggle_details()

    async def _save(self) -> None:
        async with self._shell.chat.transaction() as work:
            await rooms.save(work, actor=self._shell.actor, room_uuid=self._room.uuid, is_saved=not self._room.is_saved)

    async def _mute(self) -> None:
        async with self._shell.chat.transaction() as work:
            await rooms.mute(work, actor=self._shell.actor, room_uuid=self._room.uuid, is_muted=not self._room.is_muted)

    def _partner(self, partner: MemberView) -> None:
        """Show the other person of a direct room, and whether that person is there."""
        self._face = markup("", tag="span")
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


def _titles(name: str, description: str) -> str:
    return (
        f'<h1 class="clip" title="{escape(name)}">{escape(name)}</h1>'
        f'<bdi class="description muted clip" title="{escape(description)}">{escape(description)}</bdi>'
    )


def _toggle(act: str, label: str, icon_name: str) -> Markup:
    return action_button(act, label, f"quiet toggle is-{icon_name}", icon_name=icon_name, is_icon_only=True)
