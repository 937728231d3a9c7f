"""Keys: which names and addresses are the same, in every script."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.keys import confusables, email_key, fold, is_visible, username_key
from models.keys.confusables_source import table

UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u180b\u180e\u200b\u200c\u200d\u2060\u2063\u2800\u3164\ufe0f\ufeff\uffa0\ufff0"
    "\U0001d159\U0001d173\U00013441\U000e0041\U000e0100"
)
ALPHABET = "amrcopkAMRBEаморсрвАМРВЕομνΝΑ٥०éё会ロ." + UNSEEN
KEYS = [fold, username_key, email_key]


@pytest.mark.parametrize("character", UNSEEN)
def test_what_nobody_sees_makes_no_difference_and_is_not_visible(character: str) -> None:
    assert fold(f"General{character} chat") == "general chat"
    assert username_key(f"mara{character}") == username_key(f"{character}mara") == "mara"
    assert not is_visible(f" {character}\u0301")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("İstanbul", "istanbul"),
        ("İZMİR", "izmir"),
        ("I\u0307zmir", "izmir"),
        ("ISPARTA", "ısparta"),
        ("Straße", "STRASSE"),
        ("ΟΔΟΣ", "οδός".replace("ό", "ο")),
        ("ＬＡＢ", "lab"),
        ("가", "\u1100\u1161"),
        ("ᲡᲐᲥ", "საქ"),
        ("a\u3000b", "a b"),
        ("❤\ufe0f", "❤"),
        ("👩\u200d🚀", "👩🚀"),
    ],
)
def test_spellings_of_one_text_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("name", "alike"),
    [
        ("mаra", "mara"),  # Cyrillic а
        ("MАRА", "mara"),
        ("раураl", "paypal"),
        ("мaра", "мара"),  # Latin a among Cyrillic letters
        ("JOHΝ", "john"),  # Greek capital Nu
        ("ВOB", "bob"),
        ("вob", "bob"),  # a small letter is alike if its capital is
        ("zoё", "zoë"),
        ("αlpha", "alpha"),
        ("lοgin", "login"),
        ("хр\u200dx", "xpx"),
        ("օmar", "omar"),  # Armenian օ
    ],
)
def test_a_username_that_mixes_scripts_is_the_same_as_the_one_it_looks_like(name: str, alike: str) -> None:
    assert username_key(name) == username_key(alike) == alike


def test_names_of_one_script_stay_different_from_those_of_another() -> None:
    free = ["coco", "сосо", "mara", "мара", "ро", "po", "l1", "ll", "O0", "oo"]
    assert len({username_key(name) for name in free}) == len(free)
    assert username_key("エミ") != username_key("工ミ")


@pytest.mark.parametrize("name", ["tom山田", "maxさん", "김철수kim", "मीराm", "सीता", "مریم", "नीरज.k"])
def test_a_name_that_looks_like_no_other_keeps_its_letters(name: str) -> None:
    assert username_key(name) == fold(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x@münchen.example", "x@xn--mnchen-3ya.example"),
        ("x@MÜNCHEN.example", "X@XN--MNCHEN-3YA.EXAMPLE"),
        ("x@mu\u0308nchen.example", "x@münchen。example"),
        ("x@straße.example", "x@xn--strae-oqa.example"),
        ("ｘ＠example.org", "x@example.org"),
        ("x@пример.испытание", "x@xn--e1afmkfd.xn--80akhbyknj4f"),
    ],
)
def test_an_address_has_one_key_however_it_is_spelled(one: str, other: str) -> None:
    assert email_key(one) == email_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ann@bıg.example", "ann@big.example"),
        ("ann@xn--bg-zua.example", "ann@big.example"),
        ("ann@straße.example", "ann@strasse.example"),
        ("ann@mail.bıg.example", "ann@mail.big.example"),
    ],
)
def test_two_domains_are_two_addresses_whatever_they_look_like(one: str, other: str) -> None:
    assert email_key(one) != email_key(other)


@pytest.mark.parametrize(
    "odd", ["", "@", "x@", "a@b@c", "x@xn--", "x@xn--zz--", "x@xn--" + "a" * 900, "xn--mnchen-3ya"]
)
def test_what_is_no_address_has_a_key_all_the_same(odd: str) -> None:
    assert email_key(odd) == odd


@pytest.mark.parametrize("odd", ["\u0130\u0307x", "x\u0131\u0301", "x@\u0130\u0307.example", "x@a\u0131\u0301"])
def test_dots_and_accents_leave_a_key_its_own(odd: str) -> None:
    for key in KEYS:
        assert key(key(odd)) == key(odd)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]) | st.sampled_from(ALPHABET), max_size=30))
def test_a_key_is_its_own_key_and_blind_to_what_nobody_sees(value: str) -> None:
    for key in KEYS:
        found = key(value)
        assert key(found) == found
        assert key(f"\u2060{value}\ufe0f") == found
        assert key is email_key or fold(found) == found, "lists go on after a key, folded"


@given(st.text(alphabet=ALPHABET, min_size=1, max_size=12), st.text(alphabet=ALPHABET, min_size=1, max_size=12))
def test_sameness_is_symmetric_and_goes_on_from_one_to_the_next(one: str, other: str) -> None:
    """Two usernames are the same if one looks like the other: so each is the same as its own skeleton."""
    for name, another in ((one, other), (other, one)):
        is_same = username_key(name) == username_key(another)
        assert is_same == (username_key(another) == username_key(name))
        assert username_key(username_key(name)) == username_key(name)
        if fold(name) == fold(another) and len(confusables.scripts(fold(name))) < 2:
            assert is_same


@given(st.text(max_size=30))
def test_what_can_be_seen_has_a_key(value: str) -> None:
    assert not is_visible(value) or fold(value)


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_part_of_a_name_finds_it(before: str, after: str) -> None:
    assert fold("istanbul") in fold(f"{before} İSTANBUL {after}")


def test_the_table_is_made_of_what_looks_alike_through_others() -> None:
    links = {"а": ["a"], "ɑ": ["a"], "a": ["а"], "𝐚": ["a"], "m": ["rn"], "/": ["ノ"], "丿": ["/"], "б": ["6"]}
    made = table({one: [{"c": other} for other in others] for one, others in links.items()})
    assert [line for line in made.splitlines() if not line.startswith("#")] == ["aа"]


def test_each_letter_is_in_one_line_of_the_table() -> None:
    lines = Path(confusables.__file__).with_name(confusables.TABLE).read_text("utf-8").splitlines()
    characters = "".join(line for line in lines if not line.startswith("#"))
    assert len(characters) == len({*characters}) > 700
