"""Whether NiceGUI, Socket.IO and uvicorn have the private parts that the direct outbox relies on."""

import inspect
import linecache
from pathlib import Path

import engineio
import nicegui
import socketio
from nicegui import Client
from nicegui.outbox import Outbox

from pages.nicegui_patches.frames import Elements, packet_of
from pages.nicegui_patches.source_parts import source_of

UNNUMBERED = "if (args.length > 0 && args[0]._id !== undefined) {"


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    try:
        return _outbox_difference() or _encoding_difference() or _browser_difference() or _websocket_difference()
    except Exception as error:  # a new version may raise anything; the public API is there
        return repr(error)


def _outbox_difference() -> str:
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
            return f"Outbox.{name} has other parameters"
    names = (
        "updates",
        "messages",
        "message_history",
        "next_message_id",
        "_loaded_components",
        "_should_stop",
        "_enqueue_event",
    )
    source = source_of(Outbox.__init__)
    if missing := [name for name in names if f"self.{name}" not in source]:
        return f"Outbox has no {missing[0]}"
    if "self.updates: weakref.WeakValueDictionary[" not in source:  # whose `data` we look into
        return "an outbox keeps its updates differently"
    if "self.outbox = Outbox(self)" not in source_of(Client.__init__):
        return "a client creates its outbox differently"
    building = source_of(Client.build_response)
    if "self._response_built = True" not in building or "self.outbox.updates.clear()" not in building:
        return "a client does not mark when its HTML is built"
    handshake = source_of(Client.handle_handshake)
    return "" if "self.outbox.try_rewind(" in handshake else "a handshake does not rewind the outbox"


def _encoding_difference() -> str:
    data: Elements = {5 << 32: {"tag": "div", "props": {"innerHTML": '<b data-x="é">\u2028</b>'}}, 7: None}
    packet = socketio.packet.Packet(socketio.packet.EVENT, data=["update", data], namespace="/")
    theirs = engineio.packet.Packet(engineio.packet.MESSAGE, packet.encode()).encode().encode()
    return "" if theirs == packet_of("update", data) else "frames are encoded differently"


def _browser_difference() -> str:
    script = (Path(inspect.getfile(nicegui)).parent / "static" / "nicegui.js").read_text(encoding="utf-8")
    return "" if UNNUMBERED in script else "the browser wants each message to have a number"


def _websocket_difference() -> str:
    from uvicorn.protocols.websockets.auto import AutoWebSocketsProtocol

    module = inspect.getmodule(AutoWebSocketsProtocol)
    source = "".join(linecache.getlines(inspect.getfile(module))) if module else ""  # `getsource` would parse it
    parts = ("self.transport", "self.writable", "self.close_sent", "self.disconnected", "def pause_writing")
    missing = [part for part in parts if part not in source]
    return f"uvicorn's websocket protocol has no {missing[0]}" if missing else ""
