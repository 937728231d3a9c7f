"""How many pages a PDF has is read from its tree of pages; a broken one has no number, and takes no time."""

import zlib

import pytest

from chatapp.uploads import pdf


def pages(content: bytes) -> int | None:
    return pdf.pages(lambda start, end: content[start:end], len(content))


def tree(count: int, *, parent: bool = False) -> bytes:
    """Return a node of a tree of pages."""
    above = b"/Parent 1 0 R " if parent else b""
    return b"2 0 obj\n<< /Type /Pages %s/Kids [3 0 R 4 0 R] /Count %d >>\nendobj\n" % (above, count)


def packed(*objects: bytes, level: int = 9) -> bytes:
    """Return a stream of packed objects, as most programs write them."""
    content = zlib.compress(b"".join(objects), level)
    head = b"7 0 obj\n<</Type /ObjStm/N 2/First 10/Filter/FlateDecode/Length %d>>stream\r\n" % len(content)
    return head + content + b"\nendstream\nendobj\n"


HEAD, END = b"%PDF-1.7\n", b"trailer << /Root 1 0 R >>\n%%EOF\n"


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (tree(12), 12),
        (tree(40, parent=True) + tree(52) + tree(12, parent=True), 52),
        (b"1 0 obj<</Count 3/Kids[4 0 R]/Type/Pages>>endobj", 3),
        (b"1 0 obj<</Type/Pages/Resources<</Font<</F1 9 0 R>>>>/Count 7/MediaBox[0 0 612 792]>>", 7),
        (packed(tree(9)), 9),
        (packed(b"<</Type/Catalog>>", tree(8, parent=True), tree(16)), 16),
        (tree(3) + packed(tree(5)), 5),
        (tree(5) + b"x" * 3_000_000 + tree(6), 6),
        (tree(5) + b"x" * (pdf.STEP - 40) + tree(600)[:90], 600),
        (b"1 0 obj<</Type/Outlines/Count 12>>endobj", None),
        (b"<</Type/PagesX/Count 12>>", None),
        (b"<</Type/Pages/Count 8 0 R>>", None),
        (b"<</Type/Pages/Count 12345678>>", None),
        (b"<</Type/Pages/Count 0>>", None),
        (b"<</Type/Pages/Count -4>>", None),
        (tree(5, parent=True), None),
        (b"", None),
    ],
)
def test_the_last_tree_of_pages_says_how_many_there_are(body: bytes, count: int | None) -> None:
    assert pages(HEAD + body + END) == count


def test_a_pdf_that_is_too_large_to_look_through_has_no_number() -> None:
    reads = list[int]()
    assert pdf.pages(lambda start, end: bytes(reads.append(start) or 0), pdf.LARGEST + 1) is None
    assert reads == []


def test_what_is_broken_passes_in_no_time_and_raises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = HEAD + tree(12) + packed(tree(12)) + END
    for cut in range(len(whole)):
        assert pages(whole[:cut]) in (None, 12)
    unpacked = 0
    unpack = zlib.decompressobj

    class Counting:
        def decompress(self, content: bytes, most: int) -> bytes:
            nonlocal unpacked
            unpacked += 1
            return unpack().decompress(content, most)

    monkeypatch.setattr(zlib, "decompressobj", Counting)
    bomb = packed(bytes(4_000_000))
    spoilt = bomb[:-60] + b"\xff" * 60
    for content in (
        b"/Type/ObjStm " * 1_000_000,
        b"<<" * 8_000_000,
        b"/Count 1 " * 3_000_000,
        b"<</Type/Pages/Count 1" + b" " * 2_000_000 + b"1" * 2_000_000 + b">>",
        bomb * 300,
        spoilt * 300,
        packed(b"") * 20_000,
        b"/Type/ObjStm stream\n" * 200_000,
    ):
        unpacked = 0
        assert pages(HEAD + content + END) is None
        assert unpacked <= pdf.MOST // pdf.LEAST + 1
