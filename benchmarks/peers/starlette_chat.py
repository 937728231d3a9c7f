"""A chat room with Starlette on uvicorn: a list of sockets and a loop over it. `starlette_chat.py PORT DATABASE`."""

import json
import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from storing import Store

sockets: list[WebSocket] = []


async def chat(socket: WebSocket) -> None:
    """Store what this page says, and tell all pages."""
    await socket.accept()
    sockets.append(socket)
    try:
        while True:
            body = await socket.receive_text()
            text = json.dumps({"id": await store.add(body), "body": body})
            for each in list(sockets):
                await each.send_text(text)
    except WebSocketDisconnect:
        sockets.remove(socket)


if __name__ == "__main__":
    store = Store(Path(sys.argv[2]))
    uvicorn.run(Starlette(routes=[WebSocketRoute("/chat", chat)]), port=int(sys.argv[1]), log_level="warning")
