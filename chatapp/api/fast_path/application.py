"""Requests to the API go to it at once, past all that only pages need: another application with its middleware."""

from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from chatapp.web import urls


class ApiFastPath:
    """ASGI application: ``api`` below its address, as a mount of it would, and ``app`` everywhere else."""

    def __init__(self, app: ASGIApp, api: ASGIApp) -> None:
        self.app = app  # NiceGUI looks for its application behind this name
        self._mount = Mount(urls.API, api)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, a websocket, or the application's life."""
        if scope["type"] != "http" or not scope["path"].startswith(f"{urls.API}/"):
            await self.app(scope, receive, send)
            return
        _, found = self._mount.matches(scope)
        await self._mount.handle({**scope, **found}, receive, send)
