"""The bare limit: `websockets.broadcast()` on uvloop, and the cheapest storing: `websockets_chat.py PORT DATABASE`.

No accounts, no pages, no history, nothing but bytes. What arrives together shares one transaction of plain sqlite3 in
the event loop's own thread: nothing that stores a message before it sends it does so for less.
"""

import asyncio
import json
import sys
from pathlib import Path

import uvloop
from storing import Store
from websockets.asyncio.server import ServerConnection, broadcast, serve

pages: set[ServerConnection] = set()
waiting: list[str] = []


async def chat(page: ServerConnection) -> None:
    """Take in what this page says."""
    pages.add(page)
    try:
        async for body in page:
            waiting.append(str(body))
            if len(waiting) == 1:
                asyncio.get_running_loop().call_soon(store_and_tell)
    finally:
        pages.discard(page)


def store_and_tell() -> None:
    """Store what waits, then send it to every page."""
    bodies = waiting.copy()
    waiting.clear()
    for number, body in zip(store.add_all(bodies), bodies, strict=True):
        broadcast(pages, json.dumps({"id": number, "body": body}))


async def main(port: int) -> None:
    """Serve until the process is told to end."""
    async with serve(chat, "127.0.0.1", port, compression=None) as server:
        await server.serve_forever()


if __name__ == "__main__":
    store = Store(Path(sys.argv[2]))
    uvloop.run(main(int(sys.argv[1])))
