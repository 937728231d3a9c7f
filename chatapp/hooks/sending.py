"""Sending rooms' new messages to outgoing hooks: in order, again and again if need be, by the process that leads.

A hook knows how far it has sent its room and the threads in it. What is new is found in the database (`unsent`), so
that a process that is killed loses nothing; a message may be sent twice then, under the same `webhook-id`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog
from sqlmodel import col, select

from chatapp.errors import Unavailable
from chatapp.events import WebhookStopped, account_topic
from chatapp.hooks import outgoing_payloads, unsent
from chatapp.jobs import Jobs
from chatapp.outbound import WEBHOOKS, Outbound, OutboundError, Refused, Request, SwitchedOff, switches
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from chatapp.timers import end_task
from models import Hook, Membership, Message, Role, Room

log = structlog.get_logger(__name__)

EVERY: Final = 2.0  # seconds between two looks for what is new
AT_ONCE: Final = 8  # hooks that are sent to at the same time
PAUSES: Final = (timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=3), timedelta(hours=20, minutes=44))
TRIES: Final = len(PAUSES) + 1  # over a day
KEPT: Final = timedelta(days=2)  # older messages are left out, as when hooks were switched off for long
MOST: Final = 100  # messages of one room before another hook's turn


@dataclass(frozen=True, slots=True)
class _Announcement:
    """A message that is to be sent, and to which hook. ``id``: of the message, for this hook."""

    hook: Hook
    message: Message
    id: str
    body: bytes


class HookSender:
    """Sends to outgoing hooks, on the process that leads. ``origin``: where people reach Chatapp."""

    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        outbound: Outbound,
        jobs: Jobs,
        *,
        origin: str,
        key: bytes,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._transactions = transactions
        self._outbound = outbound
        self._jobs = jobs
        self._origin = origin
        self._key = key
        self._now = now
        self._sleep = sleep
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._sending: dict[int, asyncio.Task[None]] = {}
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin to look for what is new."""
        self._task = asyncio.create_task(self._run(), name="outgoing webhooks")

    async def close(self) -> None:
        """Stop; what is on its way is sent again by the next process that leads."""
        await end_task(self._task)
        for task in (left := list(self._sending.values())):
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def look(self) -> None:
        """Begin to send to each hook that has something to send, and is not being sent to."""
        if not await self._database.read(unsent.is_there_any):
            return
        async with self._database.reading() as session:
            if not await switches.is_on(session, WEBHOOKS):
                return
            due = await unsent.due(session, self._now())
        for hook_id in due:
            if hook_id not in self._sending:
                task = asyncio.create_task(self._send_all(hook_id), name=f"webhook {hook_id}")
                self._sending[hook_id] = task
                task.add_done_callback(partial(self._forget, hook_id))

    async def finished(self) -> None:
        """Wait until everything that has begun is sent, or has failed."""
        await asyncio.gather(*self._sending.values(), return_exceptions=True)

    def _forget(self, hook_id: int, _: "asyncio.Task[None]") -> None:
        self._sending.pop(hook_id, None)

    async def _run(self) -> None:
        while True:
            await self._sleep(EVERY)
            try:
                if self._jobs.is_leader:
                    await self.look()
            except Unavailable as error:
                log.info("webhooks wait for the database", error=str(error))
            except Exception:
                log.exception("looking for what webhooks have to send failed")

    async def _send_all(self, hook_id: int) -> None:
        """Send a hook what there is, the oldest first, until one fails."""
        async with self._slots:
            try:
                for _ in range(MOST):
                    found = await self._next(hook_id)
                    if found is None or not await self._send(found):
                        return
            except Unavailable as error:
                log.info("a webhook waits for the database", hook=hook_id, error=str(error))
            except Exception:
                log.exception("a webhook can't be sent", hook=hook_id)

    async def _send(self, one: _Announcement) -> bool:
        """Send one message; says whether the next may follow."""
        hook = one.hook
        secret = outgoing_payloads.secret_of(self._key, hook.uuid, hook.rotation)
        headers = outgoing_payloads.headers(secret, one.id, self._now(), one.body)
        error, is_final = "", False
        try:
            response = await self._outbound.send(WEBHOOKS, Request(hook.url, headers=headers, body=one.body))
            if not response.is_ok:
                error, is_final = f"The address answered {response.status}.", response.status == 410
        except SwitchedOff:
            return False
        except Refused as refused:
            error, is_final = str(refused), True
        except OutboundError as failed:
            error = str(failed)
        async with self._transactions.begin() as work:
            return await self._note(work, one, error, is_final=is_final)

    async def _next(self, hook_id: int) -> _Announcement | None:
        """Return what a hook sends next. What nobody hears of is passed: lines, bots, what was deleted or is old."""
        async with self._database.reading() as session:
            row = (await session.exec(unsent.select_hooks().where(col(Hook.id) == hook_id))).first()
            if row is None:
                return None
            hook, room = row
            found = await unsent.next_of(session, hook, room, self._now() - KEPT)
        if found is not None:
            name = outgoing_payloads.id_of(hook, found)
            return _Announcement(hook, found.message, name, outgoing_payloads.body_of(found, self._origin))
        async with self._transactions.begin() as work:
            await unsent.note_all_sent(work, hook, room)
        return None

    async def _note(self, work: UnitOfWork, one: _Announcement, error: str, *, is_final: bool) -> bool:
        """Write down what became of a message. Announces WebhookStopped if the hook is switched off."""
        row = (await work.session.exec(unsent.select_hooks().where(col(Hook.id) == one.hook.id))).first()
        if row is None or row[0].rotation != one.hook.rotation or row[0].url != one.hook.url:
            return row is not None  # it was changed meanwhile: what became of the old one counts no more
        hook, room = row
        if not error:
            unsent.note_sent(hook, one.message)
            hook.used_at, hook.tries, hook.due_at, hook.error, hook.failed_at = self._now(), 0, None, "", None
        else:
            hook.tries += 1
            hook.error, hook.failed_at = error[:300], self._now()
            if is_final or hook.tries >= TRIES:
                hook.is_on, hook.due_at = False, None
                await _tell_owners(work, room, hook)
            else:
                hook.due_at = self._now() + PAUSES[hook.tries - 1]
        work.session.add(hook)
        return not error


async def _tell_owners(work: UnitOfWork, room: Room, hook: Hook) -> None:
    """Tell the room's owners by their open pages and by mail that a hook is switched off."""
    query = select(Membership.account_id).where(Membership.room_id == room.id, Membership.role == Role.OWNER)
    for owner_id in (await work.session.exec(query)).all():
        event = WebhookStopped(room.uuid, room.name, owner_id, hook.name, hook.error)
        work.announce(account_topic(owner_id), event)
