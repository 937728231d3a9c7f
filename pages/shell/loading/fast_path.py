"""A page's request goes from our session middleware to its builder at once, and its HTML is compressed there.

On the way lie a second application, a hundred routes to try, FastAPI's dependencies, and two layers that each start a
task and a stream for a header that no page has. Fallback: that way, as with `CHATAPP_FANOUT=public`.

Few pages are built at the same time. When hundreds come back to a restarted server, all of them at once would be ready
together, at the end, or have an error page: NiceGUI gives a page half a minute, from its first step on.
"""

from collections.abc import Collection, Mapping
from typing import Final

from fastapi.routing import APIRoute
from nicegui import app as nicegui_app
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from chatapp.timers import FewAtOnce
from chatapp.web.compression import compress

AT_ONCE: Final = 16  # pages; as many share one snapshot of the database
PATIENCE: Final = 20.0  # seconds
PATTERN_KEY: Final = "chatapp.page"  # of the scope of a request for one of our pages: its address, with its parts


class PageFastPath:
    """ASGI middleware: answers requests for the pages at these addresses, and passes on all others."""

    def __init__(self, app: ASGIApp, addresses: Collection[str]) -> None:
        self._app = app
        self._built = FewAtOnce(AT_ONCE, patience=PATIENCE)
        self._routes: Mapping[str, APIRoute] = {
            route.path: route for route in nicegui_app.routes if isinstance(route, APIRoute) and route.path in addresses
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        route = self._routes.get(scope.get(PATTERN_KEY, ""))
        if route is None or scope["method"] != "GET" or scope["path"].endswith("/"):  # which leads to another address
            await self._app(scope, receive, send)
            return
        scope = {**scope, "app": nicegui_app, "route": route, "endpoint": route.endpoint, "path_params": {}}
        async with self._built.place():
            response: Response = await route.endpoint(request=Request(scope, receive, send))
            await compress(response, scope)
        await response(scope, receive, send)
