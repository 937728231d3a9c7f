"""The language of searches: what is read of a query, what means nothing in it, and where that stands."""

from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chatapp.search import query
from chatapp.search.query import HAS_ONLY, IS_ONLY, LONGEST, TOO_LONG, TOO_SHORT, Has, Is, Query

NOW: Final = datetime(2026, 11, 28, 15, 30, tzinfo=UTC)  # a Saturday
BERLIN: Final = ZoneInfo("Europe/Berlin")
PARTS: Final = ("in:", "From:", '"', "“", "”", "-", "--", "a", "ab", "中", " ", "\n", "\0", "%", "_", "\\", "'", "*")
MORE: Final = ("before:", "on:2026-11", "after:x", "has:link", "is:mine", ":", "：", "\ud800", "\u202e", "NEAR(", "🎉")


def read(text: str, now: datetime = NOW) -> Query:
    return query.read(text, now=now)


def day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=BERLIN)


def terms(text: str) -> list[tuple[str, bool]]:
    return [(term.text, term.is_wanted) for term in read(text).terms]


def problems(text: str) -> list[tuple[str, str]]:
    """Return what means nothing: the part itself, and the sentence."""
    return [(text[one.place.start : one.place.end], one.sentence) for one in read(text).problems]


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("  Hello   WORLD ", [("hello", True), ("world", True)]),
        ('"Hello  World" x1', [("hello world", True), ("x1", True)]),
        ("“Schöne Grüße”", [("schöne grüße".replace("ß", "ss"), True)]),
        ("coffee -tea", [("coffee", True), ("tea", False)]),
        ('-"green tea" --force -', [("green tea", False), ("--force", True), ("-", True)]),
        ('"unclosed word', [('"unclosed', True), ("word", True)]),
        ("10.1.2.7:8443 foo-bar_baz", [("10.1.2.7:8443", True), ("foo-bar_baz", True)]),
        ("https://example.org/in:x", [("https://example.org/in:x", True)]),
        ('"in:design"', [("in:design", True)]),
        ("ＡＢＣ\u200b中", [("abc中", True)]),
        ("% _ \\ ' * \" NEAR(", [(one, True) for one in ("%", "_", "\\", "'", "*", '"', "near(")]),
        ("a\0b", [("ab", True)]),
        ("\u200d \u2800x", [("x", True)]),
    ],
)
def test_what_is_no_operator_is_text(typed: str, understood: Any) -> None:
    assert terms(typed) == understood


def test_operators_are_read_in_any_case_with_quotes_and_without() -> None:
    asked = read('IN:#design in:"Big Room" -from:@ada to:me has:links is:Mine -has:code from：lena')
    names = [(one.operator, one.name, one.is_wanted) for one in asked.names]
    assert names == [
        ("in", "#design", True),
        ("in", "Big Room", True),
        ("from", "@ada", False),
        ("to", "me", True),
        ("from", "lena", True),
    ]
    found = [(one.what, one.is_wanted) for one in asked.properties]
    assert found == [(Has.LINK, True), (Is.MINE, True), (Has.CODE, False)]
    assert (asked.terms, asked.problems) == ((), ())


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("on:2026-11-27", day(2026, 11, 27), day(2026, 11, 28)),
        ("on:2026/2/3", day(2026, 2, 3), day(2026, 2, 4)),
        ("on:2026-12", day(2026, 12, 1), day(2027, 1, 1)),
        ("before:2026", None, day(2026, 1, 1)),
        ("after:2026-02-28", day(2026, 3, 1), None),
        ("on:today", day(2026, 11, 28), day(2026, 11, 29)),
        ("after:Yesterday", day(2026, 11, 28), None),
        ("on:saturday", day(2026, 11, 28), day(2026, 11, 29)),
        ("on:sunday", day(2026, 11, 22), day(2026, 11, 23)),
        ("on:2026-03-29", day(2026, 3, 29), day(2026, 3, 30)),
    ],
)
def test_days_begin_where_the_reader_is(typed: str, since: datetime | None, until: datetime | None) -> None:
    (span,) = read(typed, NOW.astimezone(BERLIN)).spans
    assert (span.since, span.until) == (since, until)


@pytest.mark.parametrize(
    ("typed", "part", "said"),
    [
        ("x before:nonsense y", "before:nonsense", "Write a date"),
        ("on:2026-13-01", "on:2026-13-01", "Write a date"),
        ("on:2026-02-30", "on:2026-02-30", "Write a date"),
        ("after:", "after:", "Write a date"),
        ("xx in:", "in:", "room's name"),
        ("xx from:@", "from:@", "username"),
        ('xx to:"" y', 'to:""', "username"),
        ("has:hats", "has:hats", HAS_ONLY),
        ("is:", "is:", IS_ONLY),
        ("x", "x", TOO_SHORT),
        ("a - x", "a", TOO_SHORT),
    ],
)
def test_what_means_nothing_is_told_where_it_stands(typed: str, part: str, said: str) -> None:
    ((found, sentence),) = problems(typed)
    assert found == part
    assert said in sentence


def test_short_words_are_taken_where_something_else_is_looked_for_and_one_chinese_letter_is_enough() -> None:
    for typed in ("plan b", "a from:ada", "中", "🎉", "ab", ""):
        assert problems(typed) == []
    assert read(" ").is_empty
    assert [sentence for _, sentence in problems("x" * (LONGEST + 1))] == [TOO_LONG]
    assert len(read("word " * 1_900).terms) == query.WORDS
    assert problems("from:ada " * 22) == [("from:ada", query.TOO_MANY)]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PARTS + MORE)).map("".join)))
@example("-" * 5_000)
@example('"' * 5_000)
@example("in:" * 3_000)
def test_no_query_is_an_error_and_every_place_is_in_it(text: str) -> None:
    asked = read(text)
    places = [*(one.place for one in asked.terms), *(one.place for one in asked.names)]
    places += [one.place for one in asked.problems]
    assert all(0 <= place.start < place.end <= len(text) for place in places)
    for term in asked.terms:
        assert term.text == " ".join(term.text.split()) != ""
        term.text.encode()
