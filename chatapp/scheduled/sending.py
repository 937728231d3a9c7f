"""Posting what is due: by the process that leads, as its author, under the rights they have then, and once."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, delete, update
from sqlmodel import col, select

from chatapp import alerts, messages
from chatapp.errors import Busy, ChatError, NotFound, RateLimited, Unavailable
from chatapp.events import ScheduledChanged, account_topic
from chatapp.identity import Actor, actor_of
from chatapp.jobs import Jobs
from chatapp.jobs.while_leading import AT_ONCE, WhileLeading
from chatapp.messages import Posted, PostQueue, SentDraft
from chatapp.scheduled.due import Due, due_of
from chatapp.scheduled.files import files_of
from chatapp.scheduled.putting_off import put_off
from chatapp.scheduled.scheduled_messages import take
from chatapp.storage.database import Database
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.snapshot import Snapshot
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from models import Account, AlertKind, Room, ScheduledMessage

LATE: Final = timedelta(days=1)  # what is later than this, nobody expects any more
MISSED: Final = "This wasn't sent on time, because Chatapp was off. Send it now, or choose another time."
ALL_MISSED: Final = (
    "{count} messages weren't sent on time, because Chatapp was off. Send them now, or choose other times."
)
NO_ROOM: Final = "The room was deleted."
NO_DRAFT: Final = SentDraft(0)  # what the author is typing in the room just now stays
FIRST_DUE: Final = FixedStatement(  # asked with every tick, nearly always for nothing
    select(ScheduledMessage.id)
    .where(col(ScheduledMessage.problem) == "", col(ScheduledMessage.due_at) <= bindparam("at"))
    .limit(1)
)
PASSING: Final = (Unavailable, Busy, RateLimited)  # tried again, with the next tick or when they may


class ScheduledSender:
    """Posts messages for later. ``now``: the clock by which they are due."""

    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        post_queue: PostQueue,
        jobs: Jobs,
        now: Callable[[], datetime],
    ) -> None:
        self._database, self._transactions = database, transactions
        self._post_queue, self._now = post_queue, now
        self._loop = WhileLeading("scheduled messages", jobs, self.send_due)

    def open(self) -> None:
        """Begin to look for what is due, as long as this process leads."""
        self._loop.open()

    async def close(self) -> None:
        """Stop. What was being posted is posted by whoever leads next, and not twice."""
        await self._loop.close()

    async def send_due(self) -> int:
        """Post what is due now, at most 200; returns how many messages were posted.

        What can't be posted keeps the reason and waits for its author; what fails for a moment is tried again.
        Announces ScheduledChanged to the authors, and AlertsAdded if something can't be posted.
        """
        if not await self._database.read(_is_any_due, self._now()):
            return 0
        await self._set_missed_aside()
        due = await self._take_due()
        by_author: dict[tuple[UUID | None, int], list[Due]] = defaultdict(list)
        for one in due:
            by_author[one.room_uuid, one.actor.account_id].append(one)
        posted = [one for some in await asyncio.gather(*map(self._post, by_author.values())) for one in some]
        await self._finish(posted)
        return len(posted)

    async def send_now(self, *, actor: Actor, uuid: UUID) -> Posted:
        """Post a message for later at once, and forget it; raises as `messages.post`.

        Raises:
            NotFound: the actor has no such message, or its room was deleted.
            Conflict: it is being posted just now.
        """
        at = self._now()
        async with self._transactions.begin() as work:
            scheduled = await take(work, actor=actor, uuid=uuid)
            room = await work.session.get(Room, scheduled.room_id) if scheduled.room_id else None
            taken = await files_of(work.session, [scheduled.id])
            room_uuid = room.uuid if room else None
            one = due_of(scheduled, actor, room_uuid, taken)
            before = {"due_at": scheduled.due_at, "problem": scheduled.problem}
            scheduled.taken_at = scheduled.due_at = at  # nobody changes it now; if this process dies, it is due
            scheduled.problem = ""
            work.session.add(scheduled)
        try:
            posted = await self._posted(one)
        except ChatError:
            await self._put_back(one, before)
            raise
        await self._finish([one])
        return posted

    async def _set_missed_aside(self) -> None:
        """Ask the authors of what is late by more than a day: they may not want it any more."""
        is_missed = (
            (col(ScheduledMessage.problem) == "")
            & (col(ScheduledMessage.due_at) < self._now() - LATE)
            & col(ScheduledMessage.taken_at).is_(None)
        )
        async with self._database.reading() as session:
            ids = (await session.exec(select(ScheduledMessage.id).where(is_missed).limit(AT_ONCE))).all()
        if not ids:
            return
        async with self._transactions.begin() as work:
            found = await work.session.exec(
                update(ScheduledMessage)
                .where(col(ScheduledMessage.id).in_(ids), is_missed)
                .values(problem=MISSED)
                .returning(col(ScheduledMessage.account_id), col(ScheduledMessage.room_id))
                .execution_options(synchronize_session=False)
            )
            rooms = defaultdict[int, list[int | None]](list)
            for account_id, room_id in found.all():
                rooms[account_id].append(room_id)
            for account_id, missed in rooms.items():
                words = MISSED if len(missed) == 1 else ALL_MISSED.format(count=len(missed))
                await self._tell(work, account_id, words, missed[0] if len(missed) == 1 else None)
                work.announce(account_topic(account_id), ScheduledChanged(account_id))

    async def _take_due(self) -> list[Due]:
        """Take what is due, so that its author can't change it any more; looks first, which delays nobody.

        What a process took that has ended since is due for the next one: it is posted once, under its own key.
        """
        is_due = (col(ScheduledMessage.problem) == "") & (col(ScheduledMessage.due_at) <= self._now())
        async with self._database.reading() as session:
            ids = (
                await session.exec(
                    select(ScheduledMessage.id)
                    .join(Account, col(Account.id) == ScheduledMessage.account_id)
                    .where(is_due, Account.is_active)
                    .order_by(col(ScheduledMessage.due_at), col(ScheduledMessage.id))
                    .limit(AT_ONCE)
                )
            ).all()
        if not ids:
            return []
        async with self._transactions.begin() as work:
            await work.session.exec(
                update(ScheduledMessage)
                .where(col(ScheduledMessage.id).in_(ids), is_due)
                .values(taken_at=self._now())
                .execution_options(synchronize_session=False)
            )
            found = await work.session.exec(
                select(ScheduledMessage, Account, Room.uuid)
                .join(Account, col(Account.id) == ScheduledMessage.account_id)
                .join(Room, col(Room.id) == ScheduledMessage.room_id, isouter=True)
                .where(col(ScheduledMessage.id).in_(ids), is_due)
                .order_by(col(ScheduledMessage.due_at), col(ScheduledMessage.id))
            )
            taken = await files_of(work.session, ids)
            return [due_of(one, actor_of(account), room_uuid, taken) for one, account, room_uuid in found.all()]

    async def _post(self, due: Sequence[Due]) -> list[Due]:
        """Post an author's messages to one room, in their order; returns those that are posted."""
        posted = []
        for index, one in enumerate(due):
            try:
                await self._posted(one)
            except PASSING as error:
                seconds = error.retry_after if isinstance(error, RateLimited) else 0
                async with self._transactions.begin() as work:
                    done = [other.id for other in due[:index]]
                    await put_off(work, one.actor.account_id, one.room_id, done=done, at=self._now(), seconds=seconds)
                break
            except ChatError as error:
                await self._keep(one, str(error))
            else:
                posted.append(one)
        return posted

    async def _posted(self, one: Due) -> Posted:
        if one.room_uuid is None:
            raise NotFound(NO_ROOM)
        return await messages.post(
            self._post_queue,
            actor=one.actor,
            room_uuid=one.room_uuid,
            body=one.body,
            client_message_id=one.client_message_id,
            reply_to=one.reply_to,
            draft=NO_DRAFT,
            upload_uuids=one.upload_uuids,
        )

    async def _finish(self, posted: Sequence[Due]) -> None:
        """Forget what is posted."""
        if not posted:
            return
        async with self._transactions.begin() as work:
            ids = [one.id for one in posted]
            await work.session.exec(delete(ScheduledMessage).where(col(ScheduledMessage.id).in_(ids)))
            for account_id in {one.actor.account_id for one in posted}:
                work.announce(account_topic(account_id), ScheduledChanged(account_id))

    async def _put_back(self, one: Due, before: Mapping[str, Any]) -> None:
        """Let a message wait as before, unless the process that leads has tried it meanwhile and kept the reason."""
        async with self._transactions.begin() as work:
            await work.session.exec(
                update(ScheduledMessage)
                .where(col(ScheduledMessage.id) == one.id, col(ScheduledMessage.problem) == "")
                .values(**before, taken_at=None)
                .execution_options(synchronize_session=False)
            )

    async def _keep(self, one: Due, problem: str) -> None:
        """Keep what can't be posted for its author, with the reason."""
        async with self._transactions.begin() as work:
            kept = await work.session.exec(
                update(ScheduledMessage)
                .where(col(ScheduledMessage.id) == one.id, col(ScheduledMessage.problem) == "")
                .values(problem=problem[:300], taken_at=None)
                .execution_options(synchronize_session=False)
            )
            if kept.rowcount:  # once, even if another process has led meanwhile
                await self._tell(work, one.actor.account_id, problem[:300], one.room_id)
            work.announce(account_topic(one.actor.account_id), ScheduledChanged(one.actor.account_id))

    async def _tell(self, work: UnitOfWork, account_id: int, words: str, room_id: int | None) -> None:
        """Tell an author that something of theirs was not sent."""
        await alerts.note_own(work, account_id, AlertKind.UNSENT, at=self._now(), words=words, room_id=room_id)


def _is_any_due(snapshot: Snapshot, at: datetime) -> bool:
    return FIRST_DUE.first(snapshot.connection, {"at": at}) is not None
