"""Whom messages mention, as one column of their rows: no second query, however many messages are read."""

from functools import reduce
from operator import add
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, String, cast, func, literal, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from chatapp.events import Mention as MentionView
from chatapp.events import RoomLink
from models import Account, Mention, MentionKind, Message, Room
from models.account import shown_name

BETWEEN_FIELDS, BETWEEN_MENTIONS = "\x1f", "\x1e"  # control characters, which no name can hold


def select_mentions() -> ScalarSelect[Any]:
    """Select all mentions of the row's message as one string; null when there are none."""
    target = aliased(Room)
    columns: tuple[Any, ...] = (
        cast(col(Mention.id), String),
        col(Mention.kind),
        col(Mention.typed),
        func.coalesce(cast(col(Account.uuid), String), cast(col(target.uuid), String), ""),
        func.coalesce(col(Account.username), ""),
        func.coalesce(col(Account.first_name), ""),
        func.coalesce(col(Account.last_name), ""),
    )
    fields: list[ColumnElement[Any]] = []
    for column in columns:
        fields += [column, literal(BETWEEN_FIELDS)]
    whole = reduce(add, fields[:-1])
    return (
        select(func.aggregate_strings(whole, BETWEEN_MENTIONS))
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
    rows = sorted(
        (line.split(BETWEEN_FIELDS) for line in selected.split(BETWEEN_MENTIONS)), key=lambda row: int(row[0])
    )
    links = tuple(RoomLink(UUID(uuid), typed) for _, kind, typed, uuid, *_ in rows if kind == MentionKind.LINK)
    return tuple(_mention(*row[1:]) for row in rows if row[1] != MentionKind.LINK), links


def _mention(kind: str, typed: str, uuid: str, username: str, first: str, last: str) -> MentionView:
    if kind not in (MentionKind.PERSON, MentionKind.ADDED):
        return MentionView(kind, UUID(uuid) if uuid else None, typed=typed)
    return MentionView(kind, UUID(uuid), username, shown_name(first, last, username), typed)
