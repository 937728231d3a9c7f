"""Whole texts in one form, whatever their length, and where each folded character stands."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.message_index import folding
from chatapp.message_index.document import Entry, Kinds, document, kinds, pattern
from chatapp.message_index.folding import PIECE, fold_text, fold_with_places
from models.keys import fold_letters

ODD: Final = "i\u0307İıßﬁﷺ¨é\u0301\u0323\u200b\ufe0f\u1100\u1161\u11a8ㅎㅏｶﾞＡ中文🎉 \n\t\u3000\u09c7\u09be"
TEXTS: Final = st.text(st.one_of(st.sampled_from(ODD), st.characters(exclude_categories=["Cs"])), max_size=60)


def whole(text: str) -> str:
    return " ".join(fold_letters(text).split())


@given(TEXTS)
def test_a_text_folded_in_pieces_is_the_text_folded_as_a_whole(text: str) -> None:
    assert fold_text(text) == whole(text)
    placed = fold_with_places(text)
    assert placed.text == whole(text)
    assert len(placed.starts) >= len(placed.text) <= len(placed.ends)


@given(TEXTS, st.integers(1, 4))
def test_a_long_text_is_folded_in_pieces_that_join_as_one(text: str, times: int) -> None:
    long = f"{text}a" * (times * PIECE // (len(text) + 1) + 1)
    assert fold_text(long) == whole(long)


@given(TEXTS)
def test_a_place_is_where_the_character_comes_from(text: str) -> None:
    placed = fold_with_places(text)
    for at, character in enumerate(placed.text):
        cluster = text[placed.starts[at] : placed.ends[at]]
        assert character in fold_letters(cluster) or (character == " " and cluster.strip() == "")


def test_of_ten_thousand_accents_few_are_put_in_order_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    monkeypatch.setattr(folding, "fold_letters", lambda piece: lengths.append(len(piece)) or fold_letters(piece))
    assert fold_text("e" + "\u0301\u0323" * 5_000).startswith("\u1eb9")
    assert max(lengths) <= 2 * PIECE
    assert sum(lengths) == 10_001


@pytest.mark.parametrize(
    ("term", "looked_up"),
    [
        ("foo-bar", "foo-bar"),
        ("中文", " 中文 "),
        ("中", "  中"),
        ("中a", "  中"),
        ("🎉", "  🎉"),
        ("ab", ""),
        ("a", ""),
    ],
)
def test_every_document_that_holds_a_term_has_its_pattern(term: str, looked_up: str) -> None:
    assert pattern(term) == looked_up
    for body in (term, f"x{term}y", f"中{term}中", f"the {term} here {term}"):
        assert looked_up in document(Entry(1, 1, 1, body))


def test_links_code_files_and_pictures_are_known() -> None:
    assert kinds(Entry(1, 1, 1, "see HTTPS://example.org")) == Kinds.LINK
    assert kinds(Entry(1, 1, 1, "run `make`")) == kinds(Entry(1, 1, 1, "```\nx\n```")) == Kinds.CODE
    assert kinds(Entry(1, 1, 1, "it's https, `unclosed")) == Kinds(0)
    assert kinds(Entry(1, 1, 1, "", ("plan.png",), has_image=True)) == Kinds.FILE | Kinds.IMAGE
    assert "plan.png" in document(Entry(1, 1, 1, "", ("Plan.PNG",)))
