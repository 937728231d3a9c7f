"""A push service on loopback, as makers of browsers run one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web


@dataclass
class PushService:
    """A push service: answers as it is told, in turn, and keeps what it gets."""

    address: str = ""
    answers: list[web.Response] = field(default_factory=list)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        """Take a push."""
        self.got.append((request.path, {k.lower(): v for k, v in request.headers.items()}, await request.read()))
        return self.answers.pop(0) if self.answers else web.Response(status=201)

    @property
    def host(self) -> str:
        """Its host and port, as `CHATAPP_OUTBOUND_HOSTS` takes them."""
        return self.address.removeprefix("http://")


@asynccontextmanager
async def running() -> AsyncIterator[PushService]:
    """Run one until the end of the block."""
    service = PushService()
    app = web.Application()
    app.router.add_post("/{name}", service.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    service.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield service
    await runner.cleanup()
