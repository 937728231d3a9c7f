"""A table that may be long: searched as one types, filtered, and read a page at a time.

Each row is one element of ready HTML, and one listener serves the buttons of all rows: a page of two hundred rows
stays light. Cells must be escaped by whoever makes them (see `cell`).
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Generic, TypeVar

from nicegui import events, ui

from chatapp.storage.paging import Page
from pages.admin.frame import refresh_if_gone
from pages.components.elements import box, button, icon, text
from pages.shell.shell import Shell

Item = TypeVar("Item")
Key = TypeVar("Key", str, int)

TYPED = "(e) => { clearTimeout(e.target.timer); e.target.timer = setTimeout(() => emit(e.target.value), 250); }"
CHOSEN = "(e) => emit(e.target.value)"
PRESSED = """(e) => {
  const pressed = e.target.closest('[data-act]');
  if (pressed) emit(pressed.dataset.act, pressed.closest('tr').dataset.key);
}"""
# A changed row has a new button; a dialog that closes gives the focus back to the old one, in vain.
REFOCUS = """setTimeout(() => {{
  if (document.activeElement === document.body) getHtmlElement({id})?.querySelector('button')?.focus();
}}, 350)"""


@dataclass(frozen=True)
class Columns:
    """The headings, and which of them hold numbers; the first names the row, the last holds its buttons."""

    labels: Sequence[str]
    numeric: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Words:
    """What the table says: its name, what is searched, what may be chosen, and what it says when it is empty."""

    name: str
    search: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    nothing: str = "Nothing here yet."
    not_found: str = "Nothing matches. Try fewer letters, or another filter."
    one: str = "row"
    many: str = "rows"


class Table(Generic[Item, Key]):
    """One page's table. ``read(search, filter, after)`` gives a page; ``cells(item)`` its row as HTML."""

    def __init__(
        self,
        shell: Shell,
        columns: Columns,
        words: Words,
        *,
        read: Callable[[str, str, Key | None], Awaitable[Page[Item, Key]]],
        cells: Callable[[Item], Sequence[str]],
        key: Callable[[Item], str],
        act: Callable[[str, Item], Awaitable[None]],
    ) -> None:
        self._shell, self._columns, self._words = shell, columns, words
        self._read: Callable[[str, str, Key | None], Awaitable[Page[Item, Key]]] = read
        self._cells, self._key, self._act = cells, key, act
        self._rows: dict[str, tuple[Item, ui.html]] = {}
        self._search, self._filter = "", words.filters[0][0] if words.filters else ""
        self._next: Key | None = None
        self._asked = 0  # searches so far: an answer that a later one has overtaken is dropped
        self._bar()
        with box("table-frame"):
            with box("table", "table", role="table", aria_label=words.name) as self._table:
                ui.html(_head(columns), sanitize=False, tag="thead").props["role"] = "rowgroup"
                self._body = box("", "tbody", role="rowgroup")
            self._table.on("click", shell.with_error_notices(refresh_if_gone(shell, self._pressed)), js_handler=PRESSED)
        self._empty = text("p", "", "table-empty")
        with box("more"):
            self._more = button("Show more", shell.with_error_notices(refresh_if_gone(shell, self.show_more)))

    def _bar(self) -> None:
        words = self._words
        with box("table-bar"):
            if words.search:
                with box("search", "label"):
                    icon("search")
                    entry = box("", "input", type="search", placeholder=words.search, aria_label=words.search)
                    entry.props["autocomplete"] = "off"
                    entry.on(
                        "input",
                        self._shell.with_error_notices(refresh_if_gone(self._shell, self._typed)),
                        js_handler=TYPED,
                    )
            if len(words.filters) > 1:
                options = "".join(
                    f'<option value="{escape(value)}">{escape(it)}</option>' for value, it in words.filters
                )
                choice = ui.html(options, sanitize=False, tag="select").classes("table-filter")
                choice.props["aria-label"] = "Show"
                choice.on(
                    "change",
                    self._shell.with_error_notices(refresh_if_gone(self._shell, self._filtered)),
                    js_handler=CHOSEN,
                )
            self._status = text("span", "", "table-status").props("role=status")

    async def start(self) -> None:
        """Read the first page anew and show it."""
        self._asked += 1
        asked = self._asked
        page = await self._read(self._search, self._filter, None)
        if asked != self._asked or self._body.is_deleted:
            return
        self._body.clear()
        self._rows.clear()
        self._add(page)

    async def show_more(self) -> None:
        """Add the next page."""
        asked = self._asked
        if self._next is None:
            return
        page = await self._read(self._search, self._filter, self._next)
        if asked == self._asked and not self._body.is_deleted:
            self._add(page)

    def change(self, item: Item) -> None:
        """Show a row as it is now."""
        if (known := self._rows.get(self._key(item))) is not None:
            element = known[1]
            element.set_content(self._html(item))
            self._rows[self._key(item)] = (item, element)
            with self._shell.client:
                ui.run_javascript(REFOCUS.format(id=element.id))

    def drop(self, *keys: str) -> None:
        """Take rows away."""
        for key in keys:
            if (known := self._rows.pop(key, None)) is not None:
                known[1].delete()
        self._tell()

    @property
    def items(self) -> list[Item]:
        """What is shown."""
        return [item for item, _ in self._rows.values()]

    def _add(self, page: Page[Item, Key]) -> None:
        self._next = page.next
        with self._body:
            for item in page.items:
                key = self._key(item)
                if key not in self._rows:
                    row = ui.html(self._html(item), sanitize=False, tag="tr")
                    row.props["role"], row.props["data-key"] = "row", key
                    self._rows[key] = (item, row)
        self._tell()

    def _tell(self) -> None:
        count, words = len(self._rows), self._words
        is_searched = bool(self._search) or (bool(words.filters) and self._filter != words.filters[0][0])
        told = f"{count:,} {words.one if count == 1 else words.many}{', and more' if self._next is not None else ''}"
        self._status.text = told if count or is_searched else ""
        self._empty.text = "" if count else words.not_found if is_searched else words.nothing
        self._empty.set_visibility(not count)
        self._table.set_visibility(bool(count))
        self._more.set_visibility(self._next is not None)

    def _html(self, item: Item) -> str:
        first, *others = self._cells(item)
        cells = [f'<th scope="row" role="rowheader">{first}</th>']
        for label, content in zip(self._columns.labels[1:], others, strict=True):
            kind = "number" if label in self._columns.numeric else "" if label else "acts"
            kind += "" if content else " blank"
            cells.append(f'<td role="cell" class="{kind}" data-label="{escape(label)}">{content}</td>')
        return "".join(cells)

    async def _typed(self, event: events.GenericEventArguments) -> None:
        self._search = event.args[:200] if isinstance(event.args, str) else ""
        await self.start()

    async def _filtered(self, event: events.GenericEventArguments) -> None:
        if event.args in {value for value, _ in self._words.filters}:
            self._filter = event.args
            await self.start()

    async def _pressed(self, event: events.GenericEventArguments) -> None:
        act, key = event.args if isinstance(event.args, list) and len(event.args) == 2 else ("", "")
        if isinstance(key, str) and (known := self._rows.get(key)) is not None:
            await self._act(str(act), known[0])


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
