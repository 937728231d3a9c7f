"""What a bot's function returns, as a message: text, blocks and files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from chatapp.bots import frames
from chatapp.bots.buttons import Actions, Button, buttons_block
from chatapp.bots.refusals import BotError
from chatapp.messages.blocks import (
    ButtonsBlock,
    FieldsBlock,
    FormBlock,
    ImageBlock,
    NamedValue,
    ProgressBlock,
    SelectBlock,
    TableBlock,
    TextBlock,
)
from chatapp.text import BODY_LIMIT

LONGEST_TEXT: Final = 1_000_000  # characters; what is over a message's own limit is sent as a file
LARGEST_FILE: Final = 100 * 1024 * 1024
SHOWN: Final = 500  # characters of a text that is sent as a file
PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = b"\xff\xd8\xff"
BLOCKS: Final = (
    TextBlock,
    FieldsBlock,
    TableBlock,
    ImageBlock,
    ProgressBlock,
    ButtonsBlock,
    SelectBlock,
    FormBlock,
)


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to send: its content, or where it is."""

    name: str
    content: bytes | Path


@dataclass(slots=True)
class Answer:
    """A message to be posted. ``body`` alone, or ``blocks`` with what they say."""

    blocks: list[Any] = field(default_factory=list)
    files: list[NewFile] = field(default_factory=list)
    body: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to post."""
        return not (self.blocks or self.files or self.body.strip())


def answer_of(
    content: Sequence[Any], *, title: str = "", buttons: Sequence[Button] = (), actions: Actions | None = None
) -> Answer:
    """Return the message that some content makes. One text alone is a plain message.

    Raises:
        BotError: something in it can't be shown, or is too large.
    """
    answer = Answer()
    for one in content:
        _add(answer, one, title)
    if buttons:
        answer.blocks.append(buttons_block(buttons, actions or {}))
    if len(answer.blocks) == 1 and isinstance(answer.blocks[0], TextBlock):
        answer.body, answer.blocks = answer.blocks[0].text, []
    return answer


def _add(answer: Answer, value: Any, title: str) -> None:
    """Add the first thing that a value is."""
    if value is not None:
        next(add for is_it, add in KINDS if is_it(value))(answer, value, title)


def _add_all(answer: Answer, values: Iterable[Any], title: str) -> None:
    for one in values:
        _add(answer, one, title)


def _add_block(answer: Answer, block: Any, title: str) -> None:
    answer.blocks.append(block)


def _add_path(answer: Answer, path: Path, title: str) -> None:
    _add_file(answer, path.name, path, path.stat().st_size)


def _add_figure(answer: Answer, figure: Any, title: str) -> None:
    _add_file(answer, f"{title or 'figure'}.png", frames.figure_png(figure))


def _add_image(answer: Answer, image: Any, title: str) -> None:
    _add_file(answer, f"{title or 'picture'}.png", frames.image_png(image))


def _add_records(answer: Answer, records: Any, title: str) -> None:
    answer.blocks.append(frames.records_table(records, title)[0])


def _add_facts(answer: Answer, facts: Mapping[Any, Any], title: str) -> None:
    pairs = [NamedValue(name=str(key)[:80] or "-", value=str(one)[:2000]) for key, one in facts.items()]
    answer.blocks.append(FieldsBlock(fields=pairs[:50]))


def _add_list(answer: Answer, values: Iterable[Any], title: str) -> None:
    _add_text(answer, "\n".join(f"- {one}" for one in values), title)


def _refuse_button(answer: Answer, button: Button, title: str) -> None:
    raise BotError("Give buttons as buttons=[…].")


def _add_text(answer: Answer, value: Any, title: str) -> None:
    """Add a text; one too long for a message as a file, with its beginning."""
    text = str(value)
    if len(text) > LONGEST_TEXT:
        raise BotError(f"The answer has {len(text):,} characters. Send a file instead.")
    if len(text) > BODY_LIMIT:
        _add_file(answer, "answer.txt", text.encode("utf-8", "replace"))
        text = f"{text[:SHOWN]}…"
    if text.strip():
        answer.blocks.append(TextBlock(text=text))


def _add_bytes(answer: Answer, value: bytes | bytearray, title: str) -> None:
    content = bytes(value)
    ending = "png" if content.startswith(PNG) else "jpg" if content.startswith(JPEG) else "bin"
    _add_file(answer, f"{'file' if ending == 'bin' else 'picture'}.{ending}", content)


def _add_frame(answer: Answer, frame: Any, title: str) -> None:
    table, is_whole = frames.frame_table(frame, title)
    answer.blocks.append(table)
    if not is_whole:
        _add_file(answer, f"{title or 'table'}.csv", frames.frame_csv(frame))


def _add_file(answer: Answer, name: str, content: bytes | Path, size: int | None = None) -> None:
    """Add a file."""
    known = len(content) if isinstance(content, bytes) else size or 0
    if known > LARGEST_FILE:
        raise BotError(f"{name} has {known:,} bytes, and a bot's file up to {LARGEST_FILE:,}.")
    if not known:
        raise BotError(f"{name} is empty.")
    answer.files.append(NewFile(name.replace("/", "-"), content))


def _is_of_many_kinds(value: Any) -> bool:
    return isinstance(value, list | tuple) and any(not isinstance(one, str | int | float) for one in value)


def _is(*kinds: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kinds)


KINDS: Final[Sequence[tuple[Callable[[Any], bool], Callable[[Answer, Any, str], None]]]] = (
    (_is(str), _add_text),
    (_is(*BLOCKS), _add_block),
    (_is(Button), _refuse_button),
    (_is(Path), _add_path),
    (_is(bytes, bytearray), _add_bytes),
    (frames.is_frame, _add_frame),
    (frames.is_figure, _add_figure),
    (frames.is_image, _add_image),
    (frames.is_records, _add_records),
    (_is(Mapping), _add_facts),
    (_is_of_many_kinds, _add_all),
    (_is(list, tuple, set, frozenset), _add_list),
    (lambda value: True, _add_text),
)
