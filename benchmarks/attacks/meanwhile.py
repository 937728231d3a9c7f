"""Something goes on in a process of its own while something else is measured.

An attacker sits elsewhere: whoever attacks must take neither the loop of those who measure, nor their core. Its
priority is lower, so that it takes what the server and those who measure leave of the machine.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Final

NICER: Final = 10  # steps of priority that the attacker gives up
Begin = Callable[[], Awaitable[Sequence[Awaitable[None]]]]


@asynccontextmanager
async def meanwhile(begin: Begin, told: Any, *, lead: float) -> AsyncIterator[None]:
    """Have what ``begin`` returns run, since ``lead`` seconds before the block, until it ends.

    ``told``: a dictionary that it fills over there, with a value for each key; it has them here when the block has
    ended. Errors of what runs are not told, but for those of ``begin``.
    """
    ours, theirs = get_context("fork").Pipe()
    process = get_context("fork").Process(target=_attack, args=(begin, told, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        if reason := await asyncio.to_thread(ours.recv):
            raise RuntimeError(reason)
        await asyncio.sleep(lead)
        yield
        ours.send("stop")
        told.update(await asyncio.to_thread(ours.recv))
    finally:
        process.kill()
        process.join()
        ours.close()


def _attack(begin: Begin, told: Any, connection: Connection) -> None:
    os.nice(NICER)
    asyncio.run(_attacking(begin, told, connection))


async def _attacking(begin: Begin, told: Any, connection: Connection) -> None:
    try:
        tasks = [asyncio.ensure_future(one) for one in await begin()]
    except Exception as error:
        connection.send(repr(error))
        return
    connection.send("")
    await asyncio.to_thread(connection.recv)
    connection.send(told)
    for task in tasks:
        task.cancel()
