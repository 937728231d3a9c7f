"""How much room files take, for administrators and for Prometheus."""

from dataclasses import dataclass
from time import monotonic
from typing import Final

import structlog
from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import ChatError
from chatapp.storage.database import Database
from models import Blob, Upload

log = structlog.get_logger(__name__)

SECONDS: Final = 60.0  # for which the numbers are kept: adding up reads every row


@dataclass(frozen=True, slots=True)
class Usage:
    """How many contents are kept, and their bytes; ``coming``: bytes of files that have begun to arrive."""

    files: int
    kept: int
    coming: int

    @property
    def size(self) -> int:
        """All bytes that count."""
        return self.kept + self.coming


async def read(session: AsyncSession) -> Usage:
    """Return how much room files take. Checks no rights."""
    kept = select(func.count(col(Blob.id)), func.coalesce(func.sum(Blob.size), 0))
    coming = select(func.coalesce(func.sum(Upload.size), 0)).where(col(Upload.blob_id).is_(None))
    files, size = (await session.exec(kept)).one()
    return Usage(files, int(size), int((await session.exec(coming)).one()))


class KnownUsage:
    """The numbers as this process read them last, at most a minute ago."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._read_at = -SECONDS
        self.last: Usage | None = None

    async def refresh(self) -> None:
        """Read them again, if that was long ago. What can't be read is not known."""
        if monotonic() - self._read_at < SECONDS:
            return
        try:
            async with self._database.reading() as session:
                self.last = await read(session)
        except ChatError as error:
            log.warning("usage of files could not be read", error=str(error))
            self.last = None
            return
        self._read_at = monotonic()
