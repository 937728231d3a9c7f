"""Sending ends the draft: in the transaction that stores the message, so that neither is ever seen without the other.

The device says which draft its message came from (`SentDraft`). What another device has typed meanwhile is not that
draft, and stays. A program says nothing: then the draft is over, and what else was typed becomes its other version.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy import insert as insert_rows
from sqlalchemy import select as select_columns
from sqlalchemy import update as update_rows
from sqlmodel import col

from chatapp.events import DraftChanged, account_topic
from chatapp.messages.replies.quotes import LARGEST
from chatapp.storage.keyed_query import KeyedQuery
from chatapp.storage.unit_of_work import SyncUnitOfWork
from chatapp.text import BODY_LIMIT, OTHER_DRAFT_LIMIT
from models import Draft
from models.utc_datetime import now

TABLE: Any = Draft.__table__  # type: ignore[attr-defined]
COLUMNS = (col(Draft.room_id), col(Draft.account_id), col(Draft.body), col(Draft.other_body), col(Draft.revision))
DRAFTS = KeyedQuery(select_columns(*COLUMNS), col(Draft.room_id), col(Draft.account_id))
UPDATE: Any = update_rows(TABLE).where(
    col(Draft.room_id) == bindparam("its_room"), col(Draft.account_id) == bindparam("its_account")
)


@dataclass(frozen=True, slots=True)
class SentDraft:
    """Which draft a message came from: the last ``revision`` that its device knew of.

    ``body``: what the device has written since without an answer; it may be stored already, or be on its way.
    """

    revision: int
    body: str = ""

    @property
    def is_possible(self) -> bool:
        """Whether there can be such a draft."""
        return 0 <= self.revision < LARGEST and len(self.body) <= BODY_LIMIT


class Sent(NamedTuple):
    """A message that is being stored, and what its device said about the draft."""

    room_id: int
    room_uuid: UUID
    account_id: int
    body: str
    draft: SentDraft | None


@dataclass(frozen=True, slots=True)
class _Stored:
    body: str = ""
    other_body: str = ""
    revision: int = 0


def end_drafts(work: SyncUnitOfWork, messages: Sequence[Sent]) -> None:
    """End the drafts that these messages came from; one statement if there are none. Announces DraftChanged."""
    keys = {(sent.room_id, sent.account_id) for sent in messages}
    rows = DRAFTS.rows(work.connection, keys)
    before = {(room_id, account_id): _Stored(*stored) for room_id, account_id, *stored in rows}
    if not before and all(sent.draft is None for sent in messages):
        return
    after = dict(before)
    for sent in messages:
        key = sent.room_id, sent.account_id
        after[key] = _without(after.get(key, _Stored()), sent)
    for sent in {(sent.room_id, sent.account_id): sent for sent in messages}.values():
        key = sent.room_id, sent.account_id
        if after[key] != before.get(key, _Stored()):
            _write(work, sent, after[key], is_new=key not in before)


def _without(draft: _Stored, sent: Sent) -> _Stored:
    """Return what is left of a draft when a message is sent."""
    said, message = sent.draft, sent.body.strip()
    revision = max(draft.revision, said.revision if said else 0) + 1
    if not draft.body:  # what is on its way must not come after the message
        return replace(draft, revision=revision) if said is not None and said.body else draft
    is_known = said is not None and (draft.revision <= said.revision or draft.body == said.body)
    if is_known or message.startswith(draft.body.strip()):
        kept = "" if message.startswith(draft.other_body.strip()) else draft.other_body
        return _Stored("", kept, revision)
    if said is not None:
        return draft
    kept = f"{draft.body}\n{draft.other_body}".strip("\n")
    return _Stored("", kept, revision) if len(kept) <= OTHER_DRAFT_LIMIT else draft


def _write(work: SyncUnitOfWork, sent: Sent, draft: _Stored, *, is_new: bool) -> None:
    values = {
        "body": draft.body,
        "other_body": draft.other_body,
        "reply_to": None,
        "revision": draft.revision,
        "written_at": now(),
    }
    if is_new:
        row = {"room_id": sent.room_id, "account_id": sent.account_id, **values}
        work.connection.execute(insert_rows(TABLE).values(row))
    else:
        its = {"its_room": sent.room_id, "its_account": sent.account_id}
        work.connection.execute(UPDATE.values(values), its)
    is_empty = not (draft.body or draft.other_body)
    event = DraftChanged(sent.room_uuid, sent.account_id, draft.revision, is_empty)
    work.announce(account_topic(sent.account_id), event)
