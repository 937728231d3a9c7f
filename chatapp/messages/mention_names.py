"""Whom messages mention, as one column of their rows: no second query, however many messages are read."""

from functools import reduce
from operator import add
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, String, cast, func, literal, select
from sqlmodel import col

from chatapp.events import Mention as MentionView
from models import Account, Mention, Message
from models.account import shown_name

BETWEEN_FIELDS, BETWEEN_MENTIONS = "\x1f", "\x1e"  # control characters, which no name can hold


def select_mentions() -> ScalarSelect[Any]:
    """Select all mentions of the row's message as one string; null when there are none."""
    columns: tuple[Any, ...] = (
        cast(col(Mention.id), String),
        col(Mention.kind),
        func.coalesce(cast(col(Account.uuid), String), ""),
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
        .where(col(Mention.message_id) == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )


def mentions_of(selected: str | None) -> tuple[MentionView, ...]:
    """Return what was selected, in the order in which it was stored."""
    if not selected:
        return ()
    rows = sorted(
        (line.split(BETWEEN_FIELDS) for line in selected.split(BETWEEN_MENTIONS)), key=lambda row: int(row[0])
    )
    return tuple(
        MentionView(kind, UUID(uuid), username, shown_name(first, last, username)) if uuid else MentionView(kind)
        for _, kind, uuid, username, first, last in rows
    )
