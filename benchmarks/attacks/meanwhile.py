"""Something goes on while something else is measured."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any


@asynccontextmanager
async def meanwhile(going_on: Iterable[Coroutine[Any, Any, None]], *, lead: float) -> AsyncIterator[None]:
    """Have coroutines run, since ``lead`` seconds before the block, until it ends. Their errors are not told."""
    tasks = [asyncio.create_task(one) for one in going_on]
    await asyncio.sleep(lead)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
