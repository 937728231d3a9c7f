"""An application behind uvicorn with connections of ours, in the test's own process."""

import gc
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from chatapp.serving.http_connection import HttpConnection
from chatapp.serving.websocket_connection import WebSocketConnection


@asynccontextmanager
async def serving(app: ASGIApp, connection: type[HttpConnection] = HttpConnection) -> AsyncIterator[int]:
    """Serve an application on loopback with these HTTP connections, and our websockets; yields the port."""
    config = uvicorn.Config(
        app, http=connection, ws=WebSocketConnection, lifespan="off", log_config=None, access_log=False
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        await server.startup([listener])
        yield listener.getsockname()[1]
        await server.shutdown([listener])


@contextmanager
def without_collections() -> Iterator[None]:
    """Have objects go by their counts of references alone."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
