"""Messages as JSON, each made once for what its row says: programs ask for the same ones again and again.

Rows to views to models to JSON was half of a page of 50 messages (docs/decisions/0076-start-page-and-return.md).
The whole row is compared, so what is kept is never out of date. It is the same for everybody who may read the room.
"""

from collections import OrderedDict
from threading import Lock
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row

from chatapp.api.message_out import message_out
from chatapp.identity import Actor
from chatapp.messages.history import read_rows
from chatapp.messages.message_rows import view_of
from chatapp.storage.paging import PAGE
from chatapp.storage.snapshot import Snapshot

KEPT: Final = 2_000_000  # bytes of JSON; with the rows about four times as much


class KeptMessages:
    """JSON of messages, at most ``kept`` bytes. Safe in any thread."""

    def __init__(self, kept: int = KEPT) -> None:
        self._most, self._size = kept, 0
        self._found = OrderedDict[tuple[UUID, int], tuple[Row[Any], bytes]]()  # the ones made last are the last
        self._lock = Lock()

    def of(self, row: Row[Any]) -> bytes:
        """Return the message of a row of `read_rows`, as `message_out` says it."""
        place = row.room_uuid, row.number
        known = self._found.get(place)
        if known is not None and known[0] == row:
            return known[1]
        made = message_out(view_of(row)).model_dump_json().encode()
        with self._lock:
            self._size += len(made) - len(self._found.pop(place, (row, b""))[1])
            self._found[place] = row, made
            while self._size > self._most:
                self._size -= len(self._found.popitem(last=False)[1][1])
        return made


_kept: Final = KeptMessages()


def page(
    snapshot: Snapshot,
    *,
    actor: Actor,
    room_uuid: UUID,
    before: int | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> bytes:
    """Return a page of messages, as `MessagesOut` says it. Raises as `read_rows`."""
    found = read_rows(snapshot, actor=actor, room_uuid=room_uuid, before=before, after=after, limit=limit)
    items, has_more = b",".join(map(_kept.of, found.rows)), b"true" if found.has_more else b"false"
    return b'{"messages":[%b],"revision":%d,"has_more":%b}' % (items, found.revision, has_more)
