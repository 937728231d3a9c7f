"""What a result shows of a text, and the filters: pure HTML."""

from chatapp.search import Order, Place
from pages.search.filters import filters_html, operators, without, words_of
from pages.search.row import excerpt_html


def test_what_was_found_is_marked_in_what_is_shown() -> None:
    assert excerpt_html("a <b> c", (Place(2, 5),)) == "a <mark>&lt;b&gt;</mark> c"
    assert excerpt_html("one\n\n two", (Place(0, 3), Place(6, 9))) == "<mark>one</mark> <mark>two</mark>"
    assert excerpt_html("plain", ()) == "plain"
    body = "word " * 200 + "needle" + " word" * 200
    shown = excerpt_html(body, (Place(1000, 1006),))
    assert shown.startswith("…word ")
    assert shown.endswith("…")
    assert "<mark>needle</mark>" in shown
    assert len(shown) < 420
    overlapping = excerpt_html("ababa", (Place(0, 3), Place(2, 5)))
    assert overlapping == "<mark>aba</mark>ba"


def test_filters_of_a_query_go_and_others_are_offered() -> None:
    query = 'plan in:"Design Team" -from:me'
    assert operators(query) == ['in:"Design Team"', "-from:me"]
    assert words_of(query) == "plan"
    assert without(query, "-from:me") == 'plan in:"Design Team"'
    html = filters_html("plan from:me", Order.NEWEST, [])
    assert 'aria-label="Remove filter: From me"' in html
    assert 'href="/search?q=plan"' in html
    assert 'href="/search?q=plan+from%3Ame+has%3Alink"' in html
    assert 'href="/search?q=plan+from%3Ame&amp;order=best"' in html
