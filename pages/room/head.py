"""The head of a room's page: what it is, who is in it and who is here, and what one does with it most."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from html import escape

from nicegui import events

from chatapp import rooms
from chatapp.callbacks import weakly
from chatapp.events import PEOPLE_TOPIC, PRESENCE_TOPIC, Event, MessageView, PresenceChanged, StatusChanged
from chatapp.presence import PresenceState
from chatapp.rooms import RoomView
from chatapp.timers import Coalescer
from chatapp.web import urls
from pages.components import icons
from pages.components.elements import action_button, avatar_html, bot_mark, box, icon, markup
from pages.components.faces import faces_html, names_of
from pages.components.presence_dot import PRESENCE_WORDS
from pages.components.room_labels import members_of, tile_html
from pages.components.search_field import query_in
from pages.people.person_row import status_html
from pages.room.room_menu import mute, open_room_menu, save
from pages.shell.layout import menu_button
from pages.shell.shell import Shell

HERE_SECONDS = 5.0  # people come and go all the time: every page of the room would be told of each
MORE = "More actions"
SEARCH = "Search in this room"
NAMED = {"type": "button", "aria_label": MORE, "title": MORE, "aria_haspopup": "menu"}


class RoomHead:
    """One page's head of a room, kept in step with what the room is called and what the person does with it.

    ``speakers``: who has written last, the newest first; their faces are shown.
    """

    def __init__(self, shell: Shell, room: RoomView, speakers: list[MessageView]) -> None:
        self._shell, self._room, self._speakers = shell, room, speakers
        self._toggle_details: Callable[[], Awaitable[None]] | None = None
        self._show_pins: Callable[[], Awaitable[None]] | None = None
        self._head = box("pane-head room-head")
        self._head.on("click", shell.with_error_notices(self._act), js_handler="(e) => chatapp.elements.act(e, emit)")
        with self._head:
            menu_button()
            self._titles = markup("", "room-titles")
            if room.partner is None:
                self._people = markup("", "button quiet people-button", "button", type="button", data_act="people")
            self._pins = markup("", "button quiet pins-button", "button", type="button", data_act="pins")
            self._star = action_button("save", "Save", "quiet star", icon_name="star", is_icon_only=True)
            self._bell = action_button("mute", "Mute", "quiet bell", icon_name="bell", is_icon_only=True)
            self.details_button = action_button(
                "details",
                "Details",
                "quiet details-button",
                icon_name="panel",
                is_icon_only=True,
                aria_expanded="false",
            )
            with box("button quiet square", "button", **NAMED) as opener:  # its menu goes into it
                icon("dots")
            opener.on("click", lambda: open_room_menu(shell, self._room, opener), js_handler="() => emit()")
        self._here = Coalescer(HERE_SECONDS, weakly(self._show_people))
        shell.on_leaving_view(self._here.cancel)
        if room.partner is not None:
            for topic in (PRESENCE_TOPIC, PEOPLE_TOPIC):
                shell.on_leaving_view(shell.chat.broker.subscribe(topic, weakly(self._on_partner_event)))
        self.show(room)

    def show(self, room: RoomView) -> None:
        """Show the room as it is now."""
        self._room = room
        self._show_titles()
        self._show_people()
        words = f"{room.pin_count:,} pinned"
        inside = f"<span>{icons.svg('pin')}</span><span>{words}</span>" if room.pin_count else ""
        self._pins.set({"innerHTML": inside, "aria-label": words})
        self._star.set({"aria-pressed": str(room.is_saved).lower()})
        label = "Unmute" if room.is_muted else "Mute"
        sign = f"<span>{icons.svg('bell-off' if room.is_muted else 'bell')}</span>"
        self._bell.set({"innerHTML": sign, "aria-label": label, "title": label})

    def show_here(self) -> None:
        """Show how many people are here now, soon."""
        self._here.request()

    def on_details(self, toggle: Callable[[], Awaitable[None]]) -> None:
        """Call ``toggle`` when the button for the details, or the faces, is pressed."""
        self._toggle_details = toggle

    def on_pins(self, show: Callable[[], Awaitable[None]]) -> None:
        """Call ``show`` when the button for pinned messages is pressed."""
        self._show_pins = show

    def _show_titles(self) -> None:
        room, name = self._room, escape(self._room.name)
        if not room.is_direct:
            private = f'<span title="Private">{icons.svg("lock")}</span>' if room.is_private else ""
            about = escape(room.description)
            mark, beside = tile_html(room, "m"), f'<bdi class="description clip" title="{about}">{about}</bdi>'
        else:
            state = self._shell.chat.presence.state_of(room.partner.uuid) if room.partner else PresenceState.OFFLINE
            mark, private, beside = faces_html(room, state, "s"), "", ""
            if room.partner and room.partner.is_bot:
                beside = bot_mark(is_bot=True)
            elif room.partner:
                beside = f'<span class="presence-word" data-presence="{state}">{PRESENCE_WORDS[state]}</span>'
                beside += status_html(room.partner.status)
        heading = f'<h1 class="clip" title="{escape(names_of(room)) or name}">{name}</h1>'
        self._titles.set({"innerHTML": f"{mark}{heading}{private}{beside}{_search_link(room)}"})

    def _show_people(self) -> None:
        """Show the faces, how many members there are, and how many of them are here."""
        if self._room.partner is not None or self._head.is_deleted:
            return
        chat, room = self._shell.chat, self._room
        here = 1 + chat.presence.count_here(room.uuid, besides=self._shell.actor.uuid)
        words = members_of(room) + (f", {here:,} here" if here > 1 else "")
        faces = "".join(avatar_html(one.author_uuid, one.author_name, "s", one.author_avatar) for one in self._speakers)
        shown = f"{room.member_count:,}" + (f" · {here:,} here" if here > 1 else "")
        inside = f'<span class="faces">{faces or icons.svg("people")}</span><span>{shown}</span>'
        self._people.set({"innerHTML": inside, "aria-label": words, "title": words})

    async def _act(self, event: events.GenericEventArguments) -> None:
        if event.args == "mute":
            await mute(self._shell, self._room)
        elif event.args == "save":
            await save(self._shell, self._room)
        elif event.args == "pins" and self._show_pins is not None:
            await self._show_pins()
        elif event.args in ("details", "people") and self._toggle_details is not None:
            await self._toggle_details()

    def _on_partner_event(self, event: Event) -> None:
        """Show the other person's presence as it is now, and read the room again if their status has changed."""
        partner = self._room.partner
        if partner is None or not isinstance(event, PresenceChanged | StatusChanged) or self._head.is_deleted:
            return
        if event.account_uuid == partner.uuid:
            if isinstance(event, StatusChanged):
                self._shell.run(self._read())
            else:
                self._show_titles()

    async def _read(self) -> None:
        room = await self._shell.chat.read(rooms.readable, actor=self._shell.actor, room_uuid=self._room.uuid)
        if not self._head.is_deleted:
            self.show(replace(room, member_count=self._room.member_count))


def _search_link(room: RoomView) -> str:
    """Return the link to a search in the room."""
    href = escape(urls.search(f"{query_in(room)} "))
    named = f'aria-label="{SEARCH}" title="{SEARCH}"'
    return f'<a class="button quiet square search-here" href="{href}" {named}><span>{icons.svg("search")}</span></a>'
