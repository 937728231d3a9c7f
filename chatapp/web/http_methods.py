"""What methods an address answers to: `HEAD` wherever there is `GET`, and their names for who tried another."""

from collections.abc import Sequence
from typing import Final

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


class HeadAsGet:
    """ASGI middleware: answers `HEAD` as `GET` would, with its headers and without its body (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET"}, receive, send_without_body)


def allowed(scope: Scope, routes: Sequence[BaseRoute]) -> list[str]:
    """Return the methods of the path that a request's address means, of all its routes; `HEAD` with every `GET`.

    Starlette names those of the first route only.
    """
    address = scope["path"].removeprefix(scope.get("root_path", ""))
    found = [
        context for context in iter_route_contexts(routes) if context.methods and context.path_regex.match(address)
    ]
    taken = {method for context in found if context.path == found[0].path for method in context.methods or ()}
    return [method for method in METHODS if method in taken or (method == "HEAD" and "GET" in taken)]
