"""The list of rooms: all, or those the person has joined, owns or saved. Live, and searched as people type."""

from functools import partial
from html import escape
from uuid import UUID

from nicegui import events, ui

from chatapp import rooms
from chatapp.callbacks import weakly_awaited
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
from chatapp.storage.paging import Page
from chatapp.web import urls
from pages.components import icons
from pages.components.elements import box, button, markup, text
from pages.components.local_time import time_ago
from pages.components.paged_list import PagedList
from pages.components.room_labels import members_of, tile_html
from pages.components.search_field import search_field
from pages.rooms.create import create_room
from pages.rooms.join import enter
from pages.shell.layout.pane_head import pane_head
from pages.shell.page_state.refresher import gathered_refresh
from pages.shell.shell import Shell

TABS = {Show.ALL: "All", Show.JOINED: "Joined", Show.MINE: "Mine", Show.SAVED: "Saved"}
EMPTY = {
    Show.ALL: ("No rooms yet", "Rooms are where conversations happen, by topic or team. Create the first one."),
    Show.JOINED: ("You haven't joined any rooms yet", "Browse all rooms and join one, or create your own."),
    Show.MINE: ("You haven't created any rooms yet", "Rooms are where conversations happen, by topic or team."),
    Show.SAVED: ("Nothing saved yet", "Save a room to find it here and in the sidebar."),
}
REFRESH_SECONDS = 0.15  # changes within this time are read together


class RoomIndex:
    """One page's list of rooms by name, kept in step with what changes anywhere."""

    def __init__(self, shell: Shell, show: Show) -> None:
        self._shell = shell
        self._show = show
        self._changed: set[UUID] = set()
        with box("pane"):
            self._head()
            body = box("pane-body")
            body.on("scroll", self._on_scroll, throttle=0.3, js_handler="(e) => chatapp.lists.nearEnd(e, emit)")
            with body:
                self._container = box("room-list", "ul", aria_label=TABS[show])
                self._empty = box("empty")
                self._list: PagedList[RoomView, str, ui.element] = PagedList(
                    shell,
                    self._container,
                    read=self._read,
                    draw=self._card,
                    key=lambda room: str(room.uuid),
                    sort_key=lambda room: room.name_key,
                    on_change=self._show_if_empty,
                    more_label="Show more rooms",
                )
        container = self._container
        refresh = weakly_awaited(self._refresh_changed)
        self._refreshing = gathered_refresh(shell, refresh, REFRESH_SECONDS, is_wanted=lambda: not container.is_deleted)
        for topic in (LOBBY_TOPIC, account_topic(shell.actor.account_id)):
            shell.on_leaving_view(shell.chat.broker.subscribe(topic, self._on_event))
        shell.on_leaving_view(shell.on_missed(self._list.reload))

    async def start(self) -> None:
        """Show the first rooms."""
        await self._list.start()

    def _head(self) -> None:
        with pane_head("Rooms"):
            create = self._shell.with_error_notices(partial(create_room, self._shell))
            button("Create room", create, classes="primary", icon_name="plus")
        with box("index-bar"):
            with box("tabs", "nav", aria_label="Which rooms"):
                for show, label in TABS.items():
                    link = text("a", label, "tab")
                    link.props["href"] = urls.ROOMS if show == Show.ALL else urls.rooms(show)
                    link.props["aria-current"] = "page" if show == self._show else "false"
            search_field(self._shell, "Search rooms", lambda search: self._list.start(search))

    async def _read(self, search: str, after: str | None) -> Page[RoomView, str]:
        async with self._shell.chat.reading() as session:
            return await rooms.listing(
                session, actor=self._shell.actor, show=self._show, search=search, after=after or ""
            )

    async def _read_room(self, room_uuid: UUID) -> RoomView | None:
        """Return a room as it is now, if it belongs in this list."""
        async with self._shell.chat.reading() as session:
            found = await rooms.listing(
                session, actor=self._shell.actor, show=self._show, search=self._list.search, only=room_uuid
            )
        return found.items[0] if found.items else None

    async def _on_scroll(self, _: events.GenericEventArguments) -> None:
        if not self._list.is_reading:
            await self._shell.with_error_notices(self._list.show_more)()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, RoomChanged | MemberJoined | MemberLeft | MembershipChanged):
            self._changed.add(event.room_uuid)
            self._refreshing.request()

    async def _refresh_changed(self) -> None:
        """Show the changed rooms as they are now: in their place, or not at all."""
        while self._changed:
            room_uuid = self._changed.pop()
            try:
                await self._list.refresh_item(str(room_uuid), partial(self._read_room, room_uuid))
            except Unavailable:
                self._changed.add(room_uuid)
                raise

    def _card(self, room: RoomView) -> ui.element:
        with box("room-card", "li") as card:
            markup(_about_html(room), "room-about")
            if room.removed_by:
                text("span", f"{room.removed_by} removed you", "muted small removed-by")
                return card
            label = "Open" if room.is_member else "Join"
            action = self._shell.with_error_notices(partial(enter, self._shell, room))
            button(
                label, action, classes="quiet open" if room.is_member else "primary", aria_label=f"{label} {room.name}"
            )
        return card

    def _show_if_empty(self) -> None:
        self._empty.set_visibility(not len(self._list))
        self._empty.clear()
        if len(self._list):
            return
        with self._empty:
            if self._list.search:
                text("h2", "Nothing found")
                text("p", f"No rooms match “{self._list.search}”.")
                return
            title, about = EMPTY[self._show]
            text("h2", title)
            text("p", about)
            if self._show in (Show.ALL, Show.MINE):
                create = self._shell.with_error_notices(partial(create_room, self._shell))
                button("Create a room", create, classes="primary")
            else:
                text("a", "Browse all rooms", "button").props["href"] = urls.ROOMS


def _about_html(room: RoomView) -> str:
    """Return what a row says of a room. Its name is a link that covers the row."""
    private = f'<span title="Private">{icons.svg("lock")}</span>' if room.is_private else ""
    archived = '<span class="badge">archived</span>' if room.closed_at else ""
    name = f'<a class="name" href="{urls.room(room.uuid)}"><bdi class="clip">{escape(room.name)}</bdi></a>'
    category = f'<span class="category-name">{escape(room.category.name)}</span>' if room.category else ""
    active = f"<span>Active {time_ago(room.last_at)}</span>" if room.last_at else ""
    about = f'<bdi class="about clip">{escape(room.description)}</bdi>' if room.description else ""
    return (
        f'{tile_html(room, "l")}<div class="titles"><div class="first">{name}{private}{archived}</div>{about}'
        f'<div class="facts">{category}<span>{members_of(room)}</span>{active}</div></div>'
    )


async def show(shell: Shell, show: str = "all") -> None:
    """Show the list of rooms. ``show``: one of the tabs, as the address says; anything else is all rooms."""
    shell.set_title("Rooms")
    await RoomIndex(shell, Show(show) if show in TABS else Show.ALL).start()
