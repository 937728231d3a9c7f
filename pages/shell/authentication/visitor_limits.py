"""How many pages one visitor may load in a minute, and keep open: each costs milliseconds and some 100 KB.

A visitor is an account, or for people who are not signed in the network their address is of.
"""

from collections import Counter
from typing import Final

from nicegui import Client
from nicegui import app as nicegui_app
from starlette.requests import Request
from starlette.types import Scope

from chatapp.authentication.rate_limit import asker_of, network_of
from chatapp.authentication.sessions import Visit
from chatapp.bootstrap import Chat
from chatapp.errors import RateLimited
from chatapp.throttling import Throttle
from chatapp.web.proxies import client_address

SCOPE_KEY: Final = "chatapp.visitor"
LOADED: Final = 20  # times as many pages a minute as tries to sign in
AT_ONCE: Final = 3  # the same, without a pause
OPEN: Final = 30  # times as many pages open at the same time
RETRY_SECONDS: Final = 60
TOO_MANY_OPEN: Final = "You have too many pages open. Close some and try again."


class Visitors:
    """Counts the pages of each visitor, by what the operator allows of tries to sign in."""

    def __init__(self, chat: Chat) -> None:
        tries = chat.settings.tries_per_minute
        self._loads = chat.limits.per_minute("pages", times=LOADED)
        self._speed = Throttle(tries * LOADED / 60, at_once=tries * AT_ONCE)
        self._most_open = tries * OPEN
        self._open: Counter[str] = Counter()
        self._known: dict[str, str] = {}  # page id → whose it is
        nicegui_app.on_connect(self._connected)
        nicegui_app.on_delete(self._deleted)

    async def count(self, scope: Scope, visit: Visit | None) -> None:
        """Count a page that is about to be built, and wait until it is its turn: a minute's pages fill seconds.

        Raises:
            RateLimited: this visitor has loaded too many, or has too many open.
        """
        visitor = asker_of(visit.actor) if visit else network_of(client_address(Request(scope)))
        if self._open[visitor] >= self._most_open:
            raise RateLimited(TOO_MANY_OPEN, RETRY_SECONDS)
        await self._loads.count(visitor)
        await self._speed.require(visitor)
        scope[SCOPE_KEY] = visitor

    def _connected(self, client: Client) -> None:
        visitor = client.request.scope.get(SCOPE_KEY)
        if visitor is not None and client.id not in self._known:
            self._known[client.id] = visitor
            self._open[visitor] += 1

    def _deleted(self, client: Client) -> None:
        if (visitor := self._known.pop(client.id, None)) is not None:
            self._open[visitor] -= 1
            if not self._open[visitor]:
                del self._open[visitor]
