"""How far each room was when somebody here looked at it.

While the primary is there, nobody has to remember: it says how far everything is. Once it is away, a standby may lack
the last of what it had, and only those who have seen it know.
"""

from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import Unavailable

ROOMS = 20_000  # remembered, the latest ones
BEHIND = "Chatapp is looking for its newest messages. Please try again in a moment."
KEY = "rooms seen"  # of a session's info


class RevisionsSeen:
    """The rooms' revisions that this process has read or written."""

    def __init__(self) -> None:
        self._revisions: OrderedDict[UUID, int] = OrderedDict()

    def note(self, room_uuid: UUID, revision: int) -> None:
        """Remember that somebody has seen a room at a revision."""
        self._revisions[room_uuid] = max(revision, self._revisions.get(room_uuid, 0))
        self._revisions.move_to_end(room_uuid)
        if len(self._revisions) > ROOMS:
            self._revisions.popitem(last=False)

    def of(self, room_uuid: UUID) -> int:
        """Return the newest revision anybody here has seen of a room."""
        return self._revisions.get(room_uuid, 0)

    def forget(self) -> None:
        """Forget everything: another server is the primary now, and what it says is true."""
        self._revisions.clear()


@dataclass(frozen=True, slots=True)
class Look:
    """One session's look at the rooms. ``is_last_resort``: the primary is away."""

    seen: RevisionsSeen
    is_last_resort: bool


def marks(seen: RevisionsSeen, *, is_last_resort: bool) -> dict[str, Look]:
    """Return what a session has to carry so that `look` knows where it reads."""
    return {KEY: Look(seen, is_last_resort)}


def is_last_resort(session: AsyncSession) -> bool:
    """Say whether a session reads what is left while the primary is away."""
    marked: Look | None = session.info.get(KEY)
    return marked is not None and marked.is_last_resort


def look(session: AsyncSession, room_uuid: UUID, revision: int) -> None:
    """Take note of how far a session finds a room.

    Raises:
        Unavailable: somebody here has seen more, and the primary, which may have it, is away.
    """
    marked: Look | None = session.info.get(KEY)
    if marked is None:
        return
    if marked.is_last_resort and revision < marked.seen.of(room_uuid):
        raise Unavailable(BEHIND)
    marked.seen.note(room_uuid, revision)
