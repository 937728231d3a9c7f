"""`python -m benchmarks.frame_cost`: what `Chat().dataframe("in:ops")` costs the program that asks, and the server.

A world of messages of chat length in one room, indexed; the client asks by its own requests, without a network between.
Processor time: the client's is that of its thread, the server's all other.
"""

import asyncio
import json
import time
from typing import Annotated, Final

import typer
from rich.console import Console

from benchmarks.search import Corpus
from chatapp import message_index
from chatapp.search.reindexing import reindex
from chatapp.testing import World, WorldRoom
from tests.support.people.long_room import fill

MESSAGES: Final = 100_000


def main(count: Annotated[int, typer.Option("--messages", min=1_000)] = MESSAGES) -> None:
    """Print what a data frame of so many messages costs, in seconds, as JSON."""
    with World() as world:
        [alice] = world.users(1)
        room = world.room("ops", alice)
        world.run(fill_room(world, room, count))
        with alice.client(patience=600) as chat:
            chat.dataframe("in:general")
            before = time.process_time(), time.thread_time(), time.perf_counter()
            frame = chat.dataframe("in:ops")
            whole, own, wall = (
                now - then
                for now, then in zip(
                    (time.process_time(), time.thread_time(), time.perf_counter()), before, strict=True
                )
            )
    assert len(frame) == count, len(frame)
    found = {"messages": count, "client": round(own, 2), "server": round(whole - own, 2), "wall": round(wall, 2)}
    print(json.dumps(found))


async def fill_room(world: World, room: WorldRoom, count: int) -> None:
    """Write messages into a room, and index them."""
    chat = world.chat
    await asyncio.to_thread(fill, chat.settings.sync_database_url, str(room.uuid), count, say=Corpus(1).say)
    async with chat.transaction() as work:
        await (await work.session.connection()).run_sync(message_index.state.outdate)
    await reindex(chat.database, chat.transactions, Console(quiet=True))


if __name__ == "__main__":
    typer.run(main)
