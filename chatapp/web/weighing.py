"""What an account reads counts by its size, too: two hundred long messages take a hundred times as long as one."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatapp.throttle import Throttle

PIECE: Final = 64 * 1024  # bytes that count as one request more
SCOPE_KEY: Final = "chatapp.asker"


class Weighing:
    """ASGI middleware: charges the asker, if a request turns out to have one, for the bytes of its answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        size = 0

        async def weigh(message: Message) -> None:
            nonlocal size
            size += len(message.get("body", b""))
            await send(message)

        await self._app(scope, receive, weigh)
        if size > PIECE and SCOPE_KEY in scope:
            throttle, asker = scope[SCOPE_KEY]
            throttle.charge(asker, size / PIECE)


def note_asker(scope: Scope, throttle: Throttle, asker: str) -> None:
    """Note who is asking, and by what they are to be charged."""
    scope[SCOPE_KEY] = throttle, asker
