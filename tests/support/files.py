"""Files for tests: sent and posted as programs do."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.events import MessageView
from chatapp.identity import Actor
from chatapp.uploads import UploadView
from chatapp.uploads.limits import PIECE


async def chunks(content: bytes) -> AsyncIterator[bytes]:
    """Yield a piece as a request would."""
    for start in range(0, len(content), 65_536):
        yield content[start : start + 65_536]


async def begin_file(chat: Chat, actor: Actor, room: UUID, size: int, name: str = "plan.txt") -> UploadView:
    """Begin an upload."""
    return await chat.uploads.begin(actor=actor, room_uuid=room, name=name, size=size, client_upload_id=str(uuid4()))


async def send_file(chat: Chat, actor: Actor, room: UUID, content: bytes, name: str = "plan.txt") -> UUID:
    """Send a whole file in pieces; returns the upload's uuid."""
    upload = await begin_file(chat, actor, room, len(content), name)
    while not upload.is_ready:
        piece = content[upload.received : upload.received + PIECE]
        upload = await chat.uploads.receive(
            actor=actor, upload_uuid=upload.uuid, offset=upload.received, chunks=chunks(piece)
        )
    return upload.uuid


async def post_files(chat: Chat, actor: Actor, room: UUID, *uploads: UUID, body: str = "") -> MessageView:
    """Post a message with files."""
    posted = await messages.post(
        chat.post_queue,
        actor=actor,
        room_uuid=room,
        body=body,
        client_message_id=str(uuid4()),
        upload_uuids=uploads,
    )
    return posted.message
