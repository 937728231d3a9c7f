"""The routes of people's pictures: download for signed-in browsers, upload of your own."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from chatapp.accounts import avatars
from chatapp.authentication.rate_limit import asker_of
from chatapp.bootstrap import Chat
from chatapp.web import urls
from chatapp.web.parameters import uuid_of
from pages.shell.authentication.session import require_visit, visit_of

ENDED = "You've been signed out. Sign in again to change your picture."
FOREVER = "private, max-age=31536000, immutable"  # a new picture has a new address


def routes(chat: Chat) -> APIRouter:
    """Return the routes. `SessionMiddleware` lets only signed-in browsers download a picture."""
    router = APIRouter(include_in_schema=False)

    @router.get(urls.AVATAR_ROUTE)
    async def download(request: Request, account_uuid: str, digest: str) -> Response:
        """Answer with a person's picture, which may be cached for ever."""
        async with chat.reading() as session:
            content = await avatars.read(
                session, actor=visit_of(request).actor, account_uuid=uuid_of(account_uuid), digest=digest
            )
        return Response(content, media_type=avatars.MEDIA_TYPE, headers={"Cache-Control": FOREVER})

    @router.post(urls.AVATAR_UPLOAD)
    async def upload(request: Request) -> Response:
        """Make the request's body the actor's picture; returns its digest."""
        visit = await require_visit(chat, request, ENDED)
        async with chat.throttles.forms.turn(asker_of(visit.actor)):
            digest = await chat.avatars.put(actor=visit.actor, content=await request.body())
        return JSONResponse({"avatar": digest})

    return router
