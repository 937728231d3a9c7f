"""The search page: a field, filters, results. A search is an address, so Back finds it as it was."""

from collections import Counter
from html import escape
from weakref import WeakKeyDictionary

from nicegui import Client, events, ui

from chatapp import rooms
from chatapp.errors import RateLimited
from chatapp.rooms import RoomView
from chatapp.search import Hit, Order, SearchPage, WrongQuery
from chatapp.web import urls
from pages.components import icons
from pages.components.elements import box, button_html, markup, text
from pages.search.filters import filters_html, operators, rooms_named, words_of
from pages.search.names import names_html
from pages.search.row import row_html
from pages.shell.layout import menu_button
from pages.shell.shell import Shell

LONGEST = 1000  # characters of a query in an address
NAMES = 5  # of each kind
MOST = 200  # results that are found again at once
LABEL = "Search messages"
ON_SUBMIT = "(e) => chatapp.forms.values(e, emit)"
ON_MORE = "(e) => chatapp.elements.act(e, emit)"
TIPS = (
    ("in:design", "in a room, or in:@ada for a direct message"),
    ("from:ada", "written by someone, or from:me"),
    ("to:me", "mentions you"),
    ("has:link", "also has:file, has:image, has:code, has:reaction"),
    ("is:saved", "also is:pinned, is:unread, is:mine"),
    ("before:2026-11-28", "also after: and on:, with today, monday, 2026-11"),
    ("“exact words”", "with spaces as they are"),
    ("-draft", "without a word"),
)
_shown: "WeakKeyDictionary[Client, dict[tuple[str, Order], int]]" = WeakKeyDictionary()  # how many results were loaded


class Search:
    """One page's search."""

    def __init__(self, shell: Shell, query: str, order: Order) -> None:
        self._shell, self._query, self._order = shell, query, order
        self._hits: list[Hit] = []
        self._cursor = ""
        self._counts = _shown.setdefault(shell.client, {})
        with box("pane search-view"):
            with box("pane-head"):
                menu_button()
                with box("titles"):
                    text("h1", "Search")
            self._form()
            self._filters = markup("", "filter-rows")
            with box("pane-body search-body", tabindex="0", role="region", aria_label="Results") as self._body:
                self._body.on("click", shell.with_error_notices(self._more), js_handler=ON_MORE)
                self._names = markup("", "search-names-place")
                self._status = markup("", "search-status", role="status")
                self._results = box("search-results")
                self._foot = markup("", "search-foot")
                if not query:
                    markup(_past_html() + _tips_html(), "search-past")
            markup(f'<search-place data-query="{escape(query)}"></search-place>', "sr")

    def _form(self) -> None:
        with box("index-bar", "form", role="search").on("submit", self._submit, js_handler=ON_SUBMIT):
            with box("search", "label"):
                markup(icons.svg("search"), tag="span")
                field = box("", "input", type="search", name="q", placeholder=LABEL, aria_label=LABEL)
                field.props.update(value=self._query, autocomplete="off", enterkeyhint="search", maxlength=str(LONGEST))
                if not self._query or self._query.endswith(" "):
                    field.props["autofocus"] = ""
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
        wanted = min(MOST, self._counts.get((self._query, self._order), 0))
        try:
            await self._find()
            while self._cursor and len(self._hits) < wanted:
                await self._find()
            await self._find_names()
        except WrongQuery as error:
            self._status.set({"innerHTML": _problems_html(self._query, error)})
        except RateLimited as error:
            self._status.set({"innerHTML": f'<p class="error">{escape(str(error))}</p>'})
        self._filters.set({"innerHTML": filters_html(self._query, self._order, await self._known_rooms())})

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
        rows = "".join(row_html(hit, around[hit.key]) for hit in page.hits)
        if rows:
            with self._results:
                markup(rows, "search-rows", "ol")
        self._tell(page)

    def _tell(self, page: SearchPage) -> None:
        if not self._hits and not page.cursor:
            self._status.set({"innerHTML": _nothing_html(self._query, page.note)})
        else:
            more = "+" if page.cursor else ""
            count = "1 message" if (found := len(self._hits)) == 1 and not more else f"{found}{more} messages"
            self._status.set({"innerHTML": f'<p class="muted">{count}</p>'})
        note = f'<p class="muted">{escape(page.note)}</p>' if page.note and (self._hits or page.cursor) else ""
        button = '<button class="button" type="button" data-act="more">Show more</button>' if page.cursor else ""
        self._foot.set({"innerHTML": note + button})

    async def _more(self, event: events.GenericEventArguments) -> None:
        if event.args == "more" and self._cursor:
            await self._find()


def _problems_html(query: str, error: WrongQuery) -> str:
    """Return the query with its wrong parts marked, and what is wrong with each."""
    parts, at = [], 0
    for problem in error.problems:
        start, end = max(at, problem.place.start), problem.place.end
        parts.append(f'{escape(query[at:start])}<mark class="wrong">{escape(query[start:end])}</mark>')
        at = max(at, end)
    shown = "".join(parts) + escape(query[at:])
    sentences = "".join(f"<li>{escape(problem.sentence)}</li>" for problem in error.problems)
    return f'<div class="search-problem"><p class="query" dir="auto">{shown}</p><ul>{sentences}</ul></div>'


def _nothing_html(query: str, note: str) -> str:
    tip = "Try fewer words, or remove a filter." if operators(query) else "Try fewer or other words."
    about = f"<p>{escape(note)}</p>" if note else ""
    return f'<div class="empty"><h2>No messages match “{escape(query)}”.</h2><p>{tip}</p>{about}</div>'


def _past_html() -> str:
    """Return where the browser shows the searches that it remembers."""
    return (
        '<section data-searches="kept" hidden><h2>Saved searches</h2><ul></ul></section>'
        '<section data-searches="recent" hidden><h2>Recent searches</h2><ul></ul></section>'
    )


def _tips_html() -> str:
    rows = "".join(f"<dt><code>{escape(sign)}</code></dt><dd>{escape(about)}</dd>" for sign, about in TIPS)
    return f'<section class="search-tips"><h2>Narrow a search</h2><dl>{rows}</dl></section>'


async def show(shell: Shell, q: str = "", order: str = "") -> None:
    """Show what was found for a query; without one, how to search."""
    shell.set_title("Search")
    wanted = Order.BEST if order == Order.BEST else Order.NEWEST
    await Search(shell, q[:LONGEST], wanted).start()
