"""What a result shows of a text, and the filters: pure HTML."""

from html import unescape
from uuid import UUID

from chatapp.bootstrap import Chat
from chatapp.search import Around, Order, Place
from pages.search.filters import filters_html, operators, rooms_named, without, words_of
from pages.search.row import excerpt_html, row_html
from tests.support.chats import MakePerson
from tests.support.files import post_files, send_file
from tests.support.rooms import a_room, look
from tests.support.searches import hits


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
