"""Files as programs and pages see them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chatapp.events import Attachment


@dataclass(frozen=True, slots=True)
class UploadView:
    """A file on its way: ``received`` bytes of ``size``. ``is_ready``: all is there, and a message may carry it."""

    uuid: UUID
    room_uuid: UUID
    name: str
    size: int
    received: int
    is_ready: bool
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class RoomFile:
    """A file of a room: its message, who sent it and when. ``place``: among all files.

    ``room_uuid``: where the message is, the room itself or a thread of it; ``number``: the message's there.
    """

    place: int
    attachment: Attachment
    room_uuid: UUID
    number: int
    author_uuid: UUID
    author_username: str
    author_name: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class FileContent:
    """What is needed to serve a file: where its bytes are, and what they are."""

    name: str
    stored_as: str
    size: int
    sha256: str
    media_type: str
    thumbnail: int
