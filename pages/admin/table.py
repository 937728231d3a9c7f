"""A table that may be long: searched as people type, filtered, and read a page at a time.

Each row is one element of ready HTML, and one listener serves the buttons of all rows: a page of two hundred rows
stays light. Callers escape the cells (see `cell`).
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Generic, TypeVar

from nicegui import events, ui

from chatapp.storage.paging import Page
from pages.browser.calls import call
from pages.components.elements import box, text
from pages.components.page_frame import refresh_if_gone
from pages.components.paged_list import PagedList
from pages.components.search_field import search_field
from pages.shell.shell import Shell

Item = TypeVar("Item")
Key = TypeVar("Key", str, int)


@dataclass(frozen=True)
class Columns:
    """The headings, and which of them hold numbers. The first column names the row, the last one holds its buttons."""

    labels: Sequence[str]
    numeric: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Words:
    """A table's texts: its name, the search field's label, the filters (value, label), and what an empty one shows."""

    name: str
    search: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    nothing: str = "Nothing here yet."
    not_found: str = "No matches. Try another word or filter."
    one: str = "row"
    many: str = "rows"


class Table(Generic[Item, Key]):
    """One page's table.

    ``read(search, filter, after)`` gives a page; ``cells(item)`` its row, one string of safe HTML for each column;
    ``act(name, item)`` is called when a row's button is pressed (see `act_button`); without it rows have no buttons.
    """

    def __init__(
        self,
        shell: Shell,
        columns: Columns,
        words: Words,
        *,
        read: Callable[[str, str, Key | None], Awaitable[Page[Item, Key]]],
        cells: Callable[[Item], Sequence[str]],
        key: Callable[[Item], str],
        act: Callable[[str, Item], Awaitable[None]] | None = None,
    ) -> None:
        self._shell, self._columns, self._words = shell, columns, words
        self._cells, self._act = cells, act
        self._filter = words.filters[0][0] if words.filters else ""
        self._bar()
        with box("table-frame"):
            with box("table", "table", role="table", aria_label=words.name) as self._table:
                ui.html(_head(columns), sanitize=False, tag="thead").props["role"] = "rowgroup"
                body = box("", "tbody", role="rowgroup")
            pressed = shell.with_error_notices(refresh_if_gone(shell, self._pressed))
            self._table.on("click", pressed, js_handler="(e) => chatapp.table.press(e, emit)")
        self._empty = text("p", "", "table-empty")

        async def read_filtered(search: str, after: Key | None) -> Page[Item, Key]:
            return await read(search, self._filter, after)

        self._list: PagedList[Item, Key, ui.html] = PagedList(
            shell, body, read=read_filtered, draw=self._row, key=key, on_change=self._show_count
        )
        self._key = key
        shell.on_leaving_view(self._close)

    def _bar(self) -> None:
        words = self._words
        with box("table-bar"):
            if words.search:
                search_field(self._shell, words.search, lambda search: self._list.start(search))
            if len(words.filters) > 1:
                options = "".join(
                    f'<option value="{escape(value)}">{escape(it)}</option>' for value, it in words.filters
                )
                choice = ui.html(options, sanitize=False, tag="select").classes("table-filter")
                choice.props["aria-label"] = "Show"
                filtered = self._shell.with_error_notices(refresh_if_gone(self._shell, self._filtered))
                choice.on("change", filtered, js_handler="(e) => emit(e.target.value)")
            self._status = text("span", "", "table-status").props("role=status")

    async def start(self) -> None:
        """Read the first page and show it instead of what is shown."""
        await self._list.start()

    def change(self, item: Item) -> None:
        """Show a row as it is now."""
        if (row := self._list.change(item)) is not None:
            row.set_content(self._html(item))
            with self._shell.client:
                ui.run_javascript(call("table.refocus", row.id))

    def drop(self, *keys: str) -> None:
        """Remove rows."""
        self._list.drop(*keys)

    @property
    def items(self) -> list[Item]:
        """What is shown."""
        return self._list.items

    def _close(self) -> None:
        """Let go of whoever made this table: the two hold each other."""
        self._act = None
        del self._cells

    def _show_count(self) -> None:
        count, words = len(self._list), self._words
        is_searched = bool(self._list.search) or (bool(words.filters) and self._filter != words.filters[0][0])
        rows = f"{count:,} {words.one if count == 1 else words.many}{', and more' if self._list.has_more else ''}"
        self._status.text = rows if count or is_searched else ""
        self._empty.text = "" if count else words.not_found if is_searched else words.nothing
        self._empty.set_visibility(not count)
        self._table.set_visibility(bool(count))

    def _row(self, item: Item) -> ui.html:
        row = ui.html(self._html(item), sanitize=False, tag="tr")
        row.props["role"], row.props["data-key"] = "row", self._key(item)
        return row

    def _html(self, item: Item) -> str:
        first, *others = self._cells(item)
        cells = [f'<th scope="row" role="rowheader">{first}</th>']
        for label, content in zip(self._columns.labels[1:], others, strict=True):
            kind = "number" if label in self._columns.numeric else "" if label else "acts"
            kind += "" if content else " blank"
            cells.append(f'<td role="cell" class="{kind}" data-label="{escape(label)}">{content}</td>')
        return "".join(cells)

    async def _filtered(self, event: events.GenericEventArguments) -> None:
        if event.args in [value for value, _ in self._words.filters]:  # a list: it may be unhashable
            self._filter = event.args
            await self.start()

    async def _pressed(self, event: events.GenericEventArguments) -> None:
        act, key = event.args if isinstance(event.args, list) and len(event.args) == 2 else ("", "")
        if self._act is not None and isinstance(key, str) and (item := self._list.get(key)) is not None:
            await self._act(str(act), item)


def cell(words: str, *, classes: str = "", title: str = "") -> str:
    """Return a text as HTML, escaped and turned in its own direction."""
    return f'<bdi class="{classes}" title="{escape(title)}">{escape(words)}</bdi>'


def act_button(act: str, label: str, name: str, *, is_dangerous: bool = False) -> str:
    """Return a row's button; ``name``: what it is called for those who do not see the row."""
    danger = "is-danger" if is_dangerous else ""
    return (
        f'<button type="button" class="button quiet {danger}" data-act="{escape(act)}" aria-label="{escape(name)}">'
        f"<span>{escape(label)}</span></button>"
    )


def badge(words: str, classes: str = "") -> str:
    """Return a small mark."""
    return f'<span class="badge {classes}">{escape(words)}</span>'


def _head(columns: Columns) -> str:
    cells = "".join(
        f'<th scope="col" role="columnheader" class="{"number" if label in columns.numeric else ""}">'
        f"{escape(label) or '<span class=sr>Actions</span>'}</th>"
        for label in columns.labels
    )
    return f'<tr role="row">{cells}</tr>'
