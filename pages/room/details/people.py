"""A room's people in its panel: who is in the room now, who is online elsewhere, who is away or offline."""

from collections.abc import Callable
from functools import partial
from html import escape

from nicegui import ui

from chatapp import rooms
from chatapp.callbacks import weakly
from chatapp.events import PRESENCE_TOPIC, Event, PresenceChanged
from chatapp.presence import PresenceState
from chatapp.rooms import MemberView, RoomView
from chatapp.storage.paging import Page
from chatapp.web import urls
from pages.components.elements import avatar_html, bot_mark, box, button, icon, markup, text
from pages.components.presence_dot import PRESENCE_WORDS, avatar_with_presence_html
from pages.room.details.member_acts import add_people, show_member_menu
from pages.room.details.removed import list_removed
from pages.shell.shell import Shell

HERE_AT_MOST = 100
HERE, ONLINE, AWAY = "In this room now", "Online", "Away or offline"
ROLES = {"owner": "Owner", "moderator": "Moderator", "member": ""}
Sections = dict[str, list[MemberView]]


class People:
    """The list of a room's people, in the current container. ``request``: have it shown again soon."""

    def __init__(self, shell: Shell, room: RoomView, request: Callable[[], None]) -> None:
        self._shell, self._room, self._request = shell, room, request
        self._listed = 0  # members that are listed, of all that there are
        self._next: str | None = None
        self._more: ui.element | None = None
        self._shown: set[str] = set()
        self._drawn: tuple[object, ...] | None = None
        self._menus_open = 0
        self._box = box("")
        shell.on_leaving_view(shell.chat.broker.subscribe(PRESENCE_TOPIC, weakly(self._on_presence)))

    async def show(self, room: RoomView) -> None:
        """Show who is where now, unless nothing has changed.

        Raises:
            NotFound: there is no such room, or the person may not see it.
            Forbidden: the person is not a member.
        """
        self._room = room
        sections, following = await self._read()
        states = [self._state_of(member) for members in sections.values() for member in members]
        drawn = (room.role, room.may_add, room.member_count, sections, following, states)
        if self._box.is_deleted or self._menus_open or drawn == self._drawn:
            return  # drawn again, an open menu and the keyboard's place would be gone
        self._drawn, self._listed = drawn, sum(map(len, sections.values()))
        self._shown = {str(member.uuid) for members in sections.values() for member in members}
        self._box.clear()
        with self._box:
            if room.may_add:
                add = self._shell.with_error_notices(partial(add_people, self._shell, self._room))
                button("Add people", add, classes="add-people", icon_name="plus")
            for title, members in sections.items():
                self._section(title, members, sections)
            self._rest = box("", "section", aria_label="More members")
            if room.may_moderate:
                removed = self._shell.with_error_notices(partial(list_removed, self._shell, self._room))
                button("Removed people", removed, classes="quiet removed-people")
        self._offer_more(following)

    async def _read(self) -> tuple[Sections, str | None]:
        """Return the listed members by where they are, and after whom to ask for more."""
        shell, room_uuid = self._shell, self._room.uuid
        here_uuids = shell.chat.presence.here(room_uuid)
        async with shell.chat.reading() as session:
            page = await rooms.members(session, actor=shell.actor, room_uuid=room_uuid)
            while page.next is not None and len(page.items) < self._listed:  # those that were asked for stay
                more = await rooms.members(session, actor=shell.actor, room_uuid=room_uuid, after=page.next)
                page = Page(page.items + more.items, more.next)
            here = await rooms.members(
                session, actor=shell.actor, room_uuid=room_uuid, only=here_uuids, limit=HERE_AT_MOST
            )
        is_here = {member.uuid for member in here.items}
        others = [member for member in page.items if member.uuid not in is_here]
        online = [member for member in others if self._state_of(member) == PresenceState.ONLINE]
        away = [member for member in others if self._state_of(member) != PresenceState.ONLINE]
        return {HERE: list(here.items), ONLINE: online, AWAY: away}, page.next

    def _state_of(self, member: MemberView) -> PresenceState:
        return self._shell.chat.presence.state_of(member.uuid)

    def _section(self, title: str, members: list[MemberView], sections: Sections) -> None:
        if not members:
            return
        count = len(members)
        if title == AWAY:  # those that are not listed yet are among them
            count = self._room.member_count - len(sections[HERE]) - len(sections[ONLINE])
        with box("", "section", aria_label=title):
            text("h3", f"{title} — {count:,}")
            for member in members:
                self._person(member)

    def _person(self, member: MemberView) -> None:
        state = self._state_of(member)
        with box("person", data_state=state):
            named = {
                "href": urls.person(member.username),
                "title": f"@{member.username}",
                "data_person": str(member.uuid),
            }
            markup(_about_html(member, state), "who", "a", **named)
            is_oneself = member.account_id == self._shell.actor.account_id
            if self._room.may_moderate and (is_oneself or member.role != "owner"):
                label = f"More actions for {member.name}"
                named = {"aria_label": label, "title": label, "aria_haspopup": "menu"}
                with box("button quiet square", "button", type="button", **named) as opener:  # its menu goes into it
                    icon("dots")
                opener.on("click", partial(self._open_menu, opener, member), js_handler="() => emit()")

    def _offer_more(self, following: str | None) -> None:
        self._next = following
        if following is not None:
            with self._rest:
                show_more = self._shell.with_error_notices(self._show_more)
                self._more = button("Show more members", show_more, classes="quiet more-members")

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
                    self._shown.add(str(member.uuid))
                    self._person(member)
        self._offer_more(page.next)

    def _open_menu(self, opener: ui.element, member: MemberView) -> None:
        """Build the menu when it is asked for: a hundred rows would pay for menus that are never opened."""
        self._menus_open += 1
        show_member_menu(self._shell, self._room, member, opener, on_closed=self._menu_closed)

    def _menu_closed(self) -> None:
        """Show what has changed while the menu was open."""
        self._menus_open -= 1
        self._request()

    def _on_presence(self, event: Event) -> None:
        if isinstance(event, PresenceChanged) and str(event.account_uuid) in self._shown and not self._box.is_deleted:
            self._request()


def _about_html(member: MemberView, state: PresenceState) -> str:
    """Return a row's face, name, role, and whether they can't sign in; presence in words for screen readers."""
    face = avatar_with_presence_html(member.uuid, member.name, state, "s", member.avatar)
    states = ", ".join(filter(None, (ROLES[member.role], "" if member.is_active else "Deactivated")))
    role = f'<span class="state">{states}</span>' if states else ""
    words = PRESENCE_WORDS[state]
    name = f'<bdi class="clip">{escape(member.name)}</bdi>'
    if member.is_bot:
        face = avatar_html(member.uuid, member.name, "s", member.avatar)
        return f'<span class="face">{face}</span><span class="named">{name}{bot_mark(member.is_bot)}</span>{role}'
    return f'<span class="face" title="{words}">{face}</span>{name}<span class="sr">, {words}</span>{role}'
