"""Whom messages mention, as one column of their rows: no second query, however many messages are read."""

from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, String, cast, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from chatapp.events import Mention as MentionView
from chatapp.events import RoomLink
from chatapp.storage.packed_rows import pack, unpack
from models import Account, Mention, MentionKind, Message, Room
from models.account import shown_name


def select_mentions() -> ScalarSelect[Any]:
    """Select all mentions of the row's message as one string; null when there are none."""
    target = aliased(Room)
    packed = pack(
        col(Mention.id),
        col(Mention.kind),
        col(Mention.typed),
        func.coalesce(cast(col(Account.uuid), String), cast(col(target.uuid), String), ""),
        *(func.coalesce(col(name), "") for name in (Account.username, Account.first_name, Account.last_name)),
    )
    return (
        select(packed)
        .select_from(Mention)
        .join(Account, col(Account.id) == Mention.account_id, isouter=True)
        .join(target, col(target.id) == Mention.target_id, isouter=True)
        .where(col(Mention.message_id) == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )


def mentions_of(selected: str | None) -> tuple[tuple[MentionView, ...], tuple[RoomLink, ...]]:
    """Return the people and the rooms that were selected, in the order in which they were stored."""
    if not selected:
        return (), ()
    rows = unpack(selected)
    links = tuple(RoomLink(UUID(uuid), typed) for kind, typed, uuid, *_ in rows if kind == MentionKind.LINK)
    return tuple(_mention(*row) for row in rows if row[0] != MentionKind.LINK), links


def _mention(kind: str, typed: str, uuid: str, username: str, first: str, last: str) -> MentionView:
    if kind not in (MentionKind.PERSON, MentionKind.ADDED):
        return MentionView(kind, UUID(uuid) if uuid else None, typed=typed)
    return MentionView(kind, UUID(uuid), username, shown_name(first, last, username), typed)
