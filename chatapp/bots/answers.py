"""What a bot's function returns, as a message: text, blocks and files."""

from collections.abc import Sequence
from typing import Any, Final

from chatapp.bots.buttons import Actions, Button, buttons_block, ruled
from chatapp.bots.refusals import BotError
from chatapp.content import Content, Kinds, NewFile, content_of
from chatapp.errors import Invalid
from chatapp.messages.blocks import (
    ButtonsBlock,
    FieldsBlock,
    FormBlock,
    ImageBlock,
    ProgressBlock,
    SelectBlock,
    TableBlock,
    TextBlock,
    parse,
)

__all__ = ["Answer", "NewFile", "answer_of"]

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
Answer = Content


def answer_of(
    content: Sequence[Any], *, title: str = "", buttons: Sequence[Button] = (), actions: Actions | None = None
) -> Answer:
    """Return the message that some content makes. One text alone is a plain message.

    Raises:
        BotError: something in it can't be shown, or is too large.
    """
    try:
        answer = content_of(content, title=title, kinds=KINDS)
        if buttons and answer.body:
            answer.blocks, answer.body = [TextBlock(text=answer.body)], ""
        answer.blocks = [ruled(block, actions or {}) for block in parse(answer.blocks)]
        if buttons:
            answer.blocks.append(buttons_block(buttons, actions or {}))
        return answer
    except Invalid as error:
        raise BotError(str(error)) from None


def _add_block(answer: Answer, block: Any, title: str) -> None:
    answer.blocks.append(block)


def _refuse_button(answer: Answer, button: Button, title: str) -> None:
    raise BotError("Give buttons as buttons=[…].")


KINDS: Final[Kinds] = (
    (lambda value: isinstance(value, BLOCKS), _add_block),
    (lambda value: isinstance(value, Button), _refuse_button),
)
