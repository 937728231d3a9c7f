"""Initials: one or two whole characters, as people see them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components.initials import graphemes, initials


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada Lovelace", "AL"),
        ("ada", "AD"),
        ("ann.b-c_d", "AD"),
        ("🇩🇪 Max", "🇩🇪M"),
        ("🇩🇪🇫🇷 🇮🇹", "🇩🇪🇮🇹"),
        (
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f Max",
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        ),
        ("👩\u200d❤\ufe0f\u200d👨 Kim", "👩\u200d❤\ufe0f\u200d👨"),
        ("👍🏽👍🏻x", "👍🏽👍🏻"),
        ("1\ufe0f⃣ one", "1\ufe0f⃣O"),
        ("🚀 deploy", "🚀"),
        ("ß…", "ß"),
        ("ßa", "ßA"),
        ("ﬃx", "ﬃX"),
        ("E\u0301va x\u0308y", "E\u0301X\u0308"),
        ("प्रिया", "प्रिया"),
        ("क्षमा शर्मा", "क्षश"),
        ("นรินทร์", "นริ"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("김철수", "김철"),
        ("\u1100\u1161\u11a8\u1112", "\u1100\u1161\u11a8\u1112"),
        ("山田 太郎", "山太"),
        ("O'Neil (HR)", "OH"),
        ("Max …", "MA"),
        ("!!", "!!"),
        ("", "?"),
    ],
)
def test_initials_are_whole_characters(name: str, shown: str) -> None:
    assert initials(name) == shown


@given(
    st.text(
        alphabet=st.characters(exclude_categories=["Cs"]) | st.sampled_from("🇩🇪👩\u200d❤\ufe0f🏽क्षकि각\u1100\u1161"),
        max_size=20,
    )
)
def test_characters_are_cut_and_none_is_lost(value: str) -> None:
    assert "".join(graphemes(value)) == value
    assert len([*graphemes(initials(value))]) <= 2 or len(initials(value)) <= 2
