"""What a page's browser has of its rooms' rows: they come with the sections, and what changes of them by one script.

A row is no element of NiceGUI's, and its HTML is not kept: ten of them were 11 % of a page's memory.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from nicegui import Client

from chatapp.messages.markup import Pictures
from pages.browser.calls import call
from pages.sidebar.room_row import RoomRow
from pages.sidebar.room_row_html import room_row_html, row_id
from pages.sidebar.sections import Section

STALE = 0  # the browser has nothing of a row, or something else than we sent
Order = Mapping[str, Sequence[RoomRow]]  # section → its rows


def order_of(rows: Iterable[RoomRow]) -> Order:
    """Return which rows are to be seen, by name; below each room its threads, in the order they were begun in."""
    rooms, threads = list[RoomRow](), defaultdict[UUID, list[RoomRow]](list)
    for row in rows:
        if row.room.parent_uuid is None:
            rooms.append(row)
        elif row.is_listed:
            threads[row.room.parent_uuid].append(row)
        else:
            row.shown = STALE  # should it come back, the browser has nothing of it
    order: dict[str, list[RoomRow]] = {"saved": [], "rooms": [], "direct": []}
    for row in sorted(rooms, key=lambda row: row.room.sort_key):
        section = order["saved" if row.room.is_saved else "direct" if row.room.is_direct else "rooms"]
        section.append(row)
        if row.room.uuid in threads:
            section += sorted(threads[row.room.uuid], key=lambda thread: thread.room.room_id)
    return order


class RowList:
    """The rows of one page, as its browser has them. ``sections``: by their keys; ``pictures``: of custom emoji."""

    def __init__(self, client: Client, sections: Mapping[str, Section], pictures: Pictures) -> None:
        self._client, self._pictures = client, pictures
        self._sections = sections
        self._order: dict[str, list[UUID]] | None = None  # None: nothing has been shown

    def arrange(self, order: Order) -> None:
        """Show exactly these rows, in this order. Those that were there already are not drawn again: see `draw`."""
        wanted = {key: [row.room.uuid for row in rows] for key, rows in order.items()}
        if self._order is None:
            for key, rows in order.items():
                self._sections[key].write("".join(map(self._drawn, rows)))
        elif wanted != self._order:
            new = [self._drawn(row) for rows in order.values() for row in rows if row.shown == STALE]
            places = {key: [row_id(row.room) for row in rows] for key, rows in order.items()}
            self._client.run_javascript(call("rows.show", new, places))
        self._order = wanted

    def draw(self, rows: Iterable[RoomRow]) -> None:
        """Bring rows up to date that are shown; only those go out of which something visible has changed."""
        before = [(row, row.shown) for row in rows]
        if changed := [html for row, shown in before if (html := self._drawn(row)) and row.shown != shown]:
            self._client.run_javascript(call("rows.show", changed, None))

    def _drawn(self, row: RoomRow) -> str:
        """Return a row's HTML, and remember that the browser has it."""
        html = room_row_html(row.view, self._pictures)
        row.shown = hash(html)
        return html
