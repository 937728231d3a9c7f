"""Pressing what blocks offer, on a page: the browser waits for an answer, and says beside the button why not."""

import json
from typing import Any, Final

from chatapp import messages
from chatapp.errors import ChatError, Unauthenticated
from chatapp.messages.blocks import FORM_FIELDS
from pages.browser.calls import call
from pages.room.conversation_pane import ConversationPane

LONGEST: Final = 128 * 1024  # characters: all that a form's fields may hold


async def press(pane: ConversationPane, number: int, value: str) -> None:
    """Press a button, a choice or a form once; a refusal is said beside what was pressed."""
    match _parsed(value):
        case [str(press_id), str(action), dict(values)] if _is_filled_in(values):
            answer = await _answer(pane, number, press_id, action, values)
        case _:
            return  # no page of ours sends this
    if answer:
        pane.shell.client.run_javascript(answer)


async def _answer(pane: ConversationPane, number: int, press_id: str, action: str, values: dict[str, str]) -> str:
    """Return what the browser is to do; nothing if the page is on its way to sign in."""
    shell = pane.shell
    try:
        async with shell.chat.changing(shell.actor) as work:
            await messages.press(
                work,
                actor=shell.actor,
                room_uuid=pane.room.uuid,
                number=number,
                action=action,
                press_id=press_id,
                values=values,
            )
    except Unauthenticated:
        return ""
    except ChatError as error:
        return call("blocks.refused", press_id, str(error))
    return call("blocks.settled", press_id)


def _parsed(value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _is_filled_in(values: dict[Any, Any]) -> bool:
    return len(values) <= FORM_FIELDS and all(isinstance(one, str) for one in values.values())
