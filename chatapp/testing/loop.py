"""The event loop that worlds run on: one for a whole run of tests, in a thread of its own, so that tests need none."""

import asyncio
import threading
from collections.abc import Coroutine
from functools import cache
from typing import Any, TypeVar

Result = TypeVar("Result")


@cache
def shared_loop() -> asyncio.AbstractEventLoop:
    """Return the loop; it begins with the first who asks, and ends with the process."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="chatapp world", daemon=True).start()
    return loop


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Do this on the shared loop, and return its result when it is there; raises what it raises."""
    return asyncio.run_coroutine_threadsafe(work, shared_loop()).result()
