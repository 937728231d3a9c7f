"""What a websocket is told whose page is not known here: that it has to be loaded anew.

After a restart every open page asks first with a websocket. NiceGUI refuses it once Engine.IO and Socket.IO have made a
session each, and have been told of its end. Here the same frames are written, and nothing is made.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send

from chatapp.authentication.rate_limit import asker_of, network_of
from chatapp.authentication.sessions import Visit
from chatapp.errors import Unavailable
from chatapp.throttling import Throttle
from chatapp.web.proxies import client_address
from pages.shell.authentication.session import cookie_of
from pages.shell.websocket import handshake

Visits = Callable[[str], Awaitable[Visit | None]]

SESSION = {"sid": "none", "upgrades": [], "pingInterval": 25_000, "pingTimeout": 20_000, "maxPayload": 0}
OPEN: Final = f"0{json.dumps(SESSION)}"  # of Engine.IO
CONNECT: Final = "40"  # of Socket.IO, which the browser answers to the frame before
REFUSED: Final = f"44{json.dumps({'message': 'Implicit handshake failed'})}"  # words that NiceGUI's script waits for
LATER: Final[Message] = {"type": "websocket.close", "code": 1008, "reason": "not here"}
END: Final[Message] = {"type": "websocket.close", "code": 1000}


class UnknownPages:
    """Refuses the websockets of pages that are not known. ``visits``: says whose a cookie is."""

    def __init__(self, throttle: Throttle, visits: Visits) -> None:
        self._throttle, self._visits = throttle, visits

    async def refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the browser load its page anew, or try again later if too many of its kind ask."""
        if await self._throttle.keep(await self._asker(scope)):
            await refuse(receive, send)
        else:
            await send(LATER)

    async def _asker(self, scope: Scope) -> str:
        """Return by whom a page is counted: its network, or its account if that is at its limit.

        All of an office come back at the same time, and share an address.
        """
        network = network_of(client_address(HTTPConnection(scope)))
        if self._throttle.is_free(network):
            return network
        with suppress(Unavailable):
            if (visit := await self._visits(cookie_of(scope))) is not None:
                return asker_of(visit.actor)
        return network


async def refuse(receive: Receive, send: Send) -> None:
    """Have the browser load its page anew; a socket that does not take part is closed after some seconds."""
    await receive()  # websocket.connect
    await send({"type": "websocket.accept"})
    await _say(send, OPEN)
    with suppress(TimeoutError):
        async with asyncio.timeout(handshake.SECONDS):
            message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        if message.get("text", "") == CONNECT:
            await _say(send, REFUSED)
    await send(END)


async def _say(send: Send, text: str) -> None:
    await send({"type": "websocket.send", "text": text})
