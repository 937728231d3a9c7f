"""The right side of a room: what it is, what you may do with it, who its members are and who is here now."""

from dataclasses import replace
from functools import partial

from nicegui import ui

from chatapp import rooms
from chatapp.callbacks import weakly_awaited
from chatapp.errors import Forbidden, NotFound
from chatapp.events import PRESENCE_TOPIC, Event, PresenceChanged
from chatapp.rooms import MemberView, RoomView
from chatapp.storage.paging import Page
from chatapp.timers import Coalescer
from chatapp.web import urls
from pages.components.elements import (
    Markup,
    add_static_element,
    box,
    button,
    icon,
    text,
)
from pages.components.presence_dot import PRESENCE_WORDS, avatar_with_presence_html
from pages.components.room_labels import hue_style
from pages.room.exit import ask_to_close
from pages.room.members import add_member, ask_to_leave, show_member_menu
from pages.rooms.create import edit_room
from pages.shell.refresher import Refresher
from pages.shell.shell import Shell

REFRESH_SECONDS = 0.3  # changes within this time are shown together
HERE_AT_MOST = 100


class Details:
    """One page's panel beside a conversation. Costs nothing until it is opened.

    ``frame``: the element whose ``data-details`` attribute shows the panel; ``opener``: the button that asks for it.
    """

    def __init__(self, shell: Shell, room: RoomView, frame: ui.element, opener: Markup) -> None:
        self._shell = shell
        self._room = room
        self._frame = frame
        self._opener = opener
        self._is_open = False
        self._listed = 0  # members that are listed, of all that there are
        self._next: str | None = None
        self._more: ui.element | None = None
        self._shown: dict[str, tuple[MemberView, Markup]] = {}  # account uuid → their avatar with presence
        self._drawn: tuple[RoomView, list[MemberView], list[MemberView], str | None] | None = None
        self._menus_open = 0
        refresher = Refresher(shell, weakly_awaited(self._show))
        self._refreshing = Coalescer(REFRESH_SECONDS, refresher.request)
        shell.on_leaving_view(self._refreshing.cancel)
        self._panel = box("details", "aside", aria_label="Details")
        self._panel.on("keydown.escape", self.toggle, js_handler="() => emit()")
        shell.on_leaving_view(shell.chat.broker.subscribe(PRESENCE_TOPIC, self._on_presence))

    async def toggle(self) -> None:
        """Open the panel, or close it."""
        if not self._is_open:
            async with self._shell.chat.reading() as session:  # a room is opened without counting its members
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

    def _build(self) -> None:
        """Fill the panel when it is first asked for."""
        if not self._panel.default_slot.children:
            with self._panel:
                with box("details-head"):
                    text("h2", "Details")
                    button("Close details", self.toggle, classes="quiet", icon_name="close", is_icon_only=True)
                self._about: ui.element = box("")
                self._people: ui.element = box("")

    @property
    def is_open(self) -> bool:
        """Whether the person looks at the panel."""
        return self._is_open

    def refresh(self, room: RoomView | None = None) -> None:
        """Show the people, and the room if it is given, as they are now; many changes are shown together."""
        self._room = room or self._room
        if self._is_open:
            self._refreshing.request()

    async def _show(self) -> None:
        if self._is_open and not self._about.is_deleted:
            await self._show_people()

    def _show_about(self) -> None:
        room, shell = self._room, self._shell
        self._about.clear()
        with self._about, box("about-room", "section", aria_label="About"):
            if room.category:
                with box("category", style=hue_style(room.hue)):
                    icon(room.category.icon)
                    text("span", room.category.name)
            if room.description:
                text("bdi", room.description)
            text("p", f"Created by {room.created_by}", "muted small")
            with box("room-acts"):
                if room.may_manage:
                    button("Edit", shell.with_error_notices(partial(edit_room, shell, room)), icon_name="pencil")
                    button("Archive room", lambda: ask_to_close(shell, room), icon_name="lock")
                if not room.is_direct:
                    leave = shell.with_error_notices(partial(ask_to_leave, shell, room))
                    button("Leave", leave, icon_name="leave")

    async def _show_people(self) -> None:
        shell, room_uuid = self._shell, self._room.uuid
        here_uuids = shell.chat.presence.here(room_uuid)
        try:
            async with shell.chat.reading() as session:
                page = await rooms.members(session, actor=shell.actor, room_uuid=room_uuid)
                while page.next is not None and len(page.items) < self._listed:  # those that were asked for stay
                    more = await rooms.members(session, actor=shell.actor, room_uuid=room_uuid, after=page.next)
                    page = Page(page.items + more.items, more.next)
                here = await rooms.members(
                    session, actor=shell.actor, room_uuid=room_uuid, only=here_uuids, limit=HERE_AT_MOST
                )
        except (NotFound, Forbidden):
            return  # the person is no longer a member: the room page is about to say so
        is_here = {member.uuid for member in here.items}
        others = [member for member in page.items if member.uuid not in is_here]
        drawn = (_without_counts(self._room), here.items, others, page.next)
        if self._people.is_deleted or self._menus_open or drawn == self._drawn:
            return  # drawn again, an open menu and the keyboard's place would be gone
        self._drawn, self._listed = drawn, len(page.items)
        self._show_about()
        self._people.clear()
        self._shown.clear()
        with self._people:
            self._people_head()
            self._section("Here now", here.items)
            self._section("Members", others)
            self._rest = box("", "section", aria_label="More members")
        self._offer_more(page.next)

    def _people_head(self) -> None:
        count = self._room.member_count
        with box("people-head"):
            text("h2", "1 member" if count == 1 else f"{count:,} members")
            if self._room.may_moderate:
                add = self._shell.with_error_notices(partial(add_member, self._shell, self._room))
                button("Add people", add, classes="quiet", icon_name="plus", is_icon_only=True)

    def _offer_more(self, following: str | None) -> None:
        self._next = following
        if following is not None:
            with self._rest:
                self._more = button(
                    "Show more members", self._shell.with_error_notices(self._show_more), classes="quiet more-members"
                )

    async def _show_more(self) -> None:
        async with self._shell.chat.reading() as session:
            page = await rooms.members(
                session, actor=self._shell.actor, room_uuid=self._room.uuid, after=self._next or ""
            )
        if self._rest.is_deleted or self._more is None or self._more.is_deleted:
            return  # pressed twice, or shown again meanwhile
        self._more.delete()
        self._listed += len(page.items)
        with self._rest:
            for member in page.items:
                if str(member.uuid) not in self._shown:
                    self._person(member)
        self._offer_more(page.next)

    def _section(self, title: str, people: list[MemberView]) -> None:
        if not people:
            return
        with box("", "section", aria_label=title):
            text("h2", title)
            for member in people:
                self._person(member)

    def _person(self, member: MemberView) -> None:
        with box("person"):
            face = add_static_element("div", "face", **self._face(member))
            name = text("a", member.name, "clip")
            name.props["href"], name.props["title"] = urls.person(member.username), f"@{member.username}"
            name.props["data-person"] = str(member.uuid)
            if member.role != "member":
                text("span", member.role, "state")
            is_oneself = member.account_id == self._shell.actor.account_id
            if self._room.may_moderate and (is_oneself or member.role != "owner"):
                label = f"More actions for {member.name}"
                named = {"aria_label": label, "title": label, "aria_haspopup": "menu"}
                with box("button quiet square", "button", type="button", **named) as opener:  # its menu goes into it
                    icon("dots")
                opener.on("click", partial(self._open_menu, opener, member), js_handler="() => emit()")
        self._shown[str(member.uuid)] = (member, face)

    def _face(self, member: MemberView) -> dict[str, str]:
        """Return the props of a member's avatar with presence."""
        state = self._shell.chat.presence.state_of(member.uuid)
        picture = avatar_with_presence_html(member.uuid, member.name, state, "s", member.avatar)
        words = PRESENCE_WORDS[state]
        return {"innerHTML": f'{picture}<span class="sr">{words}</span>', "title": words}

    def _open_menu(self, opener: ui.element, member: MemberView) -> None:
        """Build the menu when it is asked for: a hundred rows would pay for menus that are never opened."""
        self._menus_open += 1
        show_member_menu(self._shell, self._room, member, opener, on_closed=self._menu_closed)

    def _menu_closed(self) -> None:
        """Show what has changed while the menu was open."""
        self._menus_open -= 1
        self._refreshing.request()

    def _on_presence(self, event: Event) -> None:
        """Show a member's presence as it is now, if they are shown."""
        if not isinstance(event, PresenceChanged) or (shown := self._shown.get(str(event.account_uuid))) is None:
            return
        member, face = shown
        if not face.is_deleted:
            face.set(self._face(member))


def _without_counts(room: RoomView) -> RoomView:
    """Return the room without what this panel does not show and every message changes."""
    return replace(room, revision=0, last_number=0, last_read_number=0)
