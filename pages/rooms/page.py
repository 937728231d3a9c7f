"""The index: rooms to find, to join and to come back to. Live, searched as one types."""

import asyncio
from functools import partial
from uuid import UUID

from nicegui import events, ui

from chatapp import rooms
from chatapp.errors import Unavailable
from chatapp.events import (
    LOBBY_TOPIC,
    Event,
    MemberJoined,
    MemberLeft,
    MembershipChanged,
    RoomChanged,
    account_topic,
)
from chatapp.rooms import RoomView, Show
from pages.components.elements import box, button, icon, text
from pages.components.room_labels import category_mark, details_of, icon_of, room_path
from pages.rooms.create import create_room
from pages.rooms.join import enter
from pages.shell.layout import menu_button
from pages.shell.shell import Shell

TABS = {Show.ALL: "All", Show.JOINED: "Joined", Show.MINE: "Mine", Show.SAVED: "Saved"}
EMPTY = {
    Show.ALL: ("No rooms yet", "A room is a place for one subject or one team. Make the first one."),
    Show.JOINED: ("You are in no room yet", "Look through all rooms and join one, or make your own."),
    Show.MINE: ("You have made no room yet", "A room is a place for one subject or one team."),
    Show.SAVED: ("Nothing saved yet", "Open a room and press the star: it will wait for you here and in the sidebar."),
}
TYPED = """(e) => { clearTimeout(e.target.timer); e.target.timer = setTimeout(() => emit(e.target.value), 150); }"""
NEAR_END = "(e) => { const t = e.target; if (t.scrollHeight - t.scrollTop - t.clientHeight < 200) emit() }"
TOGETHER = 0.15  # seconds in which changes are gathered


class RoomIndex:
    """One page's list of rooms, by name; what changes anywhere changes here."""

    def __init__(self, shell: Shell, show: Show) -> None:
        self._shell = shell
        self._show = show
        self._search = ""
        self._cards: dict[UUID, tuple[str, ui.element]] = {}
        self._next: str | None = ""
        self._loading = asyncio.Lock()
        self._changed: set[UUID] = set()
        self._is_showing = False
        with box("pane"):
            self._head()
            with box("pane-body").on("scroll", self._on_scroll, throttle=0.3, js_handler=NEAR_END):
                self._list = box("room-list", "ul", aria_label=TABS[show])
                self._empty = box("empty")
                with box("more"):
                    self._more = button("Show more rooms", shell.with_error_notices(self.show_more))
        for topic in (LOBBY_TOPIC, account_topic(shell.actor.account_id)):
            shell.on_leaving_view(shell.chat.broker.subscribe(topic, self._on_event))
        shell.on_leaving_view(shell.on_missed(self._read_anew))

    def _head(self) -> None:
        with box("pane-head"):
            menu_button()
            with box("titles"):
                text("h1", "Rooms")
            create = self._shell.with_error_notices(partial(create_room, self._shell))
            button("Create room", create, classes="primary", icon_name="plus")
        with box("index-bar"):
            with box("tabs", "nav", aria_label="Which rooms"):
                for show, label in TABS.items():
                    link = text("a", label, "tab")
                    link.props["href"] = "/rooms" if show == Show.ALL else f"/rooms?show={show}"
                    link.props["aria-current"] = "page" if show == self._show else "false"
            with box("search", "label"):
                icon("search")
                field = box("", "input", type="search", placeholder="Search rooms", aria_label="Search rooms")
                field.props["autocomplete"] = "off"
                field.on("input", self._shell.with_error_notices(self._on_search), js_handler=TYPED)

    async def show_more(self) -> None:
        """Add the next rooms to the list."""
        async with self._loading:
            if self._next is None:
                return
            async with self._shell.chat.reading() as session:
                found = await rooms.listing(
                    session, actor=self._shell.actor, show=self._show, search=self._search, after=self._next
                )
            if self._list.is_deleted:
                return
            self._next = found.next
            for room in found.items:
                self._put(room)
            self._more.set_visibility(found.has_more)
            self._tell_if_empty()

    async def _read_anew(self) -> None:
        """Show as many rooms as before, as they are now."""
        async with self._loading:
            found: list[RoomView] = []
            following: str | None = ""
            async with self._shell.chat.reading() as session:
                while following is not None and len(found) <= len(self._cards):
                    page = await rooms.listing(
                        session, actor=self._shell.actor, show=self._show, search=self._search, after=following
                    )
                    found, following = found + page.items, page.next
            if self._list.is_deleted:
                return
            for room_uuid in list(self._cards):
                self._drop(room_uuid)
            for room in found:
                self._put(room)
            self._next = following
            self._more.set_visibility(following is not None)
            self._tell_if_empty()

    async def _on_search(self, event: events.GenericEventArguments) -> None:
        search = event.args if isinstance(event.args, str) else ""
        async with self._loading:
            self._search, self._next = search[:200], ""
            for _, card in self._cards.values():
                card.delete()
            self._cards.clear()
        await self.show_more()

    async def _on_scroll(self, _: events.GenericEventArguments) -> None:
        if not self._loading.locked():
            await self._shell.with_error_notices(self.show_more)()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, RoomChanged | MemberJoined | MemberLeft | MembershipChanged):
            self._changed.add(event.room_uuid)
            if not self._is_showing:
                self._is_showing = True
                self._shell.run(self._show_changes())

    async def _show_changes(self) -> None:
        """Show the changed rooms as they are now: in their place, or not at all."""
        await asyncio.sleep(TOGETHER)
        try:
            while self._changed and not self._list.is_deleted:
                changed, self._changed = self._changed, set()
                for room_uuid in changed:
                    try:
                        await self._show_change(room_uuid)
                    except Unavailable as error:
                        self._changed.add(room_uuid)
                        await asyncio.sleep(error.retry_after)
        finally:
            self._is_showing = False  # whatever went wrong: the next change is shown
        if not self._list.is_deleted:
            self._tell_if_empty()

    async def _show_change(self, room_uuid: UUID) -> None:
        async with self._loading, self._shell.chat.reading() as session:
            found = await rooms.listing(
                session, actor=self._shell.actor, show=self._show, search=self._search, only=room_uuid
            )
            if self._list.is_deleted:
                return
            self._drop(room_uuid)
            if found.items and (self._next is None or found.items[0].name_key <= self._next):
                self._put(found.items[0])

    def _drop(self, room_uuid: UUID) -> None:
        if (known := self._cards.pop(room_uuid, None)) is not None:
            known[1].delete()

    def _put(self, room: RoomView) -> None:
        self._drop(room.uuid)
        with self._list:
            card = self._card(room)
        key = room.name_key
        place = sum(other < key for other, _ in self._cards.values())
        if place < len(self._cards):
            card.move(target_index=place)
        self._cards[room.uuid] = (key, card)

    def _card(self, room: RoomView) -> ui.element:
        with box("room-card", "li") as card:
            category_mark(room)
            with box("name", "a", href=room_path(room.uuid)):
                text("bdi", room.name, "clip")
                if room.is_private:
                    icon(icon_of(room), title="Private")
                if room.closed_at:
                    text("span", "closed", "badge")
            text("bdi", details_of(room), "about clip")
            label = "Open" if room.is_member else "Join"
            action = self._shell.with_error_notices(partial(enter, self._shell, room))
            button(label, action, classes="" if room.is_member else "primary", aria_label=f"{label} {room.name}")
        return card

    def _tell_if_empty(self) -> None:
        self._empty.set_visibility(not self._cards)
        self._empty.clear()
        if self._cards:
            return
        with self._empty:
            if self._search:
                text("h2", "Nothing found")
                text("p", f"No room here has “{self._search}” in its name, description or category.")
                return
            title, about = EMPTY[self._show]
            text("h2", title)
            text("p", about)
            if self._show in (Show.ALL, Show.MINE):
                create = self._shell.with_error_notices(partial(create_room, self._shell))
                button("Create the first room", create, classes="primary")
            else:
                text("a", "Look through all rooms", "button").props["href"] = "/rooms"


async def show(shell: Shell, show: str = "all") -> None:
    """Show the list of rooms. ``show``: one of the tabs, as the address says; anything else is all rooms."""
    shell.set_title("Rooms")
    await RoomIndex(shell, Show(show) if show in TABS else Show.ALL).show_more()
