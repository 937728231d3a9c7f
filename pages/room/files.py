"""The route of files: for members of their room, signed in by a browser or, as programs do, with a token."""

from fastapi import APIRouter, Request, Response

from chatapp import uploads
from chatapp.authentication.rate_limit import asker_of
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.pictures.cleaned import SIDES
from chatapp.web import urls
from chatapp.web.files import InTurn, file_response
from chatapp.web.parameters import uuid_of
from pages.shell.authentication.session import bearer_of, visit_if_any


def routes(chat: Chat) -> APIRouter:
    """Return the route. `SessionMiddleware` lets only those pass who say who they are."""
    router = APIRouter(include_in_schema=False)

    @router.api_route(urls.FILE_ROUTE, methods=["GET", "HEAD"])
    async def download(request: Request, upload_uuid: str, name: str, size: str = "") -> Response:
        """Answer with a file, or with the thumbnail of a size. Its name is asked for by nobody."""
        side = next((side for side in SIDES if str(side) == size), 0)
        actor = await _actor(request)
        await chat.throttles.requests.require(asker_of(actor))

        async def answer() -> Response:
            async with chat.reading() as session:
                content = await uploads.content(session, actor=actor, upload_uuid=uuid_of(upload_uuid))
            return await file_response(request, chat.uploads.storage, content, side)

        return InTurn(chat.throttles.downloads, asker_of(actor), answer)

    async def _actor(request: Request) -> Actor:
        visit = visit_if_any(request)
        return visit.actor if visit else await chat.sessions.bearer(bearer_of(request.scope))

    return router
