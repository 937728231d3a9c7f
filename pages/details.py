"""The right side of a room: who is here just now, and who belongs."""

import asyncio

from nicegui import ui

from chatapp import rooms
from chatapp.errors import ChatError
from chatapp.rooms import AT_MOST, MemberView, RoomView
from pages.elements import avatar, box, button, text
from pages.layout import Shell

TOGETHER = 0.3  # seconds


class Details:
    """One page's list of people, those who are here first. Costs nothing until it is opened.

    ``frame``: the element whose ``data-details`` attribute shows the panel; ``opener``: the button that asks for it.
    """

    def __init__(self, shell: Shell, room: RoomView, frame: ui.element, opener: ui.element) -> None:
        self._shell = shell
        self._room = room
        self._frame = frame
        self._opener = opener
        self._is_open = False
        self._is_due = False
        with box("details", "aside", aria_label="People").on("keydown.escape", self.toggle, js_handler="() => emit()"):
            with box("details-head"):
                text("h2", "People")
                button("Close people", self.toggle, classes="quiet", icon_name="close", is_icon_only=True)
            self._people: ui.element = box("")

    async def toggle(self) -> None:
        """Open the panel, or close it."""
        self._is_open = not self._is_open
        self._opener.props["aria-expanded"] = str(self._is_open).lower()
        if self._is_open:
            await self._show()
            self._frame.props["data-details"] = ""
            ui.run_javascript("document.querySelector('.details button').focus()")
        else:
            self._frame.props.pop("data-details", None)
            ui.run_javascript("document.querySelector('.people-button').focus()")

    async def refresh(self) -> None:
        """Show the people anew, if anybody looks; many changes at once are shown together."""
        if self._is_open and not self._is_due:
            self._is_due = True
            await asyncio.sleep(TOGETHER)
            self._is_due = False
            await self._show()

    async def _show(self) -> None:
        try:
            async with self._shell.chat.reading() as session:
                members = await rooms.members(session, actor=self._shell.actor, room_uuid=self._room.uuid)
        except ChatError:
            return  # no member any more: the room page is about to say so
        if self._people.is_deleted:
            return
        here = self._shell.chat.presence.here(self._room.uuid)
        self._people.clear()
        with self._people:
            self._section("Here now", [m for m in members if m.uuid in here], is_here=True)
            self._section("Members", [m for m in members if m.uuid not in here], is_here=False)
            if len(members) == AT_MOST:
                text("p", f"The first {AT_MOST} members by name.", "sidebar-note")

    def _section(self, title: str, people: list[MemberView], *, is_here: bool) -> None:
        if not people:
            return
        with box("", "section"):
            text("h2", f"{title} — {len(people)}")
            for person in people:
                with box("person"):
                    avatar(person.uuid, person.name, "s")
                    text("bdi", person.name, "clip").props["title"] = person.username
                    if is_here:
                        text("span", "here", "state is-here")
                    elif person.role == "owner":
                        text("span", "owner", "state")
