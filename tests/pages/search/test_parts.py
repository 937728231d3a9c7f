"""What a result shows of a text, and the filters: pure HTML."""

from html import unescape
from uuid import UUID

from chatapp.bootstrap import Chat
from chatapp.search import Around, Order, Place
from pages.search import guidance
from pages.search.filters import filters_html, operators, rooms_named, without, without_filters, words_of
from pages.search.names import names_html
from pages.search.row import excerpt_html, row_html
from tests.support.people.chats import MakePerson
from tests.support.people.files import post_files, send_file
from tests.support.people.rooms import a_direct_room, a_room, look
from tests.support.people.searches import hits


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
    assert 'href="/search?q=plan+from%3Ame+is%3Asaved"' in html
    assert 'href="/search?q=plan+from%3Ame&amp;order=best"' in html


async def test_files_without_a_text_are_found_by_their_names_which_are_marked(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    sent = [await send_file(chat, ann, room, b"x", name) for name in ("Offer <1>.pdf", "terms.txt")]
    await post_files(chat, ann, room, *sent)
    (hit,) = await hits(chat, ann, "offer has:file")
    html = row_html(hit, Around())
    assert "<bdi><mark>Offer</mark> _1_.pdf</bdi>" in html
    assert "<bdi>terms.txt</bdi>" in html


def test_a_filter_goes_alone_whatever_else_looks_like_it() -> None:
    assert without("from:adam from:ada plan", "from:ada") == "from:adam plan"
    assert without('-in:lab "a  in:lab b" in:lab', "in:lab") == '-in:lab "a  in:lab b"'


def test_names_are_looked_for_by_what_a_query_wants() -> None:
    assert words_of('"quarterly report" -draft from:me “final”') == "quarterly report final"
    assert words_of('"unclosed plan') == "unclosed plan"


async def test_a_room_that_has_no_name_to_type_is_called_by_its_own(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    uuid = await a_room(chat, ann, name='The "Attic"')
    query = f"plan in:{uuid}"
    assert rooms_named(query) == {uuid}
    assert rooms_named("in:lab in:@ada plan") == set[UUID]()
    html = unescape(filters_html(query, Order.NEWEST, [await look(chat, ann, uuid)]))
    assert 'aria-label="Remove filter: In The "Attic""' in html


def test_filters_begin_what_the_field_completes_and_nothing_has_no_order() -> None:
    html = filters_html("", Order.NEWEST, [])
    for part, label in (("in:", "In…"), ("from:", "From…"), ("has:", "Has…"), ("on:", "Date…")):
        assert f'data-ask="{part}">{label}</button>' in html
    assert 'href="/search?q=from%3Ame"' in html
    assert 'aria-label="Order"' not in html
    html = filters_html("has:reaction is:mine", Order.NEWEST, [])
    assert 'aria-label="Remove filter: Has a reaction"' in html
    assert 'aria-label="Remove filter: From me"' in html
    assert 'aria-label="Order"' in html


def test_where_nothing_is_found_a_search_without_filters_is_offered() -> None:
    assert without_filters('plan in:"Design Team" -from:me "as it is" -draft') == 'plan "as it is" -draft'
    html = guidance.nothing_html("plan <x> from:me", Order.BEST, "")
    assert 'href="/search?q=plan+%3Cx%3E&amp;order=best">Search without filters</a>' in html
    assert "“<bdi>plan &lt;x&gt; from:me</bdi>”" in html
    assert "Try fewer words, or remove a filter." in html
    only_filters = guidance.nothing_html("from:me is:saved", Order.NEWEST, "")
    assert "Search without filters" not in only_filters  # there would be nothing to look for
    plain = guidance.nothing_html("plan", Order.NEWEST, "Older messages are still being indexed.")
    assert "Try fewer or other words." in plain
    assert "<p>Older messages are still being indexed.</p>" in plain
    assert "Search without filters" not in plain


def test_the_foot_says_why_there_may_be_more_and_leads_to_it() -> None:
    assert guidance.foot_html(20, "", has_more=False, at_most=200) == ""
    more = guidance.foot_html(20, "There are <older> messages.", has_more=True, at_most=200)
    assert "There are &lt;older&gt; messages." in more
    assert 'data-act="more">Show more<' in more
    full = guidance.foot_html(200, "", has_more=True, at_most=200)
    assert "These are the first 200. Narrow the search to see others." in full
    assert "Show more" not in full
    assert guidance.count_html(1, has_more=False) == '<p class="muted">1 message</p>'
    assert "1+ messages" in guidance.count_html(1, has_more=True)
    assert "No matches among the newest messages." in guidance.count_html(0, has_more=True)  # not "0+"
    failed = guidance.failed_html("You're searching too fast.")
    assert 'data-act="again">Try again<' in failed


async def test_people_are_found_with_a_way_to_write_to_them_and_their_chat_is_not_shown_twice(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, bea = [await person(name) for name in ("ann", "benedict", "benita")]
    direct = await a_direct_room(chat, ann, ben)
    await a_room(chat, ann, name="Benches")
    html = names_html(await chat.search.names(actor=ann, words="ben"))
    assert html.count(f'href="/rooms/{direct}"') == 1
    assert (
        f'<a class="write" href="/rooms/{direct}" aria-label="Direct message with benedict">Direct message</a>' in html
    )
    assert f'data-direct="{bea.uuid}" aria-label="Direct message with benita">Direct message</button>' in html
    assert html.count('class="search-name"') == 3  # the room, and two people
    of_bea = names_html(await chat.search.names(actor=bea, words="ben"))
    assert str(direct) not in of_bea
