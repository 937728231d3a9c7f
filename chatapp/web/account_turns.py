"""What a program asks for takes turns by account, and counts by the size of its answer, too.

Two hundred long messages take a hundred times as long as one.
"""

from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatapp.throttling import Throttle, Turns

PIECE: Final = 64 * 1024  # bytes that count as one request more
SCOPE_KEY: Final = "chatapp.turns"


@dataclass(frozen=True, slots=True)
class _Turn:
    """A request's turn. ``asker``: who pays for it."""

    asker: str
    throttle: Throttle
    turns: Turns

    def end(self, size: int) -> None:
        self.turns.end(self.asker)
        if size > PIECE:
            self.throttle.charge(self.asker, size / PIECE)


class AccountTurns:
    """ASGI middleware: ends the turn of a request that has begun one, and charges its asker for the bytes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        size = 0
        turns: list[_Turn] = []

        async def weigh(message: Message) -> None:
            nonlocal size
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app({**scope, SCOPE_KEY: turns}, receive, weigh)
        finally:
            for turn in turns:
                turn.end(size)


async def begin_turn(scope: Scope, throttle: Throttle, turns: Turns, asker: str) -> None:
    """Wait until it is the turn of a request, which then lasts until it is answered.

    Raises:
        RateLimited: too many of the asker's requests wait already.
    """
    await turns.begin(asker)
    scope[SCOPE_KEY].append(_Turn(asker, throttle, turns))
