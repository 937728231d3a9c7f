"""A message as its readers see it, and what it offers to press."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chatapp.events import MessageView
from chatapp.messages import blocks
from chatapp.messages.blocks import (
    Action,
    Block,
    ButtonsBlock,
    FieldsBlock,
    FormBlock,
    ProgressBlock,
    SelectBlock,
    TableBlock,
    TextBlock,
)

if TYPE_CHECKING:
    from chatapp.testing.rooms import WorldRoom


@dataclass(frozen=True, slots=True)
class WorldMessage:
    """A message. ``text``: as it was written; ``author``: a username; ``files``: their names; ``reply_to``: a number.

    ``blocks``: what stands in it besides plain text (docs/blocks.md). ``reactions``: how many, by their emoji.
    """

    room: "WorldRoom"
    number: int
    author: str
    text: str
    blocks: tuple[Block, ...]
    files: tuple[str, ...]
    reactions: dict[str, int]
    reply_to: int | None
    is_edited: bool
    is_deleted: bool

    @property
    def buttons(self) -> list[str]:
        """The labels of what can be pressed, chosen from or filled in."""
        return [one.label for one in offered(self.blocks)]

    @property
    def table(self) -> list[dict[str, Any]]:
        """The rows of its first table."""
        found = next(self._of(TableBlock), None)
        return [dict(zip(found.columns, row, strict=True)) for row in found.rows] if found else []

    @property
    def fields(self) -> dict[str, str]:
        """Its names and values."""
        return {one.name: one.value for block in self._of(FieldsBlock) for one in block.fields}

    @property
    def progress(self) -> ProgressBlock | None:
        """How far something is: ``label``, ``value`` from 0 to 1, ``text``, and ``state``."""
        return next(self._of(ProgressBlock), None)

    def _of(self, kind: Callable[..., Any]) -> Iterator[Any]:
        return (one for one in self.blocks if isinstance(one, kind))  # type: ignore[arg-type]


def message_of(room: "WorldRoom", view: MessageView) -> WorldMessage:
    """Return a message as a test sees it."""
    shown = blocks.read(view.blocks)
    texts = [one.text for one in shown if isinstance(one, TextBlock)]
    return WorldMessage(
        room=room,
        number=view.number,
        author=view.author_username,
        text="\n".join(texts) if texts else view.body,
        blocks=tuple(shown),
        files=tuple(one.name for one in view.attachments),
        reactions={one.emoji: one.count for one in view.reactions},
        reply_to=view.reply_to,
        is_edited=view.edited_at is not None,
        is_deleted=view.deleted_at is not None,
    )


def offered(shown: Sequence[Block]) -> Iterator[Action]:
    """Return what some blocks offer to press, to choose from or to fill in."""
    for block in shown:
        if isinstance(block, ButtonsBlock):
            yield from (one for one in block.buttons if one.id is not None)
        elif isinstance(block, SelectBlock | FormBlock):
            yield block
