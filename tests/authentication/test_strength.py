"""How easily a password is guessed: the verdict is zxcvbn's, and its work is bounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zxcvbn import matching

from chatapp.authentication.strength import JUDGED, weakness

SIGNS = "4@8({[<369&!1|705$+%72"
SEARCHES = 150  # dictionary searches; without bounds, a password of signs takes thousands
HOSTILE = [
    SIGNS * 4,
    (SIGNS * 4)[:72],
    SIGNS,
    SIGNS[:16] * 2,
    "".join(sorted(SIGNS)) * 3,
    "4@ 8 ( { [ < 3 6 9 ! 1 | 7 0 5 $ + % 2" * 2,
    "1|7!" * 18,
    "a4@" * 24,
    SIGNS[:11] * 6,
    "aB1!" + SIGNS + "x" * 900,
]


def searches(password: str, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Judge a password; returns how long each text was in which words were looked for."""
    found: list[int] = []
    search = matching.dictionary_match

    def counted(password: str, *arguments: object, **named: object) -> object:
        found.append(len(password))
        return search(password, *arguments, **named)

    monkeypatch.setattr(matching, "dictionary_match", counted)
    weakness(password, ["ann", "ann@example.org"])
    monkeypatch.undo()
    return found


@pytest.mark.parametrize("password", HOSTILE, ids=range(len(HOSTILE)))
def test_signs_that_may_be_many_letters_cost_little(password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lengths = searches(password, monkeypatch)
    assert lengths
    assert max(lengths) <= JUDGED
    assert len(lengths) <= SEARCHES


@given(st.text(st.sampled_from(SIGNS + "aeiostlz"), min_size=8, max_size=80))
def test_no_password_costs_much(password: str) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert len(searches(password, monkeypatch)) <= SEARCHES


@pytest.mark.parametrize(
    "password",
    [
        "p@ssw0rd",
        "P@$$w0rd1",
        "dr4g0n12",
        "m0nk3y123",
        "4dm1n1str4t0r",
        "l3tm31n!",
        "passw0rd!1",
        "$unsh1n3",
    ],
)
def test_words_with_a_few_signs_are_still_words(password: str) -> None:
    assert weakness(password, [])


def test_a_word_of_ones_own_in_signs_is_still_refused() -> None:
    assert weakness("wolkenbruchheim", []) == ""
    assert weakness("w0lkenbruchh3im", ["wolkenbruchheim"])


@pytest.mark.parametrize(
    ("password", "is_strong"),
    [
        ("x" * 900 + "tulip-harbour-9", True),
        ("tulip-harbour-9" + "x" * 900, True),
        ("x" * 1000, False),
        ("password" * 20, False),
        ("abcdefghijklmnopqrstuvwxyz" * 4, False),
    ],
)
def test_of_a_long_password_both_ends_count(password: str, is_strong: bool) -> None:
    assert (weakness(password, []) == "") is is_strong
