"""Files: where they are kept, how large they may be, and what takes them."""

from dataclasses import dataclass

from chatapp.bootstrap.authentication import Authentication
from chatapp.bootstrap.storage import Storage
from chatapp.pictures.painter import Painter
from chatapp.settings import Settings
from chatapp.uploads import UploadLimits, Uploads, storage_for
from chatapp.uploads.limits import MEBIBYTE
from chatapp.uploads.usage import KnownUsage

WAITING, WAITING_OF_PERSON = 256, 64  # pictures, none of which is in memory while it waits


@dataclass(frozen=True, kw_only=True)
class Files:
    """What takes files, and gives them."""

    uploads: Uploads
    files_used: KnownUsage


def assemble_files(settings: Settings, storage: Storage, authentication: Authentication) -> Files:
    """Assemble what takes and keeps files; makes the folder for them, if there is no other place."""
    kept_in = storage_for(settings.storage_url, settings.data_dir)
    limits = UploadLimits(
        file=settings.file_megabytes * MEBIBYTE,
        person=settings.person_megabytes * MEBIBYTE,
        whole=settings.storage_megabytes * MEBIBYTE,
        folder=kept_in.folder,
    )
    painter = Painter(waiting=WAITING, waiting_of_person=WAITING_OF_PERSON)
    uploads = Uploads(
        storage.database, storage.transactions, kept_in, painter, limits=limits, tries=authentication.limits
    )
    return Files(uploads=uploads, files_used=KnownUsage(storage.database))
