"""Messages: checking their form, and storing them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from chatapp import rooms, text
from chatapp.errors import ChatError, Conflict, Invalid, NotFound
from chatapp.events import MessageChanged, MessageView, room_topic
from chatapp.identity import Actor
from chatapp.messages import insert, markup
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import SyncUnitOfWork, Transactions
from models.utc_datetime import now

KEY_LIMIT = 64


@dataclass(frozen=True, slots=True)
class NewMessage:
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


def draft(*, actor: Actor, room_uuid: UUID, body: str, client_message_id: str) -> NewMessage:
    """Check a message's form.

    Raises:
        Invalid: blank, over 10,000 characters, control characters, or a bad ``client_message_id``.
    """
    key = client_message_id.strip()
    if not (0 < len(key) <= KEY_LIMIT and key.isascii() and key.isprintable()):
        raise Invalid({"client_message_id": f"Please send 1 to {KEY_LIMIT} printable ASCII characters, best a UUID."})
    return NewMessage(actor, room_uuid, text.body(body), key)


class Posting:
    """Stores messages of one or many people together."""

    def __init__(self, database: Database, transactions: Transactions) -> None:
        self._database = database
        self._transactions = transactions
        self.stored = 0  # messages, by this process

    def admit(self, item: NewMessage) -> None:
        """Let a draft wait for its turn; render it now, while nobody waits for others that are stored with it.

        Raises:
            Unavailable: nothing can be saved just now.
        """
        self._database.require_saving()
        markup.render(item.body)

    async def __call__(self, drafts: Sequence[NewMessage]) -> list[Posted | ChatError | None]:
        """Store the drafts in one transaction, durable on return; announces MessageChanged for each new one.

        Answers each draft in order. A repeated ``client_message_id`` answers with the stored message. Numbers and
        revisions come from one UPDATE of each room, whose row lock keeps them gapless.

        None: the author has no place in the room, and `refusal` says why. A `Conflict` is answered, not raised, if the
        author used this ``client_message_id`` in another room.

        Raises:
            Unavailable: the database cannot be reached; nothing is stored.
        """
        outcomes = await self._transactions.run_sync(partial(_store, drafts))
        self.stored += sum(isinstance(outcome, Posted) and outcome.is_new for outcome in outcomes)
        return outcomes

    async def refusal(self, item: NewMessage) -> ChatError:
        """Return why somebody without a place may not post; that he may not is decided already.

        `NotFound`: there is no such room, or he may not see it. `Forbidden`: he is not a member.
        """
        try:
            async with self._database.reading() as session:
                await rooms.require_membership(session, actor=item.actor, room_uuid=item.room_uuid)
        except ChatError as error:
            return error
        return NotFound()  # a member without an active account


def _store(drafts: Sequence[NewMessage], work: SyncUnitOfWork) -> list[Posted | ChatError | None]:
    """Store what may be stored; None stands for those whose author has no place in the room."""
    connection = work.connection
    places = insert.members(connection, {item.room_uuid for item in drafts}, {item.actor.account_id for item in drafts})
    stored = insert.stored(connection, {_key(item) for item in drafts})
    outcomes: list[Posted | ChatError | None] = [None] * len(drafts)
    fresh: dict[UUID, dict[tuple[int, str], list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, item in enumerate(drafts):
        if (item.room_uuid, item.actor.account_id) not in places:
            continue
        if (earlier := stored.get(_key(item))) is not None:
            outcomes[index] = _repeated(earlier, item)
        else:
            fresh[item.room_uuid][_key(item)].append(index)
    for room_uuid, by_key in fresh.items():
        new = [drafts[indexes[0]] for indexes in by_key.values()]
        room_id = places[room_uuid, new[0].actor.account_id]
        for indexes, message in zip(by_key.values(), _append(work, room_id, new), strict=True):
            for index in indexes:
                outcomes[index] = Posted(message, is_new=index == indexes[0])
    return outcomes


def _key(item: NewMessage) -> tuple[int, str]:
    return item.actor.account_id, item.client_message_id


def _repeated(earlier: MessageView, item: NewMessage) -> Posted | ChatError:
    if earlier.room_uuid != item.room_uuid:
        return Conflict({"client_message_id": "You have used this client_message_id in another room."})
    return Posted(earlier, is_new=False)


def _append(work: SyncUnitOfWork, room_id: int, drafts: Sequence[NewMessage]) -> list[MessageView]:
    """Give the drafts the room's next numbers and revisions, store and announce them; authors have read their own."""
    connection = work.connection
    revision, last_number = insert.count_up(connection, room_id, len(drafts))
    first_number, first_revision = last_number - len(drafts) + 1, revision - len(drafts) + 1
    previous_uuid, previous_at = insert.author_and_time(connection, room_id, first_number - 1)
    posted_at = now()
    views: list[MessageView] = []
    for offset, item in enumerate(drafts):
        view = _new_view(item, first_number + offset, first_revision + offset, posted_at, previous_uuid, previous_at)
        previous_uuid, previous_at = view.author_uuid, view.created_at
        views.append(view)
    insert.append(connection, [_row(room_id, item, view) for item, view in zip(drafts, views, strict=True)])
    newest = {item.actor.account_id: view.number for item, view in zip(drafts, views, strict=True)}
    insert.have_read(connection, room_id, newest)
    topic = room_topic(drafts[0].room_uuid)
    for view in views:
        work.announce(topic, MessageChanged(view))
    return views


def _new_view(
    item: NewMessage, number: int, revision: int, at: datetime, previous_uuid: UUID | None, previous_at: datetime | None
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


def _row(room_id: int, item: NewMessage, view: MessageView) -> dict[str, Any]:
    return {
        "room_id": room_id,
        "number": view.number,
        "revision": view.revision,
        "author_id": item.actor.account_id,
        "client_message_id": view.client_message_id,
        "body": view.body,
        "created_at": view.created_at,
    }
