"""Whole texts in one form, whatever their length, and where each folded character stands."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.message_index import folding, sqlite
from chatapp.message_index.document import Entry, Kinds, document, kinds, pattern
from chatapp.message_index.folding import PIECE, fold_text, fold_with_places
from models.keys import fold_letters
from models.search_index import VERSION

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


def cluster_by_cluster(text: str) -> folding.FoldedText:
    """Fold a text without the short way for ASCII."""
    folded = folding._Folding()
    folded.add_clusters(text, 0, len(text))
    return folded.folded()


@given(st.text(st.one_of(st.sampled_from(ODD), st.characters(max_codepoint=0x7F)), max_size=60))
def test_the_short_way_for_ascii_comes_to_the_same_places(text: str) -> None:
    assert fold_with_places(text) == cluster_by_cluster(text)


@pytest.mark.parametrize(
    ("text", "folded", "cluster_of_last"),
    [
        ("Cafe\u0301", "café", "e\u0301"),  # the accent belongs to the last ASCII letter
        ("a \u0301b", fold_letters("a \u0301b"), "b"),
        ("x  Y\t\n", "x y", "Y"),
        ("\x1c\x1fa", "a", "a"),
        ("  ", "", ""),
        ("1\ufe0f\u20e3", fold_letters("1\ufe0f\u20e3"), "1\ufe0f\u20e3"),
    ],
)
def test_marks_after_ascii_belong_to_it(text: str, folded: str, cluster_of_last: str) -> None:
    placed = fold_with_places(text)
    assert placed.text == folded
    if folded:
        last = len(folded) - 1
        assert text[placed.starts[last] : placed.ends[last]] == cluster_of_last


def test_a_document_with_too_many_signs_is_marked_and_has_none_of_them_as_heads() -> None:
    few = "".join(chr(0x4E00 + at) for at in range(sqlite.MOST_HEADS))
    many = few + chr(0x4E00 + sqlite.MOST_HEADS)
    assert sqlite.MANY not in sqlite._whole(Entry(1, 1, 1, few))
    assert sqlite.MANY in sqlite._whole(Entry(1, 1, 1, many))
    assert len(sqlite._whole(Entry(1, 1, 1, many))) < len(sqlite._whole(Entry(1, 1, 1, few)))
    assert sqlite.MANY not in {sqlite.kind(kind) for kind in Kinds}
    assert len(sqlite.MANY) == 3


def test_an_index_whose_documents_were_made_otherwise_has_another_version() -> None:
    assert VERSION.split()[0] == "2"  # 1: all heads of a text in its document, which no edit could take out again
