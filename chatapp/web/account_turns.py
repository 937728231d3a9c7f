"""What a program asks for takes turns by account, and counts by the size of its answer, beside the time it takes.

Two hundred long messages take a hundred times as long as one, and as long again to send.
"""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatapp.throttling import ConcurrencyLimit, Throttle
from chatapp.web.request_costs import payer_of

PIECE: Final = 64 * 1024  # bytes that count as one request more
SCOPE_KEY: Final = "chatapp.turns"


class AccountTurns:
    """ASGI middleware: ends the turn of a request that has begun one, and charges its asker for what it has cost."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        size = 0
        turns: list[tuple[ConcurrencyLimit, str]] = []

        async def weigh(message: Message) -> None:
            nonlocal size
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app({**scope, SCOPE_KEY: turns}, receive, weigh)
        finally:
            for turn, asker in turns:
                turn.end(asker)
            if size > PIECE:
                payer_of(scope).pay(size / PIECE)


async def require(scope: Scope, throttle: Throttle, asker: str) -> None:
    """Wait until a request may go on, whose asker pays for all that it takes.

    Raises:
        RateLimited: too many of the asker's requests wait already.
    """
    payer_of(scope).is_now(throttle, asker)
    await throttle.require(asker)


async def begin_turn(scope: Scope, turns: ConcurrencyLimit, asker: str) -> None:
    """Wait until it is the turn of a request, which then lasts until it is answered.

    Raises:
        RateLimited: too many of the asker's requests wait already.
    """
    await turns.begin(asker)
    scope[SCOPE_KEY].append((turns, asker))
