"""The reactions under a message as one column of its row: no second query, however many messages are read."""

from functools import reduce
from operator import add
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, String, cast, func, literal, select
from sqlmodel import col

from chatapp.events import Reaction as ReactionView
from models import Account, Message, Reaction
from models.account import shown_name

BETWEEN_FIELDS, BETWEEN_REACTIONS = "\x1f", "\x1e"  # control characters, which no name can hold


def select_counts() -> ScalarSelect[Any]:
    """Select all reactions of the row's message as one string; null when there are none."""
    columns: tuple[Any, ...] = (
        cast(col(Reaction.id), String),
        col(Reaction.emoji),
        cast(col(Account.uuid), String),
        func.coalesce(col(Account.first_name), ""),
        func.coalesce(col(Account.last_name), ""),
        col(Account.username),
    )
    fields: list[ColumnElement[Any]] = []
    for column in columns:
        fields += [column, literal(BETWEEN_FIELDS)]
    whole = reduce(add, fields[:-1])
    return (
        select(func.aggregate_strings(whole, BETWEEN_REACTIONS))
        .select_from(Reaction)
        .join(Account, col(Account.id) == Reaction.account_id)
        .where(col(Reaction.message_id) == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )


def counts_of(selected: str | None) -> tuple[ReactionView, ...]:
    """Return what was selected, in the order of the first of each emoji."""
    if not selected:
        return ()
    rows = [line.split(BETWEEN_FIELDS) for line in selected.split(BETWEEN_REACTIONS)]
    rows.sort(key=lambda row: int(row[0]))
    by_emoji: dict[str, list[tuple[UUID, str]]] = {}
    for _, emoji, uuid, first, last, username in rows:
        by_emoji.setdefault(emoji, []).append((UUID(uuid), shown_name(first, last, username)))
    return tuple(
        ReactionView(emoji, tuple(uuid for uuid, _ in people), tuple(name for _, name in people))
        for emoji, people in by_emoji.items()
    )
