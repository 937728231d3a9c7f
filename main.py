"""The composition root: settings → assembled application → pages and API registered → run.

What only a server needs is imported where it is composed and served: commands begin in half of the time without it.
"""

from chatapp.serving import starting  # noqa: F401  (first: see there)

# isort: split
import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import structlog

from chatapp import cli as command_line

if TYPE_CHECKING:
    from fastapi import FastAPI

    from chatapp.bootstrap import Chat
    from chatapp.settings import Settings

VIEWPORT = "width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"

log = structlog.get_logger("chatapp")


def compose(chat: "Chat") -> "FastAPI":
    """Return the whole application: API, pages, guards. NiceGUI allows one of them for each process."""
    from fastapi import FastAPI
    from nicegui import ui

    import chatapp.api
    import pages
    from chatapp.web import health, incoming_hooks, metrics, problems, urls
    from chatapp.web.compression import Compression
    from chatapp.web.request_costs import RequestCosts
    from chatapp.web.security import SecurityMiddleware

    @asynccontextmanager
    async def lifespan(_: "FastAPI") -> AsyncIterator[None]:
        await chat.open()
        await _announce(chat)
        yield
        await chat.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    problems.register(app)
    app.include_router(health.router(chat))
    app.include_router(metrics.router(chat))
    app.include_router(incoming_hooks.router(chat))
    api = chatapp.api.build(chat)
    app.mount(urls.API, api)
    pages.register(app, chat)
    guard = partial(
        SecurityMiddleware,
        public_url=chat.settings.public_url,
        responses=chat.metrics.http_responses,
        refusals=chat.throttles.refusals,
        largest_file=chat.uploads.limits.file,
    )
    app.add_middleware(RequestCosts, strangers=chat.throttles.strangers)
    app.add_middleware(guard)
    app.state.api = guard(api)
    ui.run_with(
        app,
        title="Chatapp",
        dark=None,
        language="en-US",
        viewport=VIEWPORT,
        tailwind=False,
        binding_refresh_interval=None,
        gzip_middleware_factory=Compression,
        reconnect_timeout=chat.settings.reconnect_seconds,
        show_welcome_message=False,
        favicon=pages.FAVICON,
    )
    return app


def serve(settings: "Settings", count: int = 1) -> None:
    """Run the server until it is stopped, or ``count`` servers, each in its own process.

    Raises:
        SettingsError: an address cannot be listened on, the replica or the broker cannot be used, or the settings are
            not for that many processes.
    """
    from chatapp import log as logs
    from chatapp.serving import processes

    logs.configure()
    if count > 1:
        processes.check(settings, count)
    if settings.replica_url:
        asyncio.run(_check_replica(settings))
    if settings.broker_url:
        asyncio.run(_check_broker(settings.broker_url))
    if count > 1:
        for port in range(settings.port, settings.port + count):
            _listen(settings.host, port).close()
        processes.run(settings, count)
    _serve(settings, _listen(settings.host, settings.port))


def _serve(settings: "Settings", listener: socket.socket) -> None:
    from chatapp.api.fast_path.application import ApiFastPath
    from chatapp.bootstrap import assemble
    from chatapp.serving import garbage_collection, threads
    from chatapp.serving.server import Server, config_of
    from chatapp.settings import listed_networks

    chat = assemble(settings, port=listener.getsockname()[1])
    app = compose(chat)
    look = garbage_collection.collect_in_steps().look_if_grown
    threads.give_way()
    config = config_of(ApiFastPath(app, app.state.api), listed_networks(settings.trusted_proxies))
    server = Server(config, patience=settings.drain_seconds, on_drain=chat.drain.start, each_second=look)
    server.run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """Bind the address, so that "ready" is logged only when it is true."""
    from chatapp.settings import SettingsError
    from chatapp.web import urls

    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=2048)
    except (OSError, UnicodeError) as error:
        where, why = f"{urls.host_in_url(host)}:{port}", getattr(error, "strerror", None) or str(error)
        raise SettingsError(f"CHATAPP_HOST and CHATAPP_PORT: can't listen on {where}: {why}.") from error


async def _check_broker(url: str) -> None:
    from chatapp.broker import redis_url
    from chatapp.settings import SettingsError

    try:
        await redis_url.check(url)
    except redis_url.RedisUnusableError as error:
        raise SettingsError(f"CHATAPP_BROKER_URL: {error}.") from error


async def _check_replica(settings: "Settings") -> None:
    from chatapp.settings import SettingsError
    from chatapp.storage.replica import startup

    try:
        await startup.check(settings.database_url, settings.replica_url)
    except startup.ReplicaUnusableError as error:
        raise SettingsError(f"CHATAPP_REPLICA_URL {error}.") from error


async def _announce(chat: "Chat") -> None:
    from chatapp.web import links

    if not await chat.accounts.is_set_up():
        link = links.setup_link(chat.address, chat.setup_token)
        log.info("Create the first account", address=link)
    log.info(f"Chatapp is ready at {chat.address}")


cli = command_line.build(serve)

if __name__ == "__main__":
    cli()
