"""The routes by which a browser sends files: the steps of the REST API, for whoever is signed in with a cookie."""

from collections.abc import AsyncIterator
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, Field

from chatapp.authentication.rate_limit import asker_of
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.uploads import UploadView
from chatapp.uploads.limits import PIECE
from chatapp.web import urls
from chatapp.web.checksums import CHECKSUM, digest_of
from chatapp.web.parameters import LARGEST, uuid_of
from pages.shell.authentication.session import require_visit

OFFSET: Final = "Upload-Offset"
ENDED: Final = "You've been signed out. Sign in again to send your files."


class _NewUpload(BaseModel):
    """What the browser says of a file: into which room, and the key that makes repeating safe."""

    room: UUID
    key: str
    name: str
    size: int = Field(ge=0, le=LARGEST)
    alt: str = ""


class _Progress(BaseModel):
    """How far a file is, and what the browser goes on with."""

    uuid: UUID
    offset: int
    piece: int = PIECE
    is_ready: bool


def routes(chat: Chat) -> APIRouter:
    """Return the routes. `SessionMiddleware` lets what changes something pass, so who asks is found here."""
    router = APIRouter(include_in_schema=False)

    @router.post(urls.FILES)
    async def begin(request: Request, new: _NewUpload) -> _Progress:
        """Begin to send a file into a room, or find how far it is."""
        actor = await _actor(request)
        return _progress(
            await chat.uploads.begin(
                actor=actor, room_uuid=new.room, name=new.name, size=new.size, client_upload_id=new.key, alt=new.alt
            )
        )

    @router.patch(urls.UPLOAD_ROUTE)
    async def receive(
        request: Request,
        upload_uuid: str,
        offset: Annotated[int, Header(alias=OFFSET, ge=0, le=LARGEST)],
        checksum: Annotated[str, Header(alias=CHECKSUM)] = "",
    ) -> _Progress:
        """Take the piece that begins at an offset; 409 says where the next one begins."""
        actor, digest = await _actor(request), digest_of(checksum)
        async with chat.throttles.pieces.turn(asker_of(actor)):
            view = await chat.uploads.receive(
                actor=actor, upload_uuid=uuid_of(upload_uuid), offset=offset, chunks=_body(request), sha256=digest
            )
        return _progress(view)

    @router.delete(urls.UPLOAD_ROUTE, status_code=204)
    async def cancel(request: Request, upload_uuid: str) -> Response:
        """Forget a file that no message has."""
        await chat.uploads.cancel(actor=await _actor(request), upload_uuid=uuid_of(upload_uuid))
        return Response(status_code=204)

    async def _actor(request: Request) -> Actor:
        visit = await require_visit(chat, request, ENDED)
        await chat.throttles.requests.require(asker_of(visit.actor))
        return visit.actor

    return router


def _progress(view: UploadView) -> _Progress:
    return _Progress(uuid=view.uuid, offset=view.received, is_ready=view.is_ready)


async def _body(request: Request) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        yield chunk
