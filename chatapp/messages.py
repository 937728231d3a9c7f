"""Messages: posting them, and reading what was said and what changed since."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, insert, tuple_, update
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms, text
from chatapp.accounts import Actor
from chatapp.errors import ChatError, Conflict, Invalid, NotFound
from chatapp.events import MessageChanged, MessageView, room_topic
from chatapp.unit_of_work import Work
from models import Account, Membership, Message, Room
from models.moment import now

PAGE = 50
AT_MOST = 200
KEY_LIMIT = 64


@dataclass(frozen=True, slots=True)
class Draft:
    """A message on its way to a room: checked for form, not yet for rights."""

    actor: Actor
    room_uuid: UUID
    body: str
    client_message_id: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A stored message; ``is_new`` is false when this was a retry of an earlier post."""

    message: MessageView
    is_new: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Messages of one room, oldest first, as of the room's ``revision``; ``has_more`` says the stretch was cut."""

    messages: list[MessageView]
    revision: int
    has_more: bool


def draft(*, actor: Actor, room_uuid: UUID, body: str, client_message_id: str) -> Draft:
    """Check a message's form.

    Raises:
        Invalid: blank, over 10,000 characters, control characters, or a bad ``client_message_id``.
    """
    key = client_message_id.strip()
    if not (0 < len(key) <= KEY_LIMIT and key.isascii() and key.isprintable()):
        raise Invalid({"client_message_id": f"Please send 1 to {KEY_LIMIT} printable ASCII characters, best a UUID."})
    return Draft(actor, room_uuid, text.body(body), key)


async def post(work: Work, drafts: Sequence[Draft]) -> list[Posted | ChatError]:
    """Store messages of one or many people in one transaction; announce MessageChanged for each new one.

    Answers each draft in order. A repeated ``client_message_id`` answers with the stored message. Numbers and
    revisions come from one UPDATE of each room, whose row lock keeps them gapless.

    Errors (answered, not raised):
        NotFound: there is no such room, or the author may not see it.
        Forbidden: the author is not a member.
        Conflict: the author used this ``client_message_id`` in another room.
    """
    places = await _places(work.session, drafts)
    stored = await _already_stored(work.session, drafts)
    outcomes: dict[int, Posted | ChatError] = {}
    fresh: dict[UUID, dict[tuple[int, str], list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, item in enumerate(drafts):
        key = (item.actor.account_id, item.client_message_id)
        if (item.room_uuid, item.actor.account_id) not in places:
            outcomes[index] = await _refusal(work.session, item)
        elif (earlier := stored.get(key)) is not None:
            outcomes[index] = _repeated(earlier, item)
        else:
            fresh[item.room_uuid][key].append(index)
    for room_uuid, by_key in fresh.items():
        new = [drafts[indexes[0]] for indexes in by_key.values()]
        room_id = places[room_uuid, new[0].actor.account_id]
        for indexes, message in zip(by_key.values(), await _append(work, room_id, new), strict=True):
            outcomes |= {index: Posted(message, is_new=index == indexes[0]) for index in indexes}
    return [outcomes[index] for index in range(len(drafts))]


async def history(
    session: AsyncSession,
    *,
    actor: Actor,
    room_uuid: UUID,
    before: int | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> Stretch:
    """Return a stretch of a room's messages: the newest, those before a number, or those after one; at most 200.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    room_id = await rooms.require_membership(session, actor=actor, room_uuid=room_uuid)
    limit = max(1, min(limit, AT_MOST))
    query = _messages().where(col(Message.room_id) == room_id)
    if before is not None:
        query = query.where(col(Message.number) < before)
    if after is not None:
        query = query.where(col(Message.number) > after)
    is_forward = after is not None
    order = col(Message.number).asc() if is_forward else col(Message.number).desc()
    rows = await _rows(session, query.order_by(order).limit(limit + 1))
    views = [_view(row) for row in rows[:limit]]
    return Stretch(views if is_forward else views[::-1], await _revision(session, room_id), len(rows) > limit)


async def changes(session: AsyncSession, *, actor: Actor, room_uuid: UUID, since: int, limit: int = AT_MOST) -> Stretch:
    """Return the messages changed after a revision, in the order of their changes, at most ``limit`` (200).

    When ``has_more``, ``revision`` is that of the last message returned: ask again from there.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    room_id = await rooms.require_membership(session, actor=actor, room_uuid=room_uuid)
    return await changes_in(session, room_id, since, limit=limit)


async def changes_in(session: AsyncSession, room_id: int, since: int, *, limit: int = AT_MOST) -> Stretch:
    """Return changes for the room's own feed, which asks for no rights because it gives to members only."""
    limit = max(1, min(limit, AT_MOST))
    query = _messages().where(col(Message.room_id) == room_id, col(Message.revision) > since)
    rows = await _rows(session, query.order_by(col(Message.revision)).limit(limit + 1))
    views = [_view(row) for row in rows[:limit]]
    has_more = len(rows) > limit
    return Stretch(views, views[-1].revision if has_more else await _revision(session, room_id), has_more)


async def _places(session: AsyncSession, drafts: Sequence[Draft]) -> dict[tuple[UUID, int], int]:
    """Find which (room, author) pairs of the drafts are memberships of active accounts, and the room's id."""
    rows = await session.exec(
        select(Room.id, Room.uuid, Membership.account_id)
        .join(Membership, col(Membership.room_id) == Room.id)
        .join(Account, (col(Account.id) == Membership.account_id) & col(Account.is_active))
        .where(
            col(Room.uuid).in_({item.room_uuid for item in drafts}),
            col(Membership.account_id).in_({item.actor.account_id for item in drafts}),
        )
    )
    return {(room_uuid, account_id): room_id for room_id, room_uuid, account_id in rows}


async def _already_stored(session: AsyncSession, drafts: Sequence[Draft]) -> dict[tuple[int, str], MessageView]:
    keys = {(item.actor.account_id, item.client_message_id) for item in drafts}
    of_these = tuple_(col(Message.author_id), col(Message.client_message_id)).in_(keys)
    rows = await _rows(session, _messages().where(of_these))
    return {(row.author_id, row.client_message_id): _view(row) for row in rows}


async def _refusal(session: AsyncSession, item: Draft) -> ChatError:
    try:
        await rooms.require_membership(session, actor=item.actor, room_uuid=item.room_uuid)
    except ChatError as error:
        return error
    return NotFound()  # a member without an active account


def _repeated(earlier: MessageView, item: Draft) -> Posted | ChatError:
    if earlier.room_uuid != item.room_uuid:
        return Conflict({"client_message_id": "You have used this client_message_id in another room."})
    return Posted(earlier, is_new=False)


async def _append(work: Work, room_id: int, drafts: Sequence[Draft]) -> list[MessageView]:
    """Give the drafts the room's next numbers and revisions, store and announce them."""
    counted = await work.session.exec(
        update(Room)
        .where(col(Room.id) == room_id)
        .values(revision=col(Room.revision) + len(drafts), last_number=col(Room.last_number) + len(drafts))
        .returning(col(Room.revision), col(Room.last_number))
        .execution_options(synchronize_session=False)
    )
    revision, last_number = counted.one()
    first_number, first_revision = last_number - len(drafts) + 1, revision - len(drafts) + 1
    previous_uuid, previous_at = await _author_and_time(work.session, room_id, first_number - 1)
    posted_at = now()
    views: list[MessageView] = []
    for offset, item in enumerate(drafts):
        view = _new_view(item, first_number + offset, first_revision + offset, posted_at, previous_uuid, previous_at)
        previous_uuid, previous_at = view.author_uuid, view.created_at
        views.append(view)
    rows = [_row(room_id, item, view) for item, view in zip(drafts, views, strict=True)]
    await work.session.exec(insert(Message), params=rows)
    for view in views:
        work.announce(room_topic(view.room_uuid), MessageChanged(view))
    return views


async def _author_and_time(session: AsyncSession, room_id: int, number: int) -> tuple[UUID | None, datetime | None]:
    rows = await session.exec(
        select(Account.uuid, Message.created_at)
        .join(Account, col(Account.id) == Message.author_id)
        .where(Message.room_id == room_id, Message.number == number)
    )
    row = rows.first()
    return (row[0], row[1]) if row else (None, None)


def _new_view(
    item: Draft, number: int, revision: int, at: datetime, previous_uuid: UUID | None, previous_at: datetime | None
) -> MessageView:
    return MessageView(
        room_uuid=item.room_uuid,
        number=number,
        revision=revision,
        author_uuid=item.actor.uuid,
        author_username=item.actor.username,
        author_name=item.actor.name,
        client_message_id=item.client_message_id,
        body=item.body,
        created_at=at,
        previous_author_uuid=previous_uuid,
        previous_at=previous_at,
    )


def _row(room_id: int, item: Draft, view: MessageView) -> dict[str, Any]:
    return {
        "room_id": room_id,
        "number": view.number,
        "revision": view.revision,
        "author_id": item.actor.account_id,
        "client_message_id": view.client_message_id,
        "body": view.body,
        "created_at": view.created_at,
    }


def _messages() -> Select[Any]:
    """Select messages with their room, their author, and the author and time of the message before each."""
    previous, previous_author = aliased(Message), aliased(Account)
    columns: list[Any] = [
        col(Room.uuid).label("room_uuid"),
        col(Message.number),
        col(Message.revision),
        col(Message.author_id),
        col(Account.uuid).label("author_uuid"),
        col(Account.username).label("author_username"),
        col(Account.first_name),
        col(Account.last_name),
        col(Message.client_message_id),
        col(Message.body),
        col(Message.created_at),
        col(Message.edited_at),
        col(Message.deleted_at),
        col(previous_author.uuid).label("previous_author_uuid"),
        col(previous.created_at).label("previous_at"),
    ]
    return (
        select_columns(*columns)
        .select_from(Message)
        .join(Room, col(Room.id) == Message.room_id)
        .join(Account, col(Account.id) == Message.author_id)
        .join(
            previous,
            (col(previous.room_id) == Message.room_id) & (col(previous.number) == Message.number - 1),
            isouter=True,
        )
        .join(previous_author, col(previous_author.id) == previous.author_id, isouter=True)
    )


async def _rows(session: AsyncSession, query: Select[Any]) -> Sequence[Row[Any]]:
    """Run a query for named columns, which SQLModel's `exec` has no type for."""
    connection = await session.connection()
    rows: Sequence[Row[Any]] = (await connection.execute(query)).all()
    return rows


def _view(row: Row[Any]) -> MessageView:
    return MessageView(
        room_uuid=row.room_uuid,
        number=row.number,
        revision=row.revision,
        author_uuid=row.author_uuid,
        author_username=row.author_username,
        author_name=f"{row.first_name} {row.last_name}".strip() or row.author_username,
        client_message_id=row.client_message_id,
        body="" if row.deleted_at else row.body,
        created_at=row.created_at,
        edited_at=row.edited_at,
        deleted_at=row.deleted_at,
        previous_author_uuid=row.previous_author_uuid,
        previous_at=row.previous_at,
    )


async def _revision(session: AsyncSession, room_id: int) -> int:
    return (await session.exec(select(Room.revision).where(Room.id == room_id))).one()
