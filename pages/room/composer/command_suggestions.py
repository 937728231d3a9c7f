"""What a text that begins with "/" may become: asked for by the browser at each key, for the room that is open."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any, Final

from chatapp.bots.signatures import Parameter
from chatapp.errors import ChatError
from chatapp.slash_commands import Offer, Typed
from chatapp.text import BODY_LIMIT
from chatapp.web.parameters import uuid_of
from pages.browser.calls import call
from pages.shell.shell import Shell
from pages.shell.websocket.page_events import PageEvent

Answer = dict[str, object]
AS_TEXT = "Send it as text?"
NOTHING: Answer = {"rows": [], "hint": "", "now": "", "problem": "", "refusal": "", "isUnknown": False}


async def _asked(shell: Shell, args: Any) -> None:
    """Answer what the composer asks."""
    match args:
        case [int(token), str(before), str(after), str(room)] if len(before) + len(after) <= BODY_LIMIT:
            answer = await _answer(shell, before, after, room)
            shell.client.run_javascript(call("commands.offer", token, json.dumps(answer)))


EVENTS: Final[Mapping[str, PageEvent]] = {"complete_command": _asked}


async def _answer(shell: Shell, before: str, after: str, room: str) -> Answer:
    try:
        await shell.wait_turn()
        found = await shell.chat.commands.typed(actor=shell.actor, room_uuid=uuid_of(room), before=before, after=after)
    except ChatError:
        return NOTHING  # what is typed is judged when it is sent
    return {
        "rows": [_row(one, found) for one in found.offers],
        "hint": _hint(found),
        "now": found.current.described if found.current else "",
        "problem": found.problem,
        "refusal": f"{found.refusal} {AS_TEXT}" if found.is_unknown else found.refusal,
        "isUnknown": found.is_unknown,
    }


def _row(offer: Offer, found: Typed) -> tuple[str, str]:
    """Return what is put into the text, and the HTML that is shown."""
    if (entry := offer.entry) is None:
        kind = found.current.name if found.current else ""
        return f"{offer.insert} ", f"<bdi>{escape(offer.insert)}</bdi><small>{escape(kind)}</small>"
    follows = escape(entry.usage.partition(" ")[2])
    by = f" · @{escape(entry.by)}" if entry.by else ""
    end = " " if entry.signature.parameters else ""
    html = f"<bdi>/{escape(entry.name)}</bdi><code>{follows}</code><small>{escape(entry.about)}{by}</small>"
    return f"{offer.insert}{end}", html


def _hint(found: Typed) -> str:
    """Return the line above the field: the command, its parameters with the one at the caret marked, what it does."""
    if (entry := found.entry) is None:
        return ""
    parts = " ".join(_parameter(one, found.current) for one in entry.signature.parameters)
    return f'<b>/{escape(entry.name)}</b> {parts} <span class="about">{escape(entry.about)}</span>'


def _parameter(one: Parameter, current: Parameter | None) -> str:
    tag = "mark" if one is current else "span"
    return f"<{tag}>{escape(one.described)}</{tag}>"
