"""The search page: a field, filters, results. A search is an address, so Back finds it as it was."""

from collections import Counter
from html import escape
from weakref import WeakKeyDictionary

from nicegui import Client, events, ui

from chatapp import rooms
from chatapp.errors import RateLimited, Unavailable
from chatapp.rooms import RoomView
from chatapp.search import Hit, Order, SearchPage, WrongQuery
from chatapp.web import urls
from pages.components import icons
from pages.components.elements import box, button_html, markup
from pages.search import guidance
from pages.search.filters import filters_html, rooms_named, words_of
from pages.search.names import names_html
from pages.search.row import row_html
from pages.shell.layout.pane_head import pane_head
from pages.shell.shell import Shell

LONGEST = 1000  # characters of a query in an address
NAMES = 5  # of each kind
MOST = 200  # results that are found again at once
LABEL = "Search messages"
OPTIONS = "query-options"  # what may follow an operator: `pages/browser/search/query_completion.js`
COMPLETED = {
    "role": "combobox",
    "aria-autocomplete": "list",
    "aria-controls": OPTIONS,
    "aria-expanded": "false",
    "autocapitalize": "off",
    "spellcheck": "false",
}
ON_SUBMIT = "(e) => chatapp.forms.values(e, emit)"
ON_ACT = "(e) => chatapp.elements.act(e, emit)"
_shown: "WeakKeyDictionary[Client, dict[tuple[str, Order], int]]" = WeakKeyDictionary()  # how many results were loaded


class Search:
    """One page's search."""

    def __init__(self, shell: Shell, query: str, order: Order) -> None:
        self._shell, self._query, self._order = shell, query, order
        self._hits: list[Hit] = []
        self._cursor = ""
        self._is_searching = False
        self._counts = _shown.setdefault(shell.client, {})
        with box("pane search-view"):
            pane_head("Search")
            self._form()
            self._filters = markup("" if query else filters_html("", order, ()), "filter-rows")
            with box("pane-body search-body", tabindex="0", role="region", aria_label="Results") as self._body:
                self._body.on("click", shell.with_error_notices(self._act), js_handler=ON_ACT)
                self._names = markup("", "search-names-place")
                self._status = markup("", "search-status", role="status")
                self._results = box("search-results")
                self._foot = markup("", "search-foot")
                if not query:
                    markup(guidance.past_html() + guidance.tips_html(), "search-past")
            markup(f'<search-place data-query="{escape(query)}"></search-place>', "sr")

    def _form(self) -> None:
        with box("index-bar", "form", role="search").on("submit", self._submit, js_handler=ON_SUBMIT):
            with box("search", "label"):
                markup(icons.svg("search"), tag="span")
                field = box("", "input", type="search", name="q", placeholder=LABEL, aria_label=LABEL)
                field.props.update(COMPLETED, autocomplete="off", enterkeyhint="search", maxlength=str(LONGEST))
                field.props["^value"] = self._query  # the attribute: what is typed stays when the page changes
                if not self._query or self._query.endswith(" "):
                    field.props["autofocus"] = ""
            markup("", "query-options", "ul", id=OPTIONS, role="listbox", aria_label="Suggestions", hidden="")
            if self._query:
                kept = {"data_keep": self._query, "aria_pressed": "false"}
                markup(button_html("Save this search", "quiet", icon_name="star", **kept), tag="span")

    def _submit(self, event: events.GenericEventArguments) -> None:
        given = event.args.get("q", "") if isinstance(event.args, dict) else ""
        if isinstance(given, str):
            order = "" if self._order is Order.NEWEST else self._order
            ui.navigate.to(urls.search(given.strip()[:LONGEST], order))

    async def start(self) -> None:
        """Show what was found; no less than when the person was here before."""
        if not self._query:
            return
        known: list[RoomView] = []
        try:
            await self._find_all()
            known = await self._known_rooms()
        except (RateLimited, Unavailable) as error:
            self._status.set({"innerHTML": guidance.failed_html(str(error))})
        self._filters.set({"innerHTML": filters_html(self._query, self._order, known)})

    async def _find_all(self) -> None:
        wanted = min(MOST, self._counts.get((self._query, self._order), 0))
        try:
            await self._find()
            while self._cursor and len(self._hits) < wanted:
                await self._find()
            await self._find_names()
        except WrongQuery as error:
            self._status.set({"innerHTML": guidance.problems_html(self._query, error)})

    async def _known_rooms(self) -> list[RoomView]:
        """Return the rooms in which something was found, the first one most often, and those that the query names."""
        found = {hit.room.uuid: hit.room for hit in self._hits}
        often = [found[room_uuid] for room_uuid, _ in Counter(hit.room.uuid for hit in self._hits).most_common()]
        if not (named := rooms_named(self._query) - set(found)):
            return often
        async with self._shell.chat.reading() as session:
            return [*often, *await rooms.own(session, actor=self._shell.actor, room_uuids=named)]

    async def _find_names(self) -> None:
        if words := words_of(self._query):
            names = await self._shell.chat.search.names(actor=self._shell.actor, words=words, limit=NAMES)
            self._names.set({"innerHTML": names_html(names)})

    async def _find(self) -> None:
        """Show the next results."""
        search, actor = self._shell.chat.search, self._shell.actor
        page = await search.find(actor=actor, query=self._query, order=self._order, cursor=self._cursor)
        around = await search.around(actor=actor, hits=page.hits)
        if self._results.is_deleted:
            return
        self._hits += page.hits
        self._cursor = page.cursor
        self._counts[self._query, self._order] = len(self._hits)
        rows = "".join(row_html(hit, around[hit.key], self._shell.chat.custom_emoji.pictures) for hit in page.hits)
        if rows:
            with self._results:
                markup(rows, "search-rows", "ol")
        self._tell(page)

    def _tell(self, page: SearchPage) -> None:
        found, has_more = len(self._hits), bool(page.cursor)
        if found or has_more:
            said = guidance.count_html(found, has_more=has_more)
            foot = guidance.foot_html(found, page.note, has_more=has_more, at_most=MOST)
        else:
            said, foot = guidance.nothing_html(self._query, self._order, page.note), ""
        self._status.set({"innerHTML": said})
        self._foot.set({"innerHTML": foot})

    async def _act(self, event: events.GenericEventArguments) -> None:
        if self._is_searching:
            return  # the button was pressed twice: what it asks for is on its way
        self._is_searching = True
        try:
            if event.args == "more" and self._cursor and len(self._hits) < MOST:
                await self._find()
            elif event.args == "again":
                self._hits, self._cursor = [], ""
                self._results.clear()
                self._foot.set({"innerHTML": ""})
                await self.start()
        finally:
            self._is_searching = False


async def show(shell: Shell, q: str = "", order: str = "") -> None:
    """Show what was found for a query; without one, how to search."""
    shell.set_title("Search")
    wanted = Order.BEST if order == Order.BEST else Order.NEWEST
    await Search(shell, q[:LONGEST], wanted).start()
