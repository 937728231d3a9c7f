"""Whoever asks pays for what a request takes of the process: an account once it is known, until then its network.

Requests that anybody may make cost little each, and there is no limit on how often: so they are limited by what they
take together. Who is known never waits for what others of their network do.
"""

from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from chatapp.authentication.rate_limit import network_of
from chatapp.errors import RateLimited
from chatapp.throttling import METER, Meter, Metered, Throttle
from chatapp.throttling.throttle import TOO_FAST
from chatapp.web import urls
from chatapp.web.problems import problem
from chatapp.web.proxies import client_address

SCOPE_KEY: Final = "chatapp.payer"
ANYBODYS: Final = frozenset({urls.HEALTH, urls.READY, urls.FAVICON, f"{urls.API}/openapi.json", f"{urls.API}/docs"})
AROUND: Final = 0.0002  # seconds that the server takes to read a request and to write its answer, about


class Payer:
    """Who pays for a request."""

    __slots__ = ("_asker", "_throttle")

    def __init__(self, throttle: Throttle, asker: str) -> None:
        self._throttle, self._asker = throttle, asker

    def is_now(self, throttle: Throttle, asker: str) -> None:
        """Have somebody else pay from now on."""
        self._throttle, self._asker = throttle, asker

    def is_stranger(self, strangers: Throttle) -> bool:
        """Say whether a network pays: nobody is known of who asks."""
        return self._throttle is strangers

    def pay(self, acts: float) -> None:
        """Count acts."""
        self._throttle.charge(self._asker, acts)

    async def require(self) -> None:
        """Wait until what the asker's requests have taken so far is paid for.

        Raises:
            RateLimited: too many of their requests wait already.
        """
        await self._throttle.require(self._asker, 0)


class RequestCosts:
    """ASGI middleware: meters each request, and has networks wait that nobody is known of and that owe too much."""

    def __init__(self, app: ASGIApp, strangers: Throttle) -> None:
        self._app = app
        self._strangers = strangers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http" or SCOPE_KEY in scope:
            await self._app(scope, receive, send)
            return
        network = network_of(client_address(Request(scope)))
        if _is_anonymous(scope) and not await self._strangers.keep(network, 0):
            await problem(RateLimited(TOO_FAST, retry_after=1))(scope, receive, send)
            return
        payer = Payer(self._strangers, network)
        meter = Meter(payer.pay)
        before = METER.set(meter)
        try:
            await Metered(self._app({**scope, SCOPE_KEY: payer}, receive, send), meter)  # type: ignore[arg-type]
        finally:
            METER.reset(before)
            if payer.is_stranger(self._strangers):  # an account's requests also count one by one
                meter.note(AROUND)
                meter.settle()


def payer_of(scope: Scope) -> Payer:
    """Return who pays for a request."""
    payer: Payer = scope[SCOPE_KEY]
    return payer


def _is_anonymous(scope: Scope) -> bool:
    """Whether nobody will look at who asks: they don't say, or what they ask for is anybody's."""
    headers = Headers(scope=scope)
    return scope["path"] in ANYBODYS or ("authorization" not in headers and "cookie" not in headers)
