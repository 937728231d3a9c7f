"""A shorter way for requests that come in great numbers, and are asked as nearly all of them are.

FastAPI resolves dependencies and parameters one by one, which takes twice as long as all that is behind a request: see
docs/decisions/0050-fast-as-people-meet-it.md. What is unusual goes on to the documented route, as it came; so does what
is wrong, and that route says what.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Final, Generic, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Message, Receive, Scope, Send

from chatapp.api.dependencies import Bearer
from chatapp.identity import Actor
from chatapp.web.request_replay import given_again

UNUSUAL: Final = "chatapp.unusual"  # in the scope of a request that has been looked at
BEARER: Final = Bearer()

Asked = TypeVar("Asked")


class FastRoute(Route, Generic[Asked]):
    """A route for usual requests. ``path``: a pattern whose groups are the path's parameters.

    ``read``: takes the request, and its body, and returns what is asked; None if that is unusual. It refuses nothing.
    ``answer``: takes the same request, who asks, and what is asked.
    """

    def __init__(
        self,
        method: str,
        path: str,
        read: Callable[[Request, bytes], Asked | None],
        answer: Callable[[Request, Actor, Asked], Awaitable[Response]],
    ) -> None:
        super().__init__("/", answer, methods=[method], include_in_schema=False)
        self._method, self._pattern = method, re.compile(path)
        self._read, self._answer = read, answer

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Say whether it is such a request, as far as its address tells."""
        if scope["type"] != "http" or scope["method"] != self._method or UNUSUAL in scope:
            return Match.NONE, {}
        found = self._pattern.fullmatch(scope["path"].removeprefix(scope.get("root_path", "")))
        return (Match.FULL, {"path_params": found.groupdict()}) if found else (Match.NONE, {})

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        message: Message = {"type": "http.request", "body": b"", "more_body": False}
        if self._method != "GET":
            message = await receive()  # nearly always the whole body
        request = Request(scope, receive)
        is_whole = message["type"] == "http.request" and not message.get("more_body", False)
        asked = self._read(request, message.get("body", b"")) if is_whole else None
        if asked is None:
            again = receive if self._method == "GET" else given_again(message, receive)
            await scope["app"].router({**scope, UNUSUAL: True}, again, send)
            return
        actor = await BEARER(request)
        response = await self._answer(request, actor, asked)
        await response(scope, receive, send)
