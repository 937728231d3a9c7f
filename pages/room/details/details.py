"""The panel at the right of a room: people, pins, files, settings; beside a direct conversation the other's card."""

from contextlib import suppress
from dataclasses import replace

from nicegui import events, ui

from chatapp import rooms
from chatapp.callbacks import ignore, weakly, weakly_awaited
from chatapp.errors import Forbidden, NotFound
from chatapp.realtime.activity import NewActivity
from chatapp.rooms import RoomView
from chatapp.rooms.unread import ALL_COUNT
from chatapp.timers import Coalescer
from pages.components.elements import Markup, box, button, markup, text
from pages.components.parts import Part
from pages.room.details.about import show_partner, show_settings
from pages.room.details.people import People
from pages.room.details.room_files import RoomFiles
from pages.room.message_actions.pins import show_pins
from pages.room.timeline.new_messages import NewMessages
from pages.shell.page_state.refresher import gathered_refresh
from pages.shell.shell import Shell

REFRESH_SECONDS = 0.3  # changes within this time are shown together
PEOPLE, PINNED, FILES, SETTINGS = "people", "pinned", "files", "settings"
NEAR_END, SCROLL_SECONDS = "(e) => chatapp.lists.nearEnd(e, emit)", 0.2
TABS = {PEOPLE: "People", PINNED: "Pinned", FILES: "Files", SETTINGS: "Settings"}


class Details:
    """One page's panel beside a conversation. Costs nothing until it is opened.

    ``frame``: the element whose ``data-details`` attribute shows the panel; ``opener``: the button that asks for it.
    """

    def __init__(self, shell: Shell, room: RoomView, frame: ui.element, opener: Part) -> None:
        self._shell = shell
        self._room = room
        self._frame = frame
        self._opener = opener
        self._is_open = False
        self._tab = PEOPLE
        self._people: People | None = None
        self._files: RoomFiles | None = None
        self._are_files_due = False  # to be read again
        self._shown: RoomView | None = None  # as the tab shows it that has no people
        self._refreshing: Coalescer | None = None  # since the panel is there

    async def toggle(self) -> None:
        """Open the panel, or close it."""
        if not self._is_open:
            async with self._shell.chat.reading() as session:
                self._room = await rooms.get(session, actor=self._shell.actor, room_uuid=self._room.uuid)
        self._is_open = not self._is_open
        self._opener.set({"aria-expanded": str(self._is_open).lower()})
        if self._is_open:
            self._build()
            await self._show()
            if not self._is_open:
                return  # it was closed again meanwhile
            self._frame.props["data-details"] = ""
            ui.run_javascript("document.querySelector('.details button').focus()")
        else:
            self._frame.props.pop("data-details", None)
            ui.run_javascript("document.querySelector('.details-button').focus()")

    def close(self) -> None:
        """Close the panel without giving the focus back. Closing twice is no error."""
        if self._is_open:
            self._is_open = False
            self._opener.set({"aria-expanded": "false"})
            self._frame.props.pop("data-details", None)

    @property
    def is_open(self) -> bool:
        """Whether the person looks at the panel."""
        return self._is_open

    def refresh(self, room: RoomView | None = None) -> None:
        """Show the people, and the room if it is given, as they are now; many changes are shown together."""
        self._room = room or self._room
        if self._is_open and self._refreshing is not None:
            self._refreshing.request()

    def on_posted(self, posted: NewMessages) -> None:
        """Show the files of new messages, too."""
        if posted.have_files:
            self._on_files()

    def _on_activity(self, new: NewActivity) -> None:
        """Show the files without those of deleted messages, and again with those of restored ones."""
        if self._files is not None and self._files.concerns(new):
            self._on_files()

    def _on_files(self) -> None:
        """Read the files again, now or when the person looks at them."""
        self._are_files_due = True
        if self._is_open and self._files is not None:
            self._shell.run(self._read_files())

    def _build(self) -> None:
        """Make the panel when it is first asked for."""
        if self._refreshing is not None:
            return
        self._refreshing = gathered_refresh(self._shell, weakly_awaited(self._show), REFRESH_SECONDS)
        activity = self._shell.chat.room_activity
        self._shell.on_leaving_view(activity.subscribe(self._room.uuid, weakly(self._on_activity), ignore))
        self._tabs: dict[str, Markup] = {}
        with self._frame, box("details", "aside", aria_label="Details", data_layer="") as panel:
            panel.on("keydown.escape", self.toggle, js_handler="() => chatapp.layers.topmost() || emit()")
            with box("details-head"):
                self._title = text("h2", "", "clip")
                named = {"classes": "quiet", "icon_name": "close", "data_close": ""}
                button("Close details", self.toggle, is_icon_only=True, **named)
            names = [name for name in TABS if name != SETTINGS or not self._room.is_direct]
            with box("details-tabs", role="tablist", aria_label="Details").on(
                "click",
                self._shell.with_error_notices(self._choose),
                js_handler="(e) => chatapp.elements.act(e, emit)",
            ):
                self._tabs = {name: markup("", "details-tab", "button", **_tab(name)) for name in names}
            self._body = box("details-body", role="tabpanel", tabindex="-1")
            self._body.on("scroll", weakly_awaited(self._scrolled), js_handler=NEAR_END, throttle=SCROLL_SECONDS)

    async def _choose(self, event: events.GenericEventArguments) -> None:
        if event.args in self._tabs and event.args != self._tab:
            await self._turn_to(event.args)

    async def show_pins(self) -> None:
        """Open the panel at the pinned messages."""
        self._tab, is_open = PINNED, self._is_open
        if not is_open:
            await self.toggle()
        else:
            await self._turn_to(PINNED)

    async def _turn_to(self, tab: str) -> None:
        self._tab = tab
        self._people = self._files = self._shown = None
        self._body.clear()
        await self._show()

    async def _show(self) -> None:
        """Show the panel's content as it is now."""
        if not self._is_open or self._body.is_deleted:
            return
        room, shown = self._room, _without_counts(self._room)
        self._title.text = room.name
        self._body.props["aria-label"] = TABS[self._tab]
        for name, tab in self._tabs.items():
            number = {PEOPLE: 0 if room.is_direct else room.member_count, PINNED: room.pin_count}.get(name, 0)
            count = f" <span>{number:,}</span>" if number else ""
            tab.set({"innerHTML": TABS[name] + count, "aria-selected": str(name == self._tab).lower()})
        if self._tab == PINNED:
            with suppress(NotFound, Forbidden):  # no longer a member: the room page is about to say so
                await show_pins(self._shell, room, self._body)
            return
        if self._tab == FILES:
            await self._show_files()
            return
        if self._tab == SETTINGS or room.partner is not None:
            await self._show_once(shown)
            return
        if self._people is None:
            with self._body:
                self._people = People(self._shell, room, weakly(self.refresh))
        try:
            await self._people.show(room)
        except (NotFound, Forbidden):
            return  # the person is no longer a member: the room page is about to say so

    async def _show_files(self) -> None:
        """Show the room's files; they are read when the tab is chosen, and when others are there than before."""
        if self._files is None:
            with self._body:
                self._files = RoomFiles(self._shell, self._room.uuid)
            self._are_files_due = True
        if self._are_files_due:
            await self._read_files()

    async def _read_files(self) -> None:
        if self._files is not None:
            self._are_files_due = False
            with suppress(NotFound, Forbidden):  # no longer a member: the room page is about to say so
                await self._files.refresh()

    async def _scrolled(self) -> None:
        if self._files is not None:
            with suppress(NotFound, Forbidden):
                await self._files.show_more()

    async def _show_once(self, shown: RoomView) -> None:
        """Show what does not change with people, unless it is shown already."""
        if shown == self._shown:
            return
        self._shown = shown
        if self._room.is_direct:
            await show_partner(self._shell, self._room, self._body)
        else:
            show_settings(self._shell, self._room, self._body)


def _tab(name: str) -> dict[str, str]:
    return {"type": "button", "role": "tab", "data_act": name, "aria_selected": "false"}


def _without_counts(room: RoomView) -> RoomView:
    """Return the room without what this panel does not show and every message changes."""
    uncounted = replace(room, uncounted_unread=ALL_COUNT, mentioned_in=frozenset())
    return replace(uncounted, revision=0, last_number=0, last_read_number=0)
