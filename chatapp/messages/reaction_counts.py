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

LISTED = 100  # people an emoji names, the first comers; the others are counted
BETWEEN_FIELDS, BETWEEN_REACTIONS = "\x1f", "\x1e"  # control characters, which no name can hold


def select_counts() -> ScalarSelect[Any]:
    """Select the reactions of the row's message as one string, as far as they are listed; null if there are none."""
    ranked = (
        select(
            col(Reaction.id),
            col(Reaction.emoji),
            col(Reaction.account_id),
            func.row_number().over(partition_by=col(Reaction.emoji), order_by=col(Reaction.id)).label("place"),
            func.count().over(partition_by=col(Reaction.emoji)).label("total"),
        )
        .where(col(Reaction.message_id) == Message.id)
        .correlate(Message)
        .subquery()
    )
    columns: tuple[Any, ...] = (
        cast(ranked.c.id, String),
        ranked.c.emoji,
        cast(ranked.c.total, String),
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
        .select_from(ranked)
        .join(Account, col(Account.id) == ranked.c.account_id)
        .where(ranked.c.place <= LISTED)
        .scalar_subquery()
    )


def counts_of(selected: str | None) -> tuple[ReactionView, ...]:
    """Return what was selected, in the order of the first of each emoji."""
    if not selected:
        return ()
    rows = [line.split(BETWEEN_FIELDS) for line in selected.split(BETWEEN_REACTIONS)]
    rows.sort(key=lambda row: int(row[0]))
    totals: dict[str, int] = {}
    by_emoji: dict[str, list[tuple[UUID, str]]] = {}
    for _, emoji, total, uuid, first, last, username in rows:
        totals[emoji] = int(total)
        by_emoji.setdefault(emoji, []).append((UUID(uuid), shown_name(first, last, username)))
    return tuple(
        ReactionView(
            emoji,
            tuple(uuid for uuid, _ in people),
            tuple(name for _, name in people),
            unlisted=totals[emoji] - len(people),
        )
        for emoji, people in by_emoji.items()
    )
