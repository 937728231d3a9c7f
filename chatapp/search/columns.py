"""What a search finds as columns, for programs that take it all: no model, quote or picture for each message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, func
from sqlalchemy import select as select_columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.rooms import RoomView
from chatapp.storage.database import rows_of
from models import Account, Attachment, Message, Reaction
from models.account import shown_name

NAMES: Final = (
    "room", "number", "author", "name", "body", "created_at", "edited_at", "reply_to", "reactions", "files",
    "room_uuid", "revision",
)  # fmt: skip
MOST: Final = 2_000  # messages of a page


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """A page of what was found, the newest first. ``columns``: by `NAMES`, all of one length.

    ``cursor``, ``is_complete`` and ``note`` are those of `SearchPage`.
    """

    columns: Mapping[str, Sequence[Any]]
    cursor: str
    is_complete: bool
    note: str = ""


async def read(session: AsyncSession, ids: Sequence[int], rooms: Mapping[int, RoomView]) -> Mapping[str, Sequence[Any]]:
    """Return messages as columns, in the order of their ids; those of rooms that aren't given are left out.

    The caller has asked whether the actor may read them.
    """
    known = {row.id: row for row in await rows_of(session, _select(), {"ids": list(ids)})} if ids else {}
    rows = [_row(row, rooms[row.room_id]) for at in ids if (row := known[at]).room_id in rooms]
    return dict(zip(NAMES, zip(*rows, strict=True) if rows else [()] * len(NAMES), strict=True))


def _row(row: Any, room: RoomView) -> tuple[Any, ...]:
    author = shown_name(row.first_name, row.last_name, row.username)
    return (
        room.name, row.number, row.username, author, row.body, row.created_at, row.edited_at, row.reply_to,
        row.reactions, row.files, room.uuid, row.revision,
    )  # fmt: skip


@cache
def _select() -> Select[Any]:
    columns: tuple[Any, ...] = (
        col(Message.id),
        col(Message.room_id),
        col(Message.number),
        col(Message.revision),
        col(Message.body),
        col(Message.created_at),
        col(Message.edited_at),
        col(Message.reply_to),
        col(Account.username),
        col(Account.first_name),
        col(Account.last_name),
        _count_of(Reaction).label("reactions"),
        _count_of(Attachment).label("files"),
    )
    return (
        select_columns(*columns)
        .join(Account, col(Account.id) == Message.author_id)
        .where(col(Message.id).in_(bindparam("ids", expanding=True)))
    )


def _count_of(what: Any) -> Any:
    return select_columns(func.count()).where(what.message_id == Message.id).correlate(Message).scalar_subquery()
