"""What people type: what is kept, what is refused, and which names are the same."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp import text
from chatapp.errors import Invalid

WALES = "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
INVISIBLE = [
    "",
    " ",
    "\n\n",
    "\t",
    "\u00a0",
    "\u200b",
    "\u200d",
    "\u2060",
    "\u3164",
    "\u115f",
    "\u2800",
    "\u0301",
    "\ufeff",
]


@pytest.mark.parametrize("blank", INVISIBLE)
def test_a_message_nobody_could_see_is_refused(blank: str) -> None:
    with pytest.raises(Invalid) as refused:
        text.body(blank)
    assert refused.value.fields == {"body": "The message is empty."}


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800"])
def test_a_message_never_carries_control_characters_or_half_a_character(character: str) -> None:
    with pytest.raises(Invalid) as refused:
        text.body(f"a{character}b")
    assert list(refused.value.fields) == ["body"]


def test_ten_thousand_characters_are_a_message_and_one_more_is_not() -> None:
    assert text.body("é" * 10_000) == "é" * 10_000
    with pytest.raises(Invalid, match="10,000 characters; this one has 10,001"):
        text.body("é" * 10_001)


def test_blank_lines_around_a_message_do_not_count_against_its_length() -> None:
    assert text.body("\r\n" + "x" * 10_000 + "\r\n\n") == "x" * 10_000


@pytest.mark.parametrize(
    "body",
    [
        "a\n\n\tb",
        "👩‍👩‍👧‍👦",
        "漢字かな",
        "z͖͉̄̀a̧͕l̶̡g̨͎o",
        "\u202ertl",
        "مرحبا",
        "<script>alert(1)</script>",
        "  indented",
        "a\u2028b",
    ],
)
def test_what_is_harmless_as_text_stays_exactly_as_typed(body: str) -> None:
    assert text.body(body) == body


def test_line_ends_of_every_system_become_one_kind() -> None:
    assert text.body("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_a_line_is_trimmed_and_its_spaces_are_single() -> None:
    assert text.single_line("  Ada \u00a0  Lovelace ", "name", "name", at_most=60) == "Ada Lovelace"


def test_a_line_is_composed_so_that_equal_looks_are_equal_bytes() -> None:
    assert text.single_line("e\u0301", "name", "name", at_most=60) == "é"


@pytest.mark.parametrize(
    "character",
    ["\n", "\x00", "\u202e", "\u2066", "\u200b", "\ud800", "\ue000", "\u2028", "\ufff0", "\uffff", "\U000e0061"],
)
def test_a_line_never_holds_what_could_disguise_it(character: str) -> None:
    with pytest.raises(Invalid, match="can't be shown"):
        text.single_line(f"a{character}b", "name", "name", at_most=60)


@pytest.mark.parametrize("blank", ["\u3164", "\uffa0", "\u115f", "\u2800", "\U0001d159"])
def test_a_line_has_no_letters_that_show_nothing(blank: str) -> None:
    with pytest.raises(Invalid, match="show nothing"):
        text.single_line(f"Max{blank}Muster", "name", "name", at_most=60)


@pytest.mark.parametrize(
    "blank", ["\u3164", "\u2800", "\u200d", "\u0301", "\ufe0f", "\u034f", "\U000e0100", " \u200c "]
)
def test_a_line_that_may_be_left_out_cannot_be_invisible_either(blank: str) -> None:
    with pytest.raises(Invalid, match="invisible"):
        text.single_line(blank, "name", "name", at_most=60)
    assert text.single_line("  ", "name", "name", at_most=60) == ""


@pytest.mark.parametrize("name", ["👩‍👩‍👧", "क्\u200dष", "نمی\u200cخواهم", "❤\ufe0f", "葛\U000e0100", WALES])
def test_a_line_keeps_the_joiners_selectors_and_tags_that_scripts_and_emoji_need(name: str) -> None:
    assert text.single_line(name, "name", "name", at_most=60) == name


@pytest.mark.parametrize("blank", [value for value in INVISIBLE if value not in ("\u200b", "\u2060", "\ufeff")])
def test_a_required_line_cannot_be_invisible(blank: str) -> None:
    with pytest.raises(Invalid, match="Enter a name"):
        text.single_line(blank, "name", "name", at_least=1, at_most=60)


def test_what_a_line_is_called_fits_into_each_sentence_about_it() -> None:
    calls = [call for source in Path("chatapp").rglob("*.py") for call in ast.walk(ast.parse(source.read_text()))]
    nouns = {
        call.args[2].value
        for call in calls
        if isinstance(call, ast.Call) and ast.unparse(call.func).removeprefix("text.") == "single_line"
        if isinstance(call.args[2], ast.Constant)
    }
    assert {"name", "username", "status", "keyword"} <= nouns
    assert [noun for noun in nouns if not str(noun).isalpha() or not str(noun).islower()] == []


def test_a_line_has_limits_in_both_directions() -> None:
    assert text.single_line("ab", "name", "name", at_least=2, at_most=4) == "ab"
    for value in ("a", "abcde", "a" * 1000):
        with pytest.raises(Invalid) as refused:
            text.single_line(value, "name", "name", at_least=2, at_most=4)
        assert list(refused.value.fields) == ["name"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann", "ann"),
        (" ann ", "ann"),
        ("ａｎｎ", "ann"),
        ("ﬁnn", "finn"),
        ("STRASSE", "straße"),
        ("a  b", "A b"),
        ("Ⅳ", "iv"),
    ],
)
def test_names_that_look_alike_are_the_same(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)


def test_a_search_keeps_the_spaces_of_every_script() -> None:
    assert text.search_term(" 山田\u3000太郎\u00a0\t様\x00\ud800 ") == "山田 太郎 様"


def test_names_that_differ_stay_different() -> None:
    assert len({text.fold(name) for name in ("ann", "anne", "an.n", "a nn", "änn")}) == 5


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(value: str) -> None:
    assert text.fold(text.fold(value)) == text.fold(value)


@given(st.text(alphabet=st.characters(), max_size=200))
def test_whatever_is_typed_becomes_a_clean_message_or_a_sentence_and_never_a_crash(value: str) -> None:
    try:
        clean = text.body(value)
    except Invalid as error:
        assert str(error).endswith(".")  # noqa: PT017
    else:
        assert clean.encode()
        assert text.is_visible(clean)
        assert text.body(clean) == clean


def test_only_so_much_of_a_name_is_folded_that_no_stranger_can_stop_the_server_with_one() -> None:
    hostile = "a" + "\u0301" * 50_000 + "\u0327" * 50_000  # putting these in order takes minutes
    assert len(text.fold(hostile)) <= text.FOLDED
    assert len(text.search_term(hostile, at_most=100)) <= 100
