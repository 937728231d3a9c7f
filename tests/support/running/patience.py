"""How long tests wait for what is to come: what comes is seen at once, and only a real failure waits so long.

It is far beyond what the slowest machine needs, so it proves nothing about speed.
"""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE = 60.0  # seconds
PAUSE = 0.02  # seconds between two questions about what no event tells of
GLANCE = 0.005  # seconds between two looks at what is in this process


async def until(holds: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until ``holds()`` is true.

    Raises:
        AssertionError: it did not come to be.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while not holds():
        assert loop.time() < deadline, "it did not come to be"
        await asyncio.sleep(GLANCE)


async def comes_true(ask: Callable[[], Awaitable[object]]) -> None:
    """Ask again and again, until the answer is yes.

    Raises:
        AssertionError: it never was.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while not await ask():
        assert loop.time() < deadline, "it did not come to be"
        await asyncio.sleep(PAUSE)


async def becomes(wanted: object, ask: Callable[[], Awaitable[object]]) -> None:
    """Ask again and again, until the answer is the one that is wanted.

    Raises:
        AssertionError: it never was; the last answer is told.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while (found := await ask()) != wanted:
        assert loop.time() < deadline, f"it is {found!r}, not {wanted!r}"
        await asyncio.sleep(PAUSE)
