"""The routes of the workspace's logo: download for everybody, upload for administrators."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from chatapp.authentication.rate_limit import asker_of
from chatapp.bootstrap import Chat
from chatapp.web import urls
from chatapp.workspace import logos
from pages.shell.authentication.session import require_visit

ENDED = "You've been signed out. Sign in again to change the logo."
FOREVER = "public, max-age=31536000, immutable"  # a new logo has a new address


def routes(chat: Chat) -> APIRouter:
    """Return the routes. The sign-in page shows the logo, so it needs no session."""
    router = APIRouter(include_in_schema=False)

    @router.get(urls.LOGO_ROUTE)
    async def download(digest: str) -> Response:
        """Answer with the logo, which may be cached for ever."""
        async with chat.reading() as session:
            content = await logos.read(session, digest=digest)
        return Response(content, media_type=logos.MEDIA_TYPE, headers={"Cache-Control": FOREVER})

    @router.post(urls.LOGO_UPLOAD)
    async def upload(request: Request) -> Response:
        """Make the request's body the logo; returns its digest."""
        visit = await require_visit(chat, request, ENDED)
        async with chat.throttles.forms.turn(asker_of(visit.actor)):
            digest = await chat.logos.put(actor=visit.actor, content=await request.body())
        return JSONResponse({"logo": digest})

    return router
