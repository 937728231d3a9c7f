"""Messages: checking their form, and storing them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, tuple_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms, text, unread
from chatapp.accounts import Actor
from chatapp.errors import ChatError, Conflict, Invalid, NotFound
from chatapp.events import MessageChanged, MessageView, room_topic
from chatapp.history import rows_of, select_messages, view_of
from chatapp.unit_of_work import Work
from models import Account, Membership, Message, Room
from models.moment import now

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


async def _places(session: AsyncSession, drafts: Sequence[Draft]) -> dict[tuple[UUID, int], int]:
    """Find which (room, author) pairs of the drafts are memberships of active accounts, and the room's id."""
    rows = await session.exec(
        select(Room.id, Room.uuid, Membership.account_id)
        .join(Membership, col(Membership.room_id) == Room.id)
        .join(Account, (col(Account.id) == Membership.account_id) & col(Account.is_active))
        .where(
            col(Room.uuid).in_({item.room_uuid for item in drafts}),
            col(Room.closed_at).is_(None),
            col(Membership.account_id).in_({item.actor.account_id for item in drafts}),
        )
    )
    return {(room_uuid, account_id): room_id for room_id, room_uuid, account_id in rows}


async def _already_stored(session: AsyncSession, drafts: Sequence[Draft]) -> dict[tuple[int, str], MessageView]:
    keys = {(item.actor.account_id, item.client_message_id) for item in drafts}
    of_these = tuple_(col(Message.author_id), col(Message.client_message_id)).in_(keys)
    rows = await rows_of(session, select_messages().where(of_these))
    return {(row.author_id, row.client_message_id): view_of(row) for row in rows}


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
    """Give the drafts the room's next numbers and revisions, store and announce them; authors have read their own."""
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
    newest = {item.actor.account_id: view.number for item, view in zip(drafts, views, strict=True)}
    await unread.advance(work.session, [(room_id, author_id, number) for author_id, number in newest.items()])
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
        author_avatar=item.actor.avatar,
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
