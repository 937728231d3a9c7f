"""Anything that a program has at hand, as a message."""

from pathlib import Path
from typing import Any

import pytest

from chatapp.content import COLUMNS, ROWS, content_of
from chatapp.content.tables_and_pictures import cell_of
from chatapp.errors import Invalid


class Frame:
    """What a data frame of pandas looks like to Chatapp."""

    def __init__(self, columns: list[Any], rows: list[tuple[Any, ...]]) -> None:
        self.columns, self._rows = columns, rows
        self.index = range(len(rows))

    def __len__(self) -> int:
        return len(self._rows)

    def itertuples(self, index: bool) -> list[tuple[Any, ...]]:
        return [((at, *row) if index else row) for at, row in enumerate(self._rows)]

    def to_csv(self, index: bool) -> str:
        return "\n".join(",".join(map(str, row)) for row in self.itertuples(index))


class RangeIndex:
    """The numbering that pandas gives rows by itself."""


def test_one_text_alone_is_a_plain_message_and_several_things_are_blocks() -> None:
    alone = content_of(["Done."])
    assert (alone.body, alone.blocks, alone.files) == ("Done.", [], [])
    several = content_of(["Done.", {"took": 3}])
    assert several.body == ""
    assert several.blocks == [
        {"type": "text", "text": "Done."},
        {"type": "fields", "fields": [{"name": "took", "value": "3"}]},
    ]
    assert content_of([None, "  "]).is_empty


def test_rows_with_names_are_a_table_and_lists_are_lists() -> None:
    [table] = content_of([[{"a": 1}, {"b": 2.5}]], title="T").blocks
    assert table == {"type": "table", "title": "T", "columns": ["a", "b"], "rows": [[1, None], [None, 2.5]], "more": 0}
    assert content_of([["x", 2]]).body == "- x\n- 2"
    assert len(content_of([["x", {"a": 1}]]).blocks) == 2


def test_a_long_data_frame_is_its_beginning_and_the_whole_as_a_file() -> None:
    frame = Frame(["n"], [(at,) for at in range(ROWS + 50)])
    frame.index = RangeIndex()  # type: ignore[assignment]
    made = content_of([frame], title="Numbers")
    [table] = made.blocks
    assert (len(table["rows"]), table["more"]) == (ROWS, 50)
    [file] = made.files
    assert file.name == "Numbers.csv"
    assert isinstance(file.content, bytes)
    assert file.content.decode().splitlines()[-1] == str(ROWS + 49)


def test_a_wide_data_frame_loses_columns_and_wide_cells_lose_rows() -> None:
    wide = content_of([Frame([f"c{at}" for at in range(COLUMNS + 9)], [tuple(range(COLUMNS + 9))])])
    assert len(wide.blocks[0]["columns"]) == COLUMNS
    assert len(wide.files) == 1
    heavy = content_of([[{"text": "x" * 1000} for _ in range(ROWS)]])
    assert len(str(heavy.blocks[0]["rows"]).encode()) < 32 * 1024
    assert heavy.blocks[0]["more"] == ROWS - len(heavy.blocks[0]["rows"]) > 0


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, None),
        (float("nan"), None),
        (float("inf"), "inf"),
        (True, True),
        (2**60, str(2**60)),
        (0.1 + 0.2, 0.3),
        ("two\nlines", "two lines"),
    ],
)
def test_cells_are_numbers_and_texts_and_what_is_missing_is_empty(value: Any, cell: Any) -> None:
    assert cell_of(value) == cell


def test_files_are_sent_whole_and_what_is_too_large_or_empty_is_said(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("x")
    assert [file.name for file in content_of([path, b"\x89PNG\r\n\x1a\n", b"..."]).files] == [
        "report.txt",
        "picture.png",
        "file.bin",
    ]
    path.write_text("")
    with pytest.raises(Invalid, match="empty"):
        content_of([path])
    with pytest.raises(Invalid, match="1,000,001 characters"):
        content_of(["x" * 1_000_001])


def test_a_long_text_is_its_beginning_and_a_file() -> None:
    made = content_of(["word " * 3000])
    assert made.body.endswith("…")
    [file] = made.files
    assert (file.name, file.content) == ("message.txt", b"word " * 3000)
