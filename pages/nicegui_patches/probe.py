"""Whether NiceGUI, Socket.IO and uvicorn are inside as the fan-out knows them."""

import inspect
from typing import Any

import engineio
import nicegui.client
import socketio
from nicegui import Client
from nicegui.outbox import Outbox

from pages.nicegui_patches.frames import Elements, Frame


def probe() -> str:
    """Say what is not as we know it; nothing when all is."""
    try:
        return _strange_outbox() or _strange_bytes() or _strange_protocols()
    except Exception as error:  # whatever it is, the public way is there
        return repr(error)


def _strange_outbox() -> str:
    known = {
        "__init__": ["self", "client"],
        "loop": ["self"],
        "_emit": ["self", "message"],
        "try_rewind": ["self", "target_message_id"],
        "prune_history": ["self", "next_message_id"],
        "stop": ["self"],
        "_set_enqueue_event": ["self"],
    }
    for name, parameters in known.items():
        if list(inspect.signature(getattr(Outbox, name)).parameters) != parameters:
            return f"Outbox.{name} takes something else"
    names = (
        "updates",
        "messages",
        "message_history",
        "next_message_id",
        "_loaded_components",
        "_should_stop",
        "_enqueue_event",
    )
    source = inspect.getsource(Outbox.__init__)
    if missing := [name for name in names if f"self.{name}" not in source]:
        return f"Outbox has no {missing[0]}"
    if nicegui.client.Outbox is not Outbox or "self.outbox = Outbox(self)" not in inspect.getsource(Client.__init__):  # type: ignore[attr-defined]
        return "a client makes its outbox in another way"
    building = inspect.getsource(Client.build_response)
    if "self._response_built = True" not in building or "self.outbox.updates.clear()" not in building:
        return "a client does not say when its HTML is made"
    handshake = inspect.getsource(Client.handle_handshake)
    return "" if "self.outbox.try_rewind(" in handshake else "a handshake does not rewind the outbox"


def _strange_bytes() -> str:
    data: Elements = {5 << 32: {"tag": "div", "props": {"innerHTML": '<b data-x="é">\u2028</b>'}}, 7: None}
    numbered: dict[Any, Any] = {**data, "_id": 3}
    packet = socketio.packet.Packet(socketio.packet.EVENT, data=["update", numbered], namespace="/")
    theirs = engineio.packet.Packet(engineio.packet.MESSAGE, packet.encode()).encode().encode()
    return "" if theirs == Frame(data, 0.0).text(3) else "frames are encoded in another way"


def _strange_protocols() -> str:
    from uvicorn.protocols.websockets.auto import AutoWebSocketsProtocol

    source = inspect.getsource(AutoWebSocketsProtocol) if inspect.isclass(AutoWebSocketsProtocol) else ""
    parts = ("self.transport", "self.writable", "self.close_sent", "self.disconnected", "def pause_writing")
    missing = [part for part in parts if part not in source]
    return f"uvicorn's websocket protocol has no {missing[0]}" if missing else ""
