"""Acknowledgements, which each page sends now and then while it hears something, taken before Engine.IO and Socket.IO.

Those parse each twice more, look for its socket in a room, and make a task for it; together that was an eighth of what
a lone message cost. Fallback: NiceGUI's own handler.
"""

import inspect
import re
from typing import ClassVar, Final

import nicegui.nicegui
from nicegui import Client
from nicegui.outbox import Outbox

from pages.nicegui_patches.source_parts import source_of

ACK: Final = re.compile(
    rb'42\["ack", ?\{"client_id": ?"(?P<page>[\w-]{1,64})", ?"next_message_id": ?(?P<number>[0-9]{1,15})\}\]'
)


class _State:
    is_enabled: ClassVar[bool] = False  # set by `install`


def take(text: bytes, client_id: str) -> bool:
    """Take a text, if it is an acknowledgement of this page."""
    found = ACK.fullmatch(text) if _State.is_enabled else None
    if found is None or found["page"].decode() != client_id:
        return False
    if (client := Client.instances.get(client_id)) is not None:
        client.outbox.prune_history(int(found["number"]))
    return True


def install(*, is_wanted: bool) -> None:
    """Take them from now on, or leave them to NiceGUI."""
    _State.is_enabled = is_wanted


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    if list(inspect.signature(Outbox.prune_history).parameters) != ["self", "next_message_id"]:
        return "Outbox.prune_history has other parameters"
    handler = source_of(nicegui.nicegui._on_ack)
    does_more = handler.count("\n") != 4 or "client.outbox.prune_history(msg['next_message_id'])" not in handler
    return "an acknowledgement does something else" if does_more else ""
