"""Monotonic reads: while a standby serves alone, a room never goes back behind a revision this process has shown.

While the primary answers, its log position decides. Once it is away, a standby may lack the latest writes, and only
the processes that have seen them know.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from chatapp.errors import Unavailable

ROOMS = 20_000  # remembered; the least recently used are forgotten
BEHIND = "Chatapp is catching up with the newest messages. Try again in a moment."
KEY = "read context"  # in a session's `info`


class RevisionsSeen:
    """The newest revision of each room that this process has read or written."""

    def __init__(self) -> None:
        self._revisions: OrderedDict[UUID, int] = OrderedDict()

    def note(self, room_uuid: UUID, revision: int) -> None:
        """Remember that a room was seen at ``revision``."""
        self._revisions[room_uuid] = max(revision, self._revisions.get(room_uuid, 0))
        self._revisions.move_to_end(room_uuid)
        if len(self._revisions) > ROOMS:
            self._revisions.popitem(last=False)

    def of(self, room_uuid: UUID) -> int:
        """Return the newest revision seen of a room; 0 if none."""
        return self._revisions.get(room_uuid, 0)

    def forget(self) -> None:
        """Forget everything: another server is the primary now, and it is authoritative."""
        self._revisions.clear()


class Reading(Protocol):
    """A session, or a snapshot."""

    @property
    def info(self) -> Mapping[Any, Any]:
        """What is known of it."""


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What a session knows about where it reads. ``is_standby_only``: the primary is away."""

    seen: RevisionsSeen
    is_standby_only: bool


def session_info(seen: RevisionsSeen, *, is_standby_only: bool) -> dict[str, ReadContext]:
    """Return the `info` of a session, from which `check` learns where it reads."""
    return {KEY: ReadContext(seen, is_standby_only)}


def is_standby_only(session: Reading) -> bool:
    """Say whether a session reads from a standby while the primary is away."""
    context: ReadContext | None = session.info.get(KEY)
    return context is not None and context.is_standby_only


def check(session: Reading, room_uuid: UUID, revision: int) -> None:
    """Note the revision a session finds a room at.

    Raises:
        Unavailable: this process has seen a newer revision, and the primary is away.
    """
    context: ReadContext | None = session.info.get(KEY)
    if context is None:
        return
    if context.is_standby_only and revision < context.seen.of(room_uuid):
        raise Unavailable(BEHIND)
    context.seen.note(room_uuid, revision)
