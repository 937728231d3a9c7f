"""The list of people: recent and online ones first, then everybody by name; live, and searched as one types."""

from functools import partial
from html import escape
from uuid import UUID

from nicegui import events, ui

from chatapp.accounts import directory
from chatapp.accounts.directory import PersonView
from chatapp.callbacks import weakly_awaited
from chatapp.events import PEOPLE_TOPIC, PRESENCE_TOPIC, Event, PersonChanged, PresenceChanged, StatusChanged
from chatapp.storage.paging import Page
from chatapp.web import urls
from pages.components.elements import Markup, box, button, markup, text
from pages.components.paged_list import PagedList
from pages.components.search_field import search_field
from pages.people.direct_chats import new_message, open_direct
from pages.people.person_row import person_html
from pages.people.picker_sources import recent_and_online
from pages.shell.layout.pane_head import pane_head
from pages.shell.page_state.refresher import gathered_refresh
from pages.shell.shell import Shell

REFRESH_SECONDS = 0.3  # changes within this time are read together
ALONE = "No one else is here yet"
INVITE = "People appear here as soon as they have an account."


class PeopleList:
    """One page's list of people, kept in step with presence, names and statuses."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._first: list[PersonView] = []  # recent and online, shown above the others
        self._rows: dict[UUID, tuple[PersonView, Markup]] = {}
        with box("pane"):
            self._head()
            body = box("pane-body")
            body.on("scroll", self._on_scroll, throttle=0.3, js_handler="(e) => chatapp.lists.nearEnd(e, emit)")
            body.on("click", shell.with_error_notices(self._message), js_handler="(e) => chatapp.elements.act(e, emit)")
            with body:
                self._recent = box("people-list", "section", aria_label="Recent and online")
                with box("people-list", "section", aria_label="Everyone"):
                    self._title = text("h2", "Everyone")
                    container = box("people-rows", "ul", aria_label="People")
                    self._empty = box("empty")
                    self._list: PagedList[PersonView, str, ui.element] = PagedList(
                        shell,
                        container,
                        read=self._read,
                        draw=self._row,
                        key=lambda person: str(person.uuid),
                        on_change=self._show_if_empty,
                        more_label="Show more people",
                    )
        refresh = weakly_awaited(self.refresh)
        self._refreshing = gathered_refresh(shell, refresh, REFRESH_SECONDS, is_wanted=lambda: not container.is_deleted)
        for topic in (PEOPLE_TOPIC, PRESENCE_TOPIC):
            shell.on_leaving_view(shell.chat.broker.subscribe(topic, self._on_event))
        shell.on_leaving_view(shell.on_missed(self.refresh))

    async def start(self) -> None:
        """Show who is there."""
        await self._find("")

    async def refresh(self) -> None:
        """Show who is there now, no fewer than before: whoever looks for somebody further down is not led back up."""
        await self._read_first(self._list.search)
        await self._list.reload()
        self._show_first()

    def _head(self) -> None:
        with pane_head("People"):
            write = self._shell.with_error_notices(partial(new_message, self._shell))
            button("New message", write, classes="primary", icon_name="pencil")
        with box("index-bar"):
            search_field(self._shell, "Search people", self._find)

    async def _find(self, search: str) -> None:
        await self._read_first(search)
        await self._list.start(search)
        self._show_first()

    async def _read_first(self, search: str) -> None:
        self._first = [] if search.strip() else await recent_and_online(self._shell)

    def _show_first(self) -> None:
        if self._recent.is_deleted:
            return
        self._recent.clear()
        with self._recent:
            if self._first:
                text("h2", "Recent and online")
                with box("people-rows", "ul", aria_label="Recent and online people"):
                    for person in self._first:
                        self._row(person)

    async def _read(self, search: str, after: str | None) -> Page[PersonView, str]:
        async with self._shell.chat.reading() as session:
            page = await directory.listing(session, actor=self._shell.actor, search=search, after=after or "")
        above = {person.uuid for person in self._first}
        return Page([person for person in page.items if person.uuid not in above], page.next)

    async def _on_scroll(self, _: events.GenericEventArguments) -> None:
        if not self._list.is_reading:
            await self._shell.with_error_notices(self._list.show_more)()

    async def _message(self, event: events.GenericEventArguments) -> None:
        person = next((uuid for uuid in self._rows if str(uuid) == event.args), None)
        if person is not None:
            await open_direct(self._shell, person)

    def _row(self, person: PersonView) -> ui.element:
        with box("people-row", "li") as row:
            self._rows[person.uuid] = person, markup(self._inside(person), "people-cells")
        return row

    def _inside(self, person: PersonView) -> str:
        inside = person_html(person, self._shell.chat.presence.state_of(person.uuid))
        label = f"Message {escape(person.name)}"
        return (
            f'<a class="people-link" href="{urls.person(person.username)}">{inside}</a>'
            f'<button class="button" type="button" data-act="{person.uuid}" aria-label="{label}">Message</button>'
        )

    def _on_event(self, event: Event) -> None:
        if isinstance(event, PresenceChanged) and event.account_uuid in self._rows:
            person, row = self._rows[event.account_uuid]
            if not row.is_deleted:
                row.set({"innerHTML": self._inside(person)})
        elif isinstance(event, PersonChanged | StatusChanged):
            self._refreshing.request()

    def _show_if_empty(self) -> None:
        is_empty = not len(self._list)
        self._title.set_visibility(not is_empty and bool(self._first))
        self._empty.set_visibility(is_empty and not self._first)
        self._empty.clear()
        if not is_empty or self._first:
            return
        with self._empty:
            if self._list.search:
                text("h2", directory.no_match(self._list.search.strip()))
            else:
                text("h2", ALONE)
                text("p", INVITE)


async def show(shell: Shell) -> None:
    """Show the list of people."""
    shell.set_title("People")
    await PeopleList(shell).start()
