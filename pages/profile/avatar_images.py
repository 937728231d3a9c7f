"""People's pictures: shown to signed-in browsers, and taken from them."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from chatapp.accounts import avatars
from chatapp.bootstrap import Chat
from chatapp.errors import ChatError, NotFound, Unauthenticated
from chatapp.web.problems import problem
from pages.shell.session import COOKIE, visit_of

FOREVER = "private, max-age=31536000, immutable"  # the address names the very picture


def routes(chat: Chat) -> APIRouter:
    """Return the routes. The guard has made sure that who asks for a picture is signed in."""
    router = APIRouter(include_in_schema=False)

    @router.get("/avatars/{account_uuid}/{digest}")
    async def show(request: Request, account_uuid: str, digest: str) -> Response:
        try:
            async with chat.reading() as session:
                content = await avatars.read(
                    session, actor=visit_of(request).actor, account_uuid=_uuid(account_uuid), digest=digest
                )
        except ChatError as error:
            return problem(error)
        return Response(content, media_type=avatars.MEDIA_TYPE, headers={"Cache-Control": FOREVER})

    @router.post("/profile/avatar")
    async def take(request: Request) -> Response:
        try:
            visit = await chat.sessions.visit(request.cookies.get(COOKIE, ""))
            if visit is None:
                raise Unauthenticated("You have been signed out. Sign in again to change your picture.")
            return JSONResponse({"avatar": await chat.avatars.put(actor=visit.actor, content=await request.body())})
        except ChatError as error:
            return problem(error)

    return router


def _uuid(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise NotFound from None
