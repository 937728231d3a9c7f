"""A message made of anything: the first thing that a value is, it becomes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from chatapp.content import tables_and_pictures
from chatapp.content.terminal_text import one_line, readable
from chatapp.errors import Invalid

LONGEST_BODY: Final = 10_000  # characters of a message
LONGEST_TEXT: Final = 1_000_000  # characters; what is over a message's own limit is sent as a file
LARGEST_FILE: Final = 100 * 1024 * 1024
SHOWN: Final = 500  # characters of a text that is sent as a file
FIELDS: Final = 50  # of a dictionary that is shown as names and values; a larger one is a table
NAME, VALUE = 80, 2_000  # characters of one
PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to send: its content, or where it is."""

    name: str
    content: bytes | Path


@dataclass(slots=True)
class Content:
    """A message to be posted. ``body`` alone, or ``blocks`` (docs/blocks.md) in its place.

    ``kinds``: what a value may be before all that is known here.
    """

    blocks: list[Any] = field(default_factory=list)
    files: list[NewFile] = field(default_factory=list)
    body: str = ""
    kinds: "Kinds" = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to post."""
        return not (self.blocks or self.files or self.body.strip())

    def add(self, value: Any, title: str) -> None:
        """Add the first thing that a value is."""
        if value is not None:
            next(add for is_it, add in (*self.kinds, *KINDS) if is_it(value))(self, value, title)


Kinds = Sequence[tuple[Callable[[Any], bool], Callable[[Content, Any, str], None]]]


def content_of(values: Iterable[Any], *, title: str = "", kinds: Kinds = ()) -> Content:
    """Return the message that some values make. One text alone is a plain message.

    Raises:
        Invalid: something in it can't be shown, or is too large.
    """
    made = Content(kinds=kinds)
    for one in values:
        made.add(one, title)
    if len(made.blocks) == 1 and isinstance(made.blocks[0], Mapping) and made.blocks[0]["type"] == "text":
        made.body, made.blocks = made.blocks[0]["text"], []
    return made


def _add_all(made: Content, values: Iterable[Any], title: str) -> None:
    for one in values:
        made.add(one, title)


def _add_path(made: Content, path: Path, title: str) -> None:
    if not path.is_file():
        raise Invalid({"files": f"There's no file {path}."})
    _add_file(made, path.name, path, path.stat().st_size)


def _add_new_file(made: Content, file: NewFile, title: str) -> None:
    size = file.content.stat().st_size if isinstance(file.content, Path) else None
    _add_file(made, file.name, file.content, size)


def _add_figure(made: Content, figure: Any, title: str) -> None:
    _add_file(made, f"{title or 'figure'}.png", tables_and_pictures.figure_png(figure))


def _add_image(made: Content, image: Any, title: str) -> None:
    _add_file(made, f"{title or 'picture'}.png", tables_and_pictures.image_png(image))


def _add_records(made: Content, records: Any, title: str) -> None:
    made.blocks.append(tables_and_pictures.records_table(records, title).block())


def _add_facts(made: Content, facts: Mapping[Any, Any], title: str) -> None:
    if len(facts) > FIELDS:
        _add_records(made, [{"": key, " ": one} for key, one in facts.items()], title)
    elif facts:
        told = [(one_line(str(key))[:NAME] or "-", readable(str(one))[:VALUE]) for key, one in facts.items()]
        made.blocks.append({"type": "fields", "fields": [{"name": name, "value": one} for name, one in told]})


def _add_list(made: Content, values: Iterable[Any], title: str) -> None:
    _add_text(made, "\n".join(f"- {one}" for one in values), title)


def _add_text(made: Content, value: Any, title: str) -> None:
    """Add a text; one too long for a message as a file, with its beginning."""
    text = str(value)
    if len(text) > LONGEST_TEXT:
        raise Invalid({"body": f"The text has {len(text):,} characters. Send a file instead."})
    if len(text) > LONGEST_BODY:
        _add_file(made, "message.txt", text.encode("utf-8", "replace"))
        text = f"{text[:SHOWN]}…"
    text = readable(text)
    if text.strip():
        made.blocks.append({"type": "text", "text": text})


def _add_bytes(made: Content, value: bytes | bytearray, title: str) -> None:
    ending = "png" if value.startswith(PNG) else "jpg" if value.startswith(JPEG) else "bin"
    _add_file(made, f"{'file' if ending == 'bin' else 'picture'}.{ending}", bytes(value))


def _add_frame(made: Content, frame: Any, title: str) -> None:
    table = tables_and_pictures.frame_table(frame, title)
    made.blocks.append(table.block())
    if not table.is_whole:
        _add_file(made, f"{title or 'table'}.csv", tables_and_pictures.frame_csv(frame))


def _add_file(made: Content, name: str, content: bytes | Path, size: int | None = None) -> None:
    """Add a file."""
    known = len(content) if isinstance(content, bytes) else size or 0
    if known > LARGEST_FILE:
        raise Invalid({"files": f"{name} has {known:,} bytes, and a file can have up to {LARGEST_FILE:,}."})
    if not known:
        raise Invalid({"files": f"{name} is empty."})
    made.files.append(NewFile(one_line(name).replace("/", "-"), content))


def _is_of_many_kinds(value: Any) -> bool:
    return isinstance(value, list | tuple) and any(not isinstance(one, str | int | float) for one in value)


def _is(*kinds: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kinds)


KINDS: Final[Kinds] = (
    (_is(str), _add_text),
    (_is(Path), _add_path),
    (_is(NewFile), _add_new_file),
    (_is(bytes, bytearray), _add_bytes),
    (tables_and_pictures.is_frame, _add_frame),
    (tables_and_pictures.is_figure, _add_figure),
    (tables_and_pictures.is_image, _add_image),
    (tables_and_pictures.is_records, _add_records),
    (_is(Mapping), _add_facts),
    (_is_of_many_kinds, _add_all),
    (_is(list, tuple, set, frozenset), _add_list),
    (lambda value: True, _add_text),
)
