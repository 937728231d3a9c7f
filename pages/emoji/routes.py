"""The routes of custom emoji, for browsers that are signed in: pictures, the picker's list, and adding one."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from chatapp import custom_emoji
from chatapp.authentication.rate_limit import asker_of
from chatapp.bootstrap import Chat
from chatapp.web import urls
from pages.shell.authentication.session import require_visit, visit_of

ENDED = "You've been signed out. Sign in again to add emoji."
FOREVER = "private, max-age=31536000, immutable"  # another picture, and another list, has another address
NEVER = "no-store"


def routes(chat: Chat) -> APIRouter:
    """Return the routes. `SessionMiddleware` lets only signed-in browsers download anything."""
    router = APIRouter(include_in_schema=False)

    @router.get(urls.EMOJI_PICTURE_ROUTE)
    async def picture(request: Request, digest: str, still: str = "") -> Response:
        """Answer with a picture, which may be cached for ever."""
        async with chat.reading() as session:
            content = await custom_emoji.picture(
                session, actor=visit_of(request).actor, digest=digest, is_still=bool(still)
            )
        return Response(content, media_type=custom_emoji.MEDIA_TYPE, headers={"Cache-Control": FOREVER})

    @router.get(urls.EMOJI_LIST_ROUTE)
    async def listing(version: str) -> Response:
        """Answer with the emoji there are: each one's name, its picture, and the same without movement."""
        await chat.custom_emoji.get()
        found = [
            [name, urls.emoji_picture(digest), urls.emoji_picture(digest, is_still=is_moving)]
            for name, digest, is_moving in chat.custom_emoji.rows
        ]
        cached = FOREVER if version == chat.custom_emoji.version else NEVER
        return JSONResponse(found, headers={"Cache-Control": cached})

    @router.post(urls.EMOJI_UPLOAD)
    async def add(request: Request, name: str = "") -> Response:
        """Make the request's body the picture of a new emoji; returns its name."""
        visit = await require_visit(chat, request, ENDED)
        async with chat.throttles.forms.turn(asker_of(visit.actor)):
            stored = await chat.custom_emojis.add(actor=visit.actor, name=name, content=await request.body())
        return JSONResponse({"name": stored})

    return router
