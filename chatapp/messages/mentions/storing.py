"""Storing what texts name: with new messages, and again when a message gets another text."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert
from sqlalchemy import select as select_columns
from sqlalchemy.orm import Session
from sqlmodel import col, select

from chatapp import alerts
from chatapp.messages import blocks, markup
from chatapp.messages.mentions.names import CALLS, NONE, names_in
from chatapp.messages.mentions.resolving import Naming, Resolved, batched_keys, here, look_up
from chatapp.presence import Presence
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Mention, MentionKind, Message, Room
from models.utc_datetime import now

COLUMNS: Final = {"account_id": None, "target_id": None}
SELECT_IDS: Any = select_columns(col(Message.number), col(Message.id)).where(
    col(Message.room_id) == bindparam("room"), col(Message.number).in_(bindparam("numbers", expanding=True))
)

# What a message names already, by the names that stand in its text, as `Lookup` has it.
SELECT_NAMED: Any = (
    select_columns(
        col(Account.id),
        col(Account.uuid),
        col(Account.username),
        col(Mention.typed).label("username_key"),
        col(Account.first_name),
        col(Account.last_name),
    )
    .join(Mention, col(Mention.account_id) == Account.id)
    .where(col(Mention.message_id) == bindparam("message"), col(Mention.kind) == MentionKind.PERSON)
)
SELECT_LINKED: Any = (
    select_columns(col(Room.id), col(Room.uuid), col(Mention.typed).label("name_key"))
    .join(Mention, col(Mention.target_id) == Room.id)
    .where(col(Mention.message_id) == bindparam("message"), col(Mention.kind) == MentionKind.LINK)
)


def store(connection: Connection, room_id: int, resolved: Mapping[int, Resolved]) -> None:
    """Store what new messages of a room name. ``resolved``: by their numbers."""
    named = {number: one.rows for number, one in resolved.items() if one.rows}
    for numbers in batched_keys(named):
        ids = connection.execute(SELECT_IDS, {"room": room_id, "numbers": numbers})
        rows = [
            {**COLUMNS, "message_id": message_id, "room_id": room_id, "number": number, **row}
            for number, message_id in ids
            for row in named[number]
        ]
        connection.execute(insert(Mention), rows)


async def renew(
    work: UnitOfWork, *, editor_id: int, room_uuid: UUID, message: Message, body: str, presence: Presence | None = None
) -> None:
    """Store what a message names in its new text. Call it before the change that announces the message.

    Whom it has called already by `@room` or `@here`, it goes on calling; and a name that stays in the text goes on
    meaning whom it meant, who may have another name by now, or be no member. Checks no rights. Announces AlertsAdded if
    it concerns somebody new.

    Raises:
        Invalid: the text mentions more people than it may.
    """
    await markup.render_one(body)
    names = names_in(body)
    if names is NONE and names_in(blocks.spoken(message.body, blocks.read(message.blocks))) is NONE:
        return
    naming = Naming(room_uuid, editor_id, names, here(names, presence) if presence else frozenset())
    await work.session.flush()
    await work.session.run_sync(_renew, message.id, message.room_id, message.number, naming)
    place = room_uuid, message.room_id, message.id, message.number, message.author_id
    edited = alerts.Added(*place, now(), body, message.reply_to)
    connection = await work.session.connection()
    await connection.run_sync(partial(alerts.note_edit, work), edited)


def _renew(session: Session, message_id: int, room_id: int, number: int, naming: Naming) -> None:
    connection = session.connection()
    is_its = col(Mention.message_id) == message_id
    called = set(session.execute(select(Mention.kind).where(is_its, col(Mention.kind).in_(CALLS))).scalars())
    found = look_up(connection, [naming])
    named = {"message": message_id}
    found.people |= {(naming.room_uuid, row.username_key): row for row in connection.execute(SELECT_NAMED, named)}
    found.rooms |= {row.name_key: row for row in connection.execute(SELECT_LINKED, named)}
    resolved = found.resolve(naming, may_call=bool(called))
    stays_here = MentionKind.HERE in called and any(one.kind == MentionKind.HERE for one in resolved.mentions)
    kept = {MentionKind.HERE.value} if stays_here else set()  # whoever is online now was not called then
    connection.execute(delete(Mention).where(is_its, col(Mention.kind).not_in(kept)))
    rows = tuple(row for row in resolved.rows if row["kind"] not in kept)
    store(connection, room_id, {number: Resolved(rows=rows)})
