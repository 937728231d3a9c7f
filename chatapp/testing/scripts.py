"""`chatapp.client` against a world: its requests meet the REST API itself, without a network."""

from typing import TYPE_CHECKING

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from chatapp import api
from chatapp.web import urls

if TYPE_CHECKING:
    from chatapp.testing.users import WorldUser
    from chatapp.testing.world import World

ADDRESS = "http://world.test"


def api_of(world: "World") -> httpx.ASGITransport:
    """Return what answers the requests of a world's programs."""
    return httpx.ASGITransport(Starlette(routes=[Mount(urls.API, api.build(world.chat))]))


class Transport(httpx.BaseTransport):
    """Takes a program's requests to the world, unless its user is cut off."""

    def __init__(self, world: "World", user: "WorldUser") -> None:
        self._world, self._user = world, user

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request, once all that it caused has been done; raises what a bot raised meanwhile."""
        if self._user.is_cut:
            raise httpx.ConnectError(f"{self._user.name} is cut off", request=request)
        return self._world.act(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        sent = httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
        answer = await self._world.api.handle_async_request(sent)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())
