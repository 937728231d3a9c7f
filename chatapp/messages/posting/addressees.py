"""Whom new messages are for: bots, which answer them, and people, whom they concern. In the messages' transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chatapp import alerts
from chatapp.events import BOTS_TOPIC, BotsCalled, MessageView
from chatapp.messages.blocks import interactions
from chatapp.messages.posting.new_message import NewMessage
from chatapp.storage.unit_of_work import SyncUnitOfWork
from models import MentionKind


@dataclass(frozen=True, slots=True)
class Stored:
    """A message that has just been stored. ``named``: columns of its mentions."""

    new: NewMessage
    view: MessageView
    message_id: int
    room_id: int
    named: Sequence[Mapping[str, Any]]


def note(work: SyncUnitOfWork, group: Sequence[Stored], *, is_attentive: bool) -> None:
    """Store which messages of a room call bots, each to be answered also if this process ends, and whom they concern.

    ``is_attentive``: they may concern people in this room whom they neither name nor answer. Announces BotsCalled and
    AlertsAdded, each if there is somebody.
    """
    if calling := [one for one in group if one.new.calls_bots]:
        noted = interactions.note_calls(work.connection, {one.message_id: one.new.actor.account_id for one in calling})
        for one in calling:
            work.announce(BOTS_TOPIC, BotsCalled(one.new.room_uuid, one.view.number, noted[one.message_id]))
    for one in group:
        names = one.new.reply_to is not None or any(row["kind"] != MentionKind.LINK for row in one.named)
        if is_attentive or names:
            added = _added(one)
            alerts.note_message(work, work.connection, added, is_attentive=is_attentive, names_somebody=names)


def _added(stored: Stored) -> alerts.Added:
    return alerts.Added(
        room_uuid=stored.new.room_uuid,
        room_id=stored.room_id,
        message_id=stored.message_id,
        number=stored.view.number,
        author_id=stored.new.actor.account_id,
        at=stored.view.created_at,
        body=stored.new.body,
        reply_to=stored.new.reply_to,
    )
