"""What the search page says besides its results: how to narrow a search, and how to go on when nothing is shown."""

from html import escape

from chatapp.search import Order, WrongQuery
from pages.search.filters import operators, search_link, without_filters

TIPS = (
    ("in:design", "in a room, or in:@ada for a direct message"),
    ("from:ada", "written by someone, or from:me"),
    ("to:me", "mentions you"),
    ("has:link", "also has:file, has:image, has:code, has:reaction, has:thread"),
    ("is:saved", "also is:pinned, is:unread, is:mine, is:thread"),
    ("before:2026-11-28", "also after: and on:, with today, monday, 2026-11"),
    ("“exact words”", "with spaces as they are"),
    ("-draft", "without a word"),
)


def tips_html() -> str:
    """Return the operators, each with what it does."""
    rows = "".join(f"<dt><code>{escape(sign)}</code></dt><dd>{escape(about)}</dd>" for sign, about in TIPS)
    return f'<section class="search-tips"><h2>Narrow a search</h2><dl>{rows}</dl></section>'


def past_html() -> str:
    """Return where the browser shows the searches that it remembers."""
    return (
        '<section data-searches="kept" hidden><h2>Saved searches</h2><ul></ul></section>'
        '<section data-searches="recent" hidden><h2>Recent searches</h2><ul></ul></section>'
    )


def problems_html(query: str, error: WrongQuery) -> str:
    """Return the query with its wrong parts marked, and what is wrong with each."""
    parts, at = [], 0
    for problem in error.problems:
        start, end = max(at, problem.place.start), problem.place.end
        parts.append(f'{escape(query[at:start])}<mark class="wrong">{escape(query[start:end])}</mark>')
        at = max(at, end)
    shown = "".join(parts) + escape(query[at:])
    sentences = "".join(f"<li>{escape(problem.sentence)}</li>" for problem in error.problems)
    return f'<div class="search-problem"><p class="query" dir="auto">{shown}</p><ul>{sentences}</ul></div>'


def nothing_html(query: str, order: Order, note: str) -> str:
    """Return what is said when nothing was found. ``note``: why there may be something all the same."""
    about = f"<p>{escape(note)}</p>" if note else ""
    tip, onward = "Try fewer or other words.", ""
    if operators(query):
        tip = "Try fewer words, or remove a filter."
        if wider := without_filters(query):
            onward = f'<a class="button primary" href="{escape(search_link(wider, order))}">Search without filters</a>'
    heading = f"<h2>No messages match “<bdi>{escape(query.strip())}</bdi>”.</h2>"
    return f'<div class="empty">{heading}<p>{tip}</p>{about}{onward}</div>'


def count_html(found: int, *, has_more: bool) -> str:
    """Return how many messages are shown. None of them yet, and more to look through: that is said."""
    if not found:
        return '<p class="muted">No matches among the newest messages.</p>'
    count = "1 message" if found == 1 and not has_more else f"{found}{'+' * has_more} messages"
    return f'<p class="muted">{count}</p>'


def failed_html(sentence: str) -> str:
    """Return what is said when a search failed, with a button that searches again."""
    again = '<button class="button" type="button" data-act="again">Try again</button>'
    return f'<div class="search-failed"><p class="error">{escape(sentence)}</p>{again}</div>'


def foot_html(found: int, note: str, *, has_more: bool, at_most: int) -> str:
    """Return what stands under the results: why they may not be all, and the way to the next ones.

    ``at_most``: so many are shown on one page.
    """
    if has_more and found >= at_most:
        return f'<p class="muted">These are the first {found}. Narrow the search to see others.</p>'
    about = f'<p class="muted">{escape(note)}</p>' if note else ""
    button = '<button class="button" type="button" data-act="more">Show more</button>' if has_more else ""
    return about + button
