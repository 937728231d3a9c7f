"""Buttons of bots: what is pressed names a function and carries its arguments, so it works after any restart."""

import json
from collections.abc import Callable, Sequence
from typing import Any, Literal

from chatapp.bots.refusals import BotError
from chatapp.messages.blocks import ActionButton, Block, ButtonsBlock, FormBlock, SelectBlock


class Button:
    """A button. ``then``: one of the bot's `@bot.action` functions, called with these arguments; or an address.

    Arguments are texts, numbers, true, false, None, or lists and dictionaries of these.
    """

    def __init__(
        self,
        label: str,
        then: Callable[..., Any] | str,
        *arguments: Any,
        style: Literal["plain", "primary", "danger"] = "plain",
        confirm: str = "",
    ) -> None:
        self.label, self.then, self.arguments, self.style, self.confirm = label, then, arguments, style, confirm

    def block(self, at: int, actions: "Actions") -> ActionButton:
        """Return it as a message has it. ``at``: its place, which makes its id unique.

        Raises:
            BotError: its function is no action of the bot.
        """
        if isinstance(self.then, str):
            return ActionButton(label=self.label, url=self.then, style=self.style)
        name = self.then.__name__
        if name not in actions:
            raise BotError(f"{name} isn't marked with @bot.action, so no button can call it.")
        only, once = actions[name]
        rest: dict[str, Any] = {"only": only or None, "once": once or None, "confirm": self.confirm}
        value = json.dumps(self.arguments, ensure_ascii=False) if self.arguments else ""
        return ActionButton(label=self.label, id=f"{name}.{at}", value=value, style=self.style, **rest)


Actions = dict[str, tuple[str, str]]  # by name: who may press, and how often


def ruled(block: Block, actions: Actions) -> Block:
    """Return a choice or a form with the rules of the action that its id names, where it has none of its own."""
    if not isinstance(block, SelectBlock | FormBlock) or block.id not in actions:
        return block
    only, once = actions[block.id]
    return block.model_copy(update={"only": block.only or only or None, "once": block.once or once or None})


def buttons_block(buttons: Sequence[Button], actions: Actions) -> ButtonsBlock:
    """Return buttons as a block; raises as `Button.block`."""
    return ButtonsBlock(buttons=[button.block(at, actions) for at, button in enumerate(buttons)])


def called(action: str) -> str:
    """Return the function's name of a button's id."""
    return action.partition(".")[0]


def arguments_of(value: str) -> list[Any]:
    """Return the arguments that a button carries; none, if they are no list."""
    try:
        found = json.loads(value) if value else []
    except ValueError:
        return []
    return found if isinstance(found, list) else []
