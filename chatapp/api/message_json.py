"""Messages as JSON, each made once for what its row says: programs ask for the same ones again and again.

Rows to views to models to JSON was half of a page of 50 messages (docs/decisions/0076-start-page-and-return.md).
The whole row is compared, so what is kept is never out of date. It is the same for everybody who may read the room.
"""

from collections import OrderedDict
from sys import getsizeof
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

KEPT: Final = 10_000_000  # bytes; with the row beside it, four times what a short message says in JSON


class KeptMessages:
    """JSON of messages with their rows, at most ``kept`` bytes. Safe in any thread.

    A row may be large where its message says little: the reactions to a deleted one are kept for a while, and a text
    with a single emoji takes four bytes for each letter.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._most, self._size = kept, 0
        self._found = OrderedDict[tuple[UUID, int], tuple[Row[Any], bytes, int]]()  # the ones made last are the last
        self._lock = Lock()

    def of(self, row: Row[Any]) -> bytes:
        """Return the message of a row of `read_rows`, as `message_out` says it."""
        place = row.room_uuid, row.number
        known = self._found.get(place)
        if known is not None and known[0] == row:
            return known[1]
        made = message_out(view_of(row)).model_dump_json().encode()
        with self._lock:
            size = len(made) + sum(map(getsizeof, row))
            if (former := self._found.pop(place, None)) is not None:
                self._size -= former[2]
            self._size += size
            self._found[place] = row, made, size
            while self._size > self._most:
                self._size -= self._found.popitem(last=False)[1][2]
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
