"""The filters above the results: each is a link to the same search with it, or without it.

Those that end in "…" begin an operator in the field, where the browser offers what may follow (`query_completion.js`).
"""

import re
from collections.abc import Iterable
from html import escape
from uuid import UUID

from chatapp.rooms import RoomView
from chatapp.search import Order
from chatapp.search.query import QUOTES, TOKEN
from chatapp.web import urls
from pages.components import icons
from pages.components.search_field import query_in

BEGUN = (("In…", "in:"), ("From…", "from:"), ("Has…", "has:"), ("Date…", "on:"))  # and what they begin
USUAL = (  # what one does most with a search, and what it adds
    ("From me", "from:me"),
    ("Mentions me", "to:me"),
    ("Saved", "is:saved"),
    ("Pinned", "is:pinned"),
    ("Unread", "is:unread"),
)
CALLED = {part: label for label, part in USUAL} | {  # the filters of a query, where they have a name
    "has:link": "Has a link",
    "has:file": "Has a file",
    "has:image": "Has an image",
    "has:code": "Has code",
    "has:reaction": "Has a reaction",
    "is:mine": "From me",
}
ORDERS = ((Order.NEWEST, "Newest first"), (Order.BEST, "Best match"))
A_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ROOMS = 3  # that are offered, of those in which something was found


def filters_html(query: str, order: Order, rooms: Iterable[RoomView]) -> str:
    """Return the filters: those of the query, which go away when pressed, then what can be added; and the order.

    ``rooms``: in which something was found, the first one most often; or that the query names. Nothing has no order.
    """
    used, rooms = operators(query), list(rooms)
    known = {part.lower() for part in used}
    labels = CALLED | {f"in:{room.uuid}": f"In {room.name}" for room in rooms}
    own = [
        _filter(labels.get(part.lower(), part), search_link(without(query, part), order), is_on=True) for part in used
    ]
    begun = [f'<button class="filter" type="button" data-ask="{part}">{label}</button>' for label, part in BEGUN]
    inside = any(part.lower().startswith("in:") for part in used)
    found = [] if inside else rooms[:ROOMS]
    more = [(f"In {room.name}", query_in(room)) for room in found] if len(found) > 1 else []
    more += [(label, part) for label, part in USUAL if part not in known]
    offered = [_filter(label, search_link(f"{query} {part}".strip(), order), is_on=False) for label, part in more]
    all_html = "".join(own + begun + offered)
    orders = _orders(query, order) if query.strip() else ""
    return f'<div class="filters" role="group" aria-label="Filters">{all_html}</div>{orders}'


def operators(query: str) -> list[str]:
    """Return the operators of a query with their values, as they were typed."""
    return [found[0] for found in TOKEN.finditer(query) if found["operator"] is not None]


def words_of(query: str) -> str:
    """Return the words that a query looks for, as names have them: without operators, quotes and what it excludes."""
    wanted = [found for found in TOKEN.finditer(query) if found["operator"] is None and found["minus"] is None]
    return " ".join((found["exact"] or found["word"] or "").strip(QUOTES) for found in wanted).strip()


def rooms_named(query: str) -> set[UUID]:
    """Return the rooms that a query names by their uuids, since they have no name that could be typed."""
    values = (found["value"] for found in TOKEN.finditer(query) if (found["operator"] or "").lower() == "in")
    return {UUID(value) for value in values if A_UUID.fullmatch(value)}


def without(query: str, part: str) -> str:
    """Return a query without one of its operators."""
    return " ".join(found[0] for found in TOKEN.finditer(query) if found[0] != part)


def without_filters(query: str) -> str:
    """Return what a query looks for wherever it may be: all of it but its operators."""
    return " ".join(found[0] for found in TOKEN.finditer(query) if found["operator"] is None)


def search_link(query: str, order: Order) -> str:
    """Return the address of a search."""
    return urls.search(query, "" if order is Order.NEWEST else order)


def _filter(label: str, href: str, *, is_on: bool) -> str:
    if not is_on:
        return f'<a class="filter" href="{escape(href)}"><span>{icons.svg("plus")}</span><bdi>{escape(label)}</bdi></a>'
    name = escape(f"Remove filter: {label}")
    inside = f"<bdi>{escape(label)}</bdi><span>{icons.svg('close')}</span>"
    return f'<a class="filter is-on" href="{escape(href)}" aria-label="{name}" title="{name}">{inside}</a>'


def _orders(query: str, order: Order) -> str:
    links = (
        f'<a class="filter{" is-on" * (one is order)}" href="{escape(search_link(query, one))}"'
        f"{' aria-current=true' * (one is order)}>{label}</a>"
        for one, label in ORDERS
    )
    return f'<div class="filters orders" role="group" aria-label="Order">{"".join(links)}</div>'
