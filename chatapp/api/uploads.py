"""REST: sending files piece by piece, so that a cut costs the last piece at most (the core of tus 1.0)."""

import re
from collections.abc import AsyncIterator
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, Field
from starlette.datastructures import Headers
from starlette.routing import Match, Route
from starlette.types import Scope

from chatapp import uploads
from chatapp.api import dependencies, limits
from chatapp.api.bodies import RequestBody
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathUuid, StreamActor, StreamBearer, chat_of
from chatapp.authentication.rate_limit import asker_of
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.uploads import UploadView
from chatapp.uploads.limits import ALT_LIMIT, PIECE
from chatapp.web.checksums import CHECKSUM, digest_of
from chatapp.web.parameters import LARGEST, uuid_of

router = APIRouter(tags=["files"])

OFFSET = "Upload-Offset"
LENGTH = "Upload-Length"
PIECES = "application/offset+octet-stream"
USUAL: Final = re.compile(r"\d{1,15}", re.ASCII)  # offsets
BEARER: Final = StreamBearer()


class NewUpload(RequestBody):
    """A file to send. Repeating a ``client_upload_id`` is safe: it answers with the upload, and how far it is."""

    name: str = Field(examples=["Offsite.jpg"])
    size: int = Field(ge=0, le=LARGEST, json_schema_extra={"minimum": 1}, examples=[4_096], description="Bytes.")
    client_upload_id: str = Field(
        json_schema_extra=limits.CLIENT_MESSAGE_ID,
        examples=["5c7b6f0e-2f0e-4b39-8a0f-0d6f4c1f7a11"],
        description="A UUID works best.",
    )
    alt: str = Field(
        default="", json_schema_extra={"maxLength": ALT_LIMIT}, description="What a picture shows, in words."
    )


class UploadOut(BaseModel):
    """A file on its way: send the piece that begins at ``offset``, at most ``piece_size`` bytes, until all is there."""

    uuid: UUID
    name: str
    size: int
    offset: int
    piece_size: int
    is_ready: bool = Field(description="All of it is there, and a message can have it.")


def upload_out(view: UploadView) -> UploadOut:
    """Return an upload as programs see it."""
    return UploadOut(
        uuid=view.uuid,
        name=view.name,
        size=view.size,
        offset=view.received,
        piece_size=PIECE,
        is_ready=view.is_ready,
    )


@router.post(
    "/rooms/{room_uuid}/uploads",
    status_code=201,
    summary="Begin to send a file",
    responses={200: {"model": UploadOut, "description": "A retry: the upload that was begun, and how far it is"}},
)
async def begin(
    response: Response, chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, new: NewUpload
) -> UploadOut:
    """Begin to send a file into a room. Others see it once you post a message with its uuid in `uploads`."""
    view = await chat.uploads.begin(
        actor=actor,
        room_uuid=room_uuid,
        name=new.name,
        size=new.size,
        client_upload_id=new.client_upload_id,
        alt=new.alt or None,
    )
    response.status_code = 201 if view.is_new else 200
    return upload_out(view)


@router.get("/uploads/{upload_uuid}", summary="How far an upload is")
async def find(response: Response, chat: CurrentChat, actor: CurrentActor, upload_uuid: PathUuid) -> UploadOut:
    """Return how much of your file has arrived. `HEAD` tells it in the header `Upload-Offset`."""
    async with chat.reading() as session:
        view = await uploads.find(session, actor=actor, upload_uuid=upload_uuid)
    response.headers.update(_headers(view))
    return upload_out(view)


@router.patch(
    "/uploads/{upload_uuid}",
    status_code=204,
    summary="Send a piece",
    openapi_extra={"requestBody": {"content": {PIECES: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def receive(
    request: Request,
    chat: CurrentChat,
    actor: StreamActor,
    upload_uuid: PathUuid,
    offset: Annotated[int, Header(alias=OFFSET, ge=0, le=LARGEST, description="Where the piece begins.")],
    checksum: Annotated[
        str, Header(alias=CHECKSUM, description="`sha256` and the piece's digest in base64, to have it compared.")
    ] = "",
) -> Response:
    """Send the piece of your file that begins at `Upload-Offset`; the answer says where the next one begins.

    If it should begin elsewhere, or has another digest, the answer is 409, with that `offset`. With the last piece, the
    file is checked, which may take seconds; should that be cut off, send an empty piece at the end.
    """
    return await _receive(request, chat, actor, upload_uuid, offset, checksum)


class PieceRoute(Route):
    """Takes pieces that are sent as nearly all are: FastAPI alone takes longer for one than storing it.

    What is unusual goes on to `receive`, which is documented and says what is wrong with it.
    """

    def __init__(self) -> None:
        super().__init__("/uploads/{upload_uuid}", _receive_at_once, methods=["PATCH"], include_in_schema=False)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Say whether it is such a piece."""
        if scope["method"] != "PATCH" or not USUAL.fullmatch(Headers(scope=scope).get(OFFSET, "")):
            return Match.NONE, {}
        return super().matches(scope)


async def _receive_at_once(request: Request) -> Response:
    actor, headers = await BEARER(request), request.headers
    upload_uuid = uuid_of(request.path_params["upload_uuid"])
    offset, checksum = int(headers[OFFSET]), headers.get(CHECKSUM, "")
    return await _receive(request, chat_of(request), actor, upload_uuid, offset, checksum)


async def _receive(
    request: Request, chat: Chat, actor: Actor, upload_uuid: UUID, offset: int, checksum: str
) -> Response:
    digest = digest_of(checksum)
    async with chat.throttles.pieces.turn(asker_of(actor)):
        view = await chat.uploads.receive(
            actor=actor, upload_uuid=upload_uuid, offset=offset, chunks=_body(request, actor), sha256=digest
        )
    return Response(status_code=204, headers=_headers(view))


@router.delete("/uploads/{upload_uuid}", status_code=204, summary="Give up an upload")
async def cancel(chat: CurrentChat, actor: CurrentActor, upload_uuid: PathUuid) -> Response:
    """Forget a file of yours that no message has."""
    await chat.uploads.cancel(actor=actor, upload_uuid=upload_uuid)
    return Response(status_code=204)


def _headers(view: UploadView) -> dict[str, str]:
    return {OFFSET: str(view.received), LENGTH: str(view.size)}


async def _body(request: Request, actor: Actor) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        yield chunk
    await dependencies.begin(request, actor)
