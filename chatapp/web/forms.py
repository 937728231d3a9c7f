"""Forms with files, read as fast as whoever sends them pays for.

A file that is made of what is nearly its end takes long to read. Starlette parses all that has arrived at once, and
for so long nobody else is served.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Final

from starlette.requests import Request

SLICE: Final = 32 * 1024  # bytes parsed at once
UntilPaid = Callable[[], Awaitable[None]]


class SlicedRequest(Request):
    """A request whose body is read a slice at a time. ``until_paid``: waits until what it has cost is paid for."""

    def __init__(self, request: Request, until_paid: UntilPaid) -> None:
        super().__init__(request.scope, request.receive)
        self._until_paid = until_paid

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """Yield the body."""
        async with aclosing(super().stream()) as chunks:
            async for chunk in chunks:
                for start in range(0, len(chunk), SLICE):
                    yield chunk[start : start + SLICE]
                    await self._until_paid()
        yield b""
