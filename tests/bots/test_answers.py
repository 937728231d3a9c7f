"""What a function returns, as a message: texts, tables, figures, pictures, files, buttons."""

import json
import math
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from chatapp.bots import Bot, BotError, Button
from chatapp.bots.answers import Answer, answer_of
from chatapp.content.tables_and_pictures import cell_of
from chatapp.content.terminal_text import one_line, readable
from chatapp.messages import blocks
from chatapp.messages.blocks import ButtonsBlock, FieldsBlock, ProgressBlock, TableBlock, TextBlock

PNG = b"\x89PNG\r\n\x1a\n"


class Index:
    """As `pandas.Index`: it has a name."""

    def __init__(self, name: str | None = None) -> None:
        self.name = name


class RangeIndex(Index):
    """As pandas numbers rows."""


class Frame:
    """As `pandas.DataFrame`, by what is asked of one."""

    def __init__(self, columns: list[Any], rows: list[tuple[Any, ...]], index: Index | None = None) -> None:
        self.columns, self._rows, self.index = columns, rows, index or RangeIndex()

    def __len__(self) -> int:
        return len(self._rows)

    def itertuples(self, index: bool = True) -> Iterator[tuple[Any, ...]]:
        return ((f"row {at}", *row) if index else row for at, row in enumerate(self._rows))

    def to_csv(self, index: bool = True) -> str:
        return f"csv of {len(self)} rows, {'with' if index else 'without'} index"


class PolarsFrame:
    """As `polars.DataFrame`."""

    columns = ("name", "ms")

    def __len__(self) -> int:
        return 2

    def iter_rows(self) -> Iterator[tuple[Any, ...]]:
        return iter([("a", 1), ("b", None)])


class Figure:
    """As `matplotlib.figure.Figure`."""

    def savefig(self, file: Any, **options: Any) -> None:
        assert options["format"] == "png"
        file.write(PNG + b"figure")


class Axes:
    """As `matplotlib.axes.Axes`."""

    figure = Figure()


class Number:
    """As one of numpy's numbers."""

    shape = ()

    def __init__(self, value: float) -> None:
        self.value = value

    def item(self) -> float:
        return self.value


def the_answer(*content: Any, **options: Any) -> Answer:
    """Return an answer, after checking that a message could store it."""
    answer = answer_of(content, **options)
    blocks.store(answer.blocks)
    return answer


def the_table(value: Any, **options: Any) -> TableBlock:
    [table] = the_answer(value, **options).blocks
    assert isinstance(table, TableBlock)
    return table


@pytest.mark.parametrize(
    ("returned", "body"),
    [
        ("**hello**", "**hello**"),
        (42, "42"),
        (0, "0"),
        (False, "False"),
        (1.5, "1.5"),
        (["a", "b", 3], "- a\n- b\n- 3"),
        (("a",), "- a"),
        ({"a"}, "- a"),
        (datetime(2026, 11, 29, tzinfo=UTC), "2026-11-29 00:00:00+00:00"),
        ("\x1b[31mred\x1b[0m and \x1b]8;;http://x\x07link\x1b]8;;\x07", "red and link"),  # as terminals show it
        ("a\r\nb\rc\x00\ud800", "a\nb\nc"),
    ],
)
def test_texts_numbers_and_lists_are_a_message(returned: Any, body: str) -> None:
    answer = the_answer(returned)
    assert (answer.body, answer.blocks, answer.files) == (body, [], [])


@pytest.mark.parametrize("returned", [None, "", " \n", [], {}, [None], "\x1b[0m"])
def test_nothing_is_nothing(returned: Any) -> None:
    assert the_answer(returned).is_empty


def test_a_long_text_is_a_file_with_its_beginning_and_one_without_end_is_refused() -> None:
    answer = the_answer("é" * 20_000)
    [file] = answer.files
    assert (file.name, file.content) == ("message.txt", ("é" * 20_000).encode())
    assert answer.body == "é" * 500 + "…"
    with pytest.raises(BotError, match="The text has 100,000,000 characters"):
        answer_of(["x" * 100_000_000])


def test_a_dictionary_is_names_and_values() -> None:
    answer = the_answer({"Service": "api", "": None, 3: "", "long" * 50: "x" * 9_000, "two\nlines": "a\nb\x07"})
    [fields] = answer.blocks
    assert isinstance(fields, FieldsBlock)
    pairs = [(one.name, one.value) for one in fields.fields]
    assert pairs[:3] == [("Service", "api"), ("-", "None"), ("3", "")]
    assert (len(pairs[3][0]), len(pairs[3][1])) == (80, 2_000)
    assert pairs[4] == ("two lines", "a\nb")
    large = the_table({f"name {at}": at for at in range(60)})
    assert (len(large.rows), large.rows[1]) == (60, ["name 1", 1])


def test_a_list_of_dictionaries_is_a_table_of_all_their_names() -> None:
    table = the_table([{"a": 1, "b": "x"}, {"b": True, "c": 2.5}], title="Slow")
    assert (table.title, table.columns) == ("Slow", ["a", "b", "c"])
    assert table.rows == [[1, "x", None], [None, True, 2.5]]


def test_a_data_frame_is_a_table_and_a_larger_one_a_file_besides() -> None:
    assert the_table(PolarsFrame()).rows == [["a", 1], ["b", None]]
    small = the_table(Frame(["name", ("ms", "p99")], [("a", 1)]))
    assert (small.columns, small.rows, small.more) == (["name", "ms / p99"], [["a", 1]], 0)
    named = the_table(Frame(["ms"], [(1,), (2,)], Index("query")))
    assert (named.columns, named.rows) == (["query", "ms"], [["row 0", 1], ["row 1", 2]])
    answer = the_answer(Frame(["n"], [(at,) for at in range(1_000)]), title="All")
    [table] = answer.blocks
    assert (len(table.rows), table.more) == (200, 800)
    assert [(file.name, file.content) for file in answer.files] == [("All.csv", b"csv of 1000 rows, without index")]
    wide = the_answer(Frame([f"c{at}" for at in range(40)], [tuple(range(40))]))
    assert len(wide.blocks[0].columns) == 30
    assert wide.files


@pytest.mark.parametrize("letter", ["x", "é", '"', "\\", "🦜"])
def test_a_table_takes_as_many_rows_as_a_message_has_bytes_for(letter: str) -> None:
    answer = the_answer(Frame([f"c{at}" for at in range(10)], [(letter * 200,) * 10] * 200))
    [table] = answer.blocks
    assert 0 < len(table.rows) < 200
    assert table.more == 200 - len(table.rows)
    assert answer.files


def test_cells_are_numbers_texts_or_empty() -> None:
    class NAType:
        """As `pandas.NA`."""

    nan = float("nan")
    values = [None, nan, NAType(), True, 2**53, 2**53 - 1, 0.1 + 0.2, math.inf, Number(3), "a\nb\x1b[1m", Path("x/y")]
    cells = [cell_of(one) for one in values]
    assert cells == [None, None, None, True, str(2**53), 2**53 - 1, 0.3, "inf", 3, "a b", "x/y"]
    assert len(str(cell_of("x" * 900))) == 200


def test_figures_and_images_are_pictures_and_bytes_and_paths_are_files(tmp_path: Path) -> None:
    image, file = Image.new("RGB", (4, 4), "red"), tmp_path / "report.txt"
    file.write_text("x")
    answer = the_answer(Figure(), Axes(), image, PNG + b"x", b"\xff\xd8\xffx", bytearray(b"x"), file, title="a/b")
    assert [one.name for one in answer.files] == [
        *("a-b.png", "a-b.png", "a-b.png"),
        *("picture.png", "picture.jpg", "file.bin", "report.txt"),
    ]
    assert all(isinstance(one.content, bytes) and one.content.startswith(PNG) for one in answer.files[:4])
    assert answer.files[6].content == file
    assert the_answer(Figure()).files[0].name == "figure.png"


def test_files_that_are_not_there_empty_or_huge_are_refused(tmp_path: Path) -> None:
    huge = tmp_path / "huge.bin"
    with huge.open("wb") as file:
        file.truncate(100 * 1024 * 1024 + 1)
    (tmp_path / "empty").touch()
    cases: list[tuple[Any, str]] = [
        (tmp_path / "nothing", "There's no file"),
        (tmp_path, "There's no file"),
        (tmp_path / "empty", "is empty"),
        (b"", "is empty"),
        (huge, "and a file can have up to"),
        (Button("Go", "https://example.org"), "Give buttons as buttons="),
    ]
    for returned, sentence in cases:
        with pytest.raises(BotError, match=sentence):
            answer_of([returned])


def test_several_things_are_one_message() -> None:
    progress = ProgressBlock(label="ETL")
    answer = the_answer(["Two tables:", [{"a": 1}], progress, b"x", None, {"b": 2}])
    kinds = [type(one) for one in answer.blocks]
    assert kinds == [TextBlock, TableBlock, ProgressBlock, FieldsBlock]
    assert len(answer.files) == 1


def test_buttons_carry_the_name_of_their_function_and_its_arguments() -> None:
    bot = Bot("deploy")

    @bot.action(only="moderators", once="message")
    def go(service: str, count: int) -> None: ...

    def other() -> None: ...

    known = {name: (action.only, action.once) for name, action in bot.actions.items()}
    buttons = [
        Button("Go", go, "api", 2, style="primary", confirm="Sure?"),
        Button("Again", go, "web", 1),
        Button("Runbook", "https://example.org/"),
    ]
    answer = the_answer("Deploy?", buttons=buttons, actions=known)
    row = answer.blocks[1]
    assert isinstance(row, ButtonsBlock)
    first, second, third = row.buttons
    assert (first.id, first.value, first.only, first.once) == ("go.0", '["api", 2]', "moderators", "message")
    assert (first.style, first.confirm) == ("primary", "Sure?")
    assert (second.id, json.loads(second.value)) == ("go.1", ["web", 1])
    assert (third.id, third.url, third.only) == (None, "https://example.org/", None)
    with pytest.raises(BotError, match="other isn't marked with"):
        answer_of(["x"], buttons=[Button("No", other)], actions=known)


def test_what_a_terminal_shows_is_readable() -> None:
    assert readable("\x1b[1;32mok\x1b[0m\tdone\x1b(B\x08") == "ok\tdone"
    assert one_line("a\n b\x00 \r\n c") == "a b c"
