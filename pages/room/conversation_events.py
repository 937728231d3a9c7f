"""What the browser tells of a conversation, or asks for it: found by the room that it says first.

`pages/browser/conversation/reader.js` tells most of it, see `pages/room/timeline/scrolling.py`.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from pages.room.composer import send_later
from pages.room.conversation_pane import ConversationPane
from pages.room.details.member_acts import add_people
from pages.room.message_actions import actions
from pages.shell.shell import Shell
from pages.shell.websocket.page_events import PageEvent, named

ConversationEvent = Callable[[ConversationPane, Any], Awaitable[None] | None]


async def _open_thread(pane: ConversationPane, said: Any) -> None:
    """Open the thread that the browser names, at the message that it names."""
    match said:
        case [str(thread), str(number)] if pane.around is not None:
            await pane.around.threads.open_at(thread, number)


async def _press_head(pane: ConversationPane, button: Any) -> None:
    if pane.around is not None:
        await pane.around.head.press(button)


async def _notify_anyway(pane: ConversationPane, _: Any) -> None:
    if pane.around is not None and pane.room.is_direct:
        await pane.around.paused_note.press()


_EVENTS: Final[Mapping[str, ConversationEvent]] = {
    "seen": lambda pane, said: pane.conversation.on_seen(said),
    "earlier": lambda pane, _: pane.conversation.pager.back(),
    "later": lambda pane, _: pane.conversation.pager.forward(),
    "newest": lambda pane, _: pane.conversation.to_newest(),
    "jump": lambda pane, number: pane.conversation.jump(number),
    "date": lambda pane, moment: pane.conversation.to_date(moment),
    "address": lambda pane, number: pane.conversation.set_address(number),
    "caughtup": lambda pane, _: pane.conversation.reading.release(),
    "add_people": lambda pane, _: add_people(pane.shell, pane.room),
    "act": actions.take,
    "typed": lambda pane, _: pane.typing.report(),
    "preview": lambda pane, text: pane.writing.preview(text),
    "send_later": send_later.ask_when,
    "thread": _open_thread,
    "head": _press_head,
    "notify_anyway": _notify_anyway,
}


def _found(hear: ConversationEvent) -> PageEvent:
    def heard(shell: Shell, args: Any) -> Awaitable[None] | None:
        room, said = named(args)
        pane = shell.places.get(room)
        return None if pane is None else hear(pane, said)

    return heard


EVENTS: Final[Mapping[str, PageEvent]] = {name: _found(hear) for name, hear in _EVENTS.items()}
