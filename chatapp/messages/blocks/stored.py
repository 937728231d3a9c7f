"""Blocks as a message stores them: checked together, written as JSON, and read again."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from chatapp.errors import Invalid
from chatapp.messages.blocks.kinds import (
    Action,
    Block,
    ButtonsBlock,
    FormBlock,
    ImageBlock,
    SelectBlock,
    TextBlock,
)

LIMIT: Final = 32 * 1024  # bytes of JSON
AT_MOST: Final = 50  # blocks
SAME_ID: Final = "Two buttons, choices or forms have the id “{}”. Give each its own."
_ADAPTER: Final[TypeAdapter[list[Block]]] = TypeAdapter(list[Block])


def parse(given: Any) -> list[Block]:
    """Return blocks from what JSON says, or from blocks.

    Raises:
        Invalid: one of them is no block that Chatapp knows; the sentence says where and why.
    """
    try:
        return _ADAPTER.validate_python(given)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, ("blocks", *first["loc"])))
        raise Invalid({"blocks": f"{place}: {first['msg'].removeprefix('Value error, ')}."}) from None


def store(blocks: Sequence[Block], uploads: Sequence[UUID] = ()) -> str:
    """Check blocks together and return them as they are stored; nothing if there are none.

    ``uploads``: the message's files.

    Raises:
        Invalid: there are too many, they are larger than 32 KB, two actions have one id, or an image is none of the
            message's files.
    """
    if not blocks:
        return ""
    if len(blocks) > AT_MOST:
        raise Invalid({"blocks": f"A message can have up to {AT_MOST} blocks; this one has {len(blocks)}."})
    seen = set[str]()
    for one in actions_of(blocks):
        if one.id in seen:
            raise Invalid({"blocks": SAME_ID.format(one.id)})
        seen.add(str(one.id))
    for block in blocks:
        if isinstance(block, ImageBlock) and block.upload is not None and block.upload not in uploads:
            raise Invalid({"blocks": "The file of an image has to be among the message's uploads."})
    whole = json.dumps([_lean(block) for block in blocks], ensure_ascii=False, separators=(",", ":"))
    if (size := len(whole.encode())) > LIMIT:
        raise Invalid({"blocks": f"Blocks can take up to {LIMIT // 1024} KB of JSON; these take {size:,} bytes."})
    return whole


def _lean(block: Block) -> dict[str, Any]:
    """Return a block without what is as usual."""
    return {"type": block.type, **block.model_dump(mode="json", exclude_defaults=True)}


@lru_cache(maxsize=256)
def read(stored: str) -> tuple[Block, ...]:
    """Return the blocks that a message stores."""
    return tuple(_ADAPTER.validate_json(stored)) if stored else ()


def texts_of(blocks: Sequence[Block]) -> list[str]:
    """Return the texts with marks among blocks, which are rendered ahead as a message's body is."""
    return [block.text for block in blocks if isinstance(block, TextBlock)]


def actions_of(blocks: Sequence[Block]) -> list[Action]:
    """Return all that can be pressed, chosen or filled in."""
    found: list[Action] = []
    for block in blocks:
        if isinstance(block, ButtonsBlock):
            found += [button for button in block.buttons if button.id is not None]
        elif isinstance(block, SelectBlock | FormBlock):
            found.append(block)
    return found


def find_action(blocks: Sequence[Block], action: str) -> Action | None:
    """Return the action of this id, if it is there."""
    return next((one for one in actions_of(blocks) if one.id == action), None)
