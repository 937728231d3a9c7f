"""Pressing what blocks offer, on a page: the browser waits for an answer, and says beside the button why not."""

import json
from typing import Any, Final
from uuid import UUID

from chatapp import messages
from chatapp.errors import ChatError, Unauthenticated
from chatapp.messages.blocks import FORM_FIELDS
from pages.browser.calls import call
from pages.room.actions import Actions
from pages.shell.shell import Shell

LONGEST: Final = 128 * 1024  # characters: all that a form's fields may hold


class Pressing:
    """Presses the page's own buttons, choices and forms in one room."""

    def __init__(self, shell: Shell, room_uuid: UUID, actions: Actions) -> None:
        self._shell, self._room_uuid = shell, room_uuid
        actions.on("press", self._press, longest=LONGEST)

    async def _press(self, number: int, value: str) -> None:
        """Press once; a refusal is said beside what was pressed."""
        match _parsed(value):
            case [str(press_id), str(action), dict(values)] if _is_filled_in(values):
                answer = await self._answer(number, press_id, action, values)
            case _:
                return  # no page of ours sends this
        if answer:
            self._shell.client.run_javascript(answer)

    async def _answer(self, number: int, press_id: str, action: str, values: dict[str, str]) -> str:
        """Return what the browser is to do; nothing if the page is on its way to sign in."""
        try:
            async with self._shell.chat.changing(self._shell.actor) as work:
                await messages.press(
                    work,
                    actor=self._shell.actor,
                    room_uuid=self._room_uuid,
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
