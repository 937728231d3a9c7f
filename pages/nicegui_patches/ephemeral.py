"""A call of a script in the browser that is made now or never, encoded once for all pages.

NiceGUI's browser orders, counts and asks again for messages by their `_id`; one without is carried out when it arrives.
So an ephemeral call leaves the outbox's numbers and its history alone, and a page that reconnects is not sent it again.
Fallback: `run_javascript`, which is numbered, kept, and encoded for each page.
"""

import inspect
from pathlib import Path
from typing import ClassVar

import engineio
import nicegui
import socketio
from nicegui import Client

from pages.nicegui_patches.direct_outbox import DirectOutbox
from pages.nicegui_patches.frames import TEXT, packet_of, websocket_frame

RUN = "run_javascript: (msg) => runJavascript(msg.code, msg.request_id),"


class EphemeralCall:
    """JavaScript for many pages."""

    __slots__ = ("_frame", "code")
    is_enabled: ClassVar[bool] = False  # set by `install`

    def __init__(self, code: str) -> None:
        self.code = code
        self._frame = b""

    def run(self, client: Client) -> bool:
        """Have a page run this, if its socket takes it at once and nothing else waits; otherwise it is dropped."""
        if self.is_enabled and isinstance(client.outbox, DirectOutbox):
            return self.write(client)
        if client.has_socket_connection:
            client.run_javascript(self.code)
        return client.has_socket_connection

    def write(self, client: Client) -> bool:
        """The same for what a page can be told in another way as well: without the patch it is dropped, too."""
        outbox = client.outbox
        if not (self.is_enabled and isinstance(outbox, DirectOutbox)):
            return False
        return outbox.share(self.frame)

    @property
    def frame(self) -> bytes:
        """What is written to a page's websocket."""
        if not self._frame:
            self._frame = websocket_frame(TEXT, packet_of("run_javascript", {"code": self.code}))
        return self._frame


def install(*, is_wanted: bool) -> None:
    """Leave out the numbers from now on, or not."""
    EphemeralCall.is_enabled = is_wanted


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    script = (Path(inspect.getfile(nicegui)).parent / "static" / "nicegui.js").read_text(encoding="utf-8")
    if RUN not in script:
        return "the browser runs scripts differently"
    code = 'chatapp.say("é\u2028")'
    packet = socketio.packet.Packet(socketio.packet.EVENT, data=["run_javascript", {"code": code}], namespace="/")
    theirs = engineio.packet.Packet(engineio.packet.MESSAGE, packet.encode()).encode().encode()
    return "" if theirs == packet_of("run_javascript", {"code": code}) else "calls are encoded differently"
