"""Choosing a room's next owner from the list of its members."""

from collections.abc import Awaitable, Callable
from html import escape

from nicegui import events

from chatapp import rooms
from chatapp.rooms import MemberView, RoomView
from pages.components.elements import avatar_html, box, markup, text
from pages.components.search_field import search_field
from pages.shell.shell import Shell

SEARCHED_FROM = 12  # members; fewer are found without searching
ON_CHANGE = "(e) => e.target.name === 'successor' && emit(e.target.value)"


class NextOwner:
    """A list in a dialog from which one member is chosen; `submit` adds the button that confirms the choice."""

    def __init__(
        self, shell: Shell, room: RoomView, label: str, on_chosen: Callable[[MemberView], Awaitable[None]]
    ) -> None:
        self._shell, self._room, self._label, self._on_chosen = shell, room, label, on_chosen
        self._listed: dict[str, MemberView] = {}
        self._chosen: MemberView | None = None
        if room.member_count > SEARCHED_FROM:
            search_field(shell, "Search members", self._search)
        self._list = box("successors", role="radiogroup", aria_label="New owner", tabindex="-1")
        self._list.on("change", self._choose, js_handler=ON_CHANGE)
        self._error = text("p", "", "error").props("role=alert")

    def submit(self) -> None:
        """Add the button."""
        with box("button danger", "button", type="button") as element:
            text("span", self._label)
        element.on("click", self._shell.with_error_notices(self._confirm), js_handler="() => emit()")

    async def start(self) -> None:
        """List the first members."""
        await self._search("")

    async def _search(self, typed: str) -> None:
        async with self._shell.chat.reading() as session:
            page = await rooms.members(
                session, actor=self._shell.actor, room_uuid=self._room.uuid, search=typed, limit=50
            )
        if self._list.is_deleted:
            return
        self._listed = {str(one.uuid): one for one in page.items if one.uuid != self._shell.actor.uuid}
        chosen = str(self._chosen.uuid) if self._chosen else ""
        self._list.clear()
        with self._list:
            for key, member in self._listed.items():
                markup(_option(key, member, is_chosen=key == chosen), "successor", "label")
            if not self._listed:
                text("p", f"No one matches “{typed}”.", "muted small")

    def _choose(self, event: events.GenericEventArguments) -> None:
        self._chosen = self._listed.get(str(event.args), self._chosen)
        self._error.text = ""

    async def _confirm(self) -> None:
        if self._chosen is None:
            self._error.text = "Choose the new owner."
            return
        await self._on_chosen(self._chosen)


def _option(key: str, member: MemberView, *, is_chosen: bool) -> str:
    face = avatar_html(member.uuid, member.name, "s", member.avatar)
    role = '<span class="muted small">Moderator</span>' if member.role == "moderator" else ""
    return (
        f'<input type="radio" name="successor" value="{key}"{" checked" if is_chosen else ""}>{face}'
        f'<bdi class="clip">{escape(member.name)}</bdi><span class="muted clip">@{escape(member.username)}</span>{role}'
    )
