"""What the server does for the acts of a conversation's toolbar, by their names: each part adds a line of its own.

Numbers and values are whatever a browser sends, as long as they can be numbers and values of ours: rights are checked
in the services.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, NamedTuple

from chatapp.text import is_encodable
from chatapp.web.parameters import is_number
from pages.room.conversation_pane import ConversationPane
from pages.room.message_actions.beginning_threads import begin_thread
from pages.room.message_actions.deleting import delete
from pages.room.message_actions.editions import show_editions
from pages.room.message_actions.pins import pin
from pages.room.message_actions.pressing import LONGEST as LONGEST_FORM
from pages.room.message_actions.pressing import press
from pages.room.message_actions.reacting import react
from pages.room.message_actions.readers import show_readers
from pages.room.message_actions.reminding import ask_when
from pages.room.message_actions.unread_from import mark_unread

LONGEST: Final = 100  # characters of a value: an emoji and a sign


class Action(NamedTuple):
    """``do`` is called with the conversation, a message's number and a value of at most ``longest`` characters."""

    do: Callable[[ConversationPane, int, str], Awaitable[None]]
    longest: int = LONGEST


async def _save(pane: ConversationPane, number: int, _: str) -> None:
    await pane.conversation.saving.toggle(number)


ACTIONS: Final[Mapping[str, Action]] = {
    "reaction": Action(react),
    "press": Action(press, LONGEST_FORM),
    "pinning": Action(pin),
    "unread": Action(mark_unread),
    "seen": Action(show_readers),
    "remind": Action(ask_when),
    "delete": Action(delete),
    "editions": Action(show_editions),
    "save": Action(_save),
    "thread": Action(begin_thread),
}


async def take(pane: ConversationPane, args: Any) -> None:
    """Do what the browser asks for: an act, a message's number, a value."""
    match args:
        case [str(act), number, str(value)] if is_number(number) and _fits(act, value):
            await ACTIONS[act].do(pane, number, value)


def _fits(act: str, value: str) -> bool:
    return act in ACTIONS and len(value) <= ACTIONS[act].longest and is_encodable(value)
