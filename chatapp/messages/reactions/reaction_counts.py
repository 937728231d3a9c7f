"""The reactions under a message as one column of its row: no second query, however many messages are read."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, Subquery, case, cast, func, select
from sqlmodel import col

from chatapp.events import Reaction as ReactionView
from chatapp.storage.packed_rows import pack, unpack
from models import Account, Message, Reaction
from models.account import shown_name

LISTED = 100  # people an emoji names, the first comers; the others are counted


def _ranked() -> Subquery:
    """Select the reactions of the row's message, each with its place and how many there are of its emoji."""
    place = func.row_number().over(partition_by=col(Reaction.emoji), order_by=col(Reaction.id)).label("place")
    total = func.count().over(partition_by=col(Reaction.emoji)).label("total")
    reactions = select(col(Reaction.id), col(Reaction.emoji), col(Reaction.account_id), place, total)
    return reactions.where(col(Reaction.message_id) == Message.id).correlate(Message).subquery()


def select_counts() -> ColumnElement[Any]:
    """Select the reactions of the row's message as one string, as far as they are listed; null if there are none.

    Whether there are any is asked first: on SQLite ranking none took as long as all else that is read of a message.
    """
    has_any = select(col(Reaction.id)).where(col(Reaction.message_id) == Message.id).correlate(Message).exists()
    ranked = _ranked()
    packed = pack(
        ranked.c.id,
        ranked.c.emoji,
        cast(ranked.c.total, String),
        cast(col(Account.uuid), String),
        func.coalesce(col(Account.first_name), ""),
        func.coalesce(col(Account.last_name), ""),
        col(Account.username),
    )
    counts = select(packed).select_from(ranked).join(Account, col(Account.id) == ranked.c.account_id)
    return case((has_any, counts.where(ranked.c.place <= LISTED).scalar_subquery()))


def counts_of(selected: str | None) -> tuple[ReactionView, ...]:
    """Return what was selected, in the order of the first of each emoji."""
    if not selected:
        return ()
    totals: dict[str, int] = {}
    by_emoji: dict[str, list[tuple[UUID, str]]] = {}
    for emoji, total, uuid, first, last, username in unpack(selected):
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
