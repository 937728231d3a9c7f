"""Mails on their way: sent in the background, so that no answer waits for a mail server or tells by its time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from chatapp.errors import Unavailable
from chatapp.mail.mailer import Mailer, Undeliverable

log = structlog.get_logger(__name__)

PAUSES: Final = (1.0, 5.0, 25.0)  # seconds between the tries; a code lives ten minutes
AT_ONCE: Final = 4  # connections to the mail server
MOST: Final = 1_000  # mails on their way; a mail server that is away for long must not fill the memory
GRACE: Final = 3.0  # seconds a stopping server waits for the mails on their way


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be sent. ``text`` may hold a secret and is never shown in a log line of the postbox."""

    to: str
    subject: str
    text: str = field(repr=False)


class Postbox:
    """Takes letters and sends them, each tried a few times; owns the tasks that do it."""

    def __init__(
        self, mailer: Mailer, *, pauses: Sequence[float] = PAUSES, grace: float = GRACE, most: int = MOST
    ) -> None:
        self._mailer = mailer
        self._pauses = pauses
        self._grace = grace
        self._most = most
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._under_way: set[asyncio.Task[None]] = set()

    def put(self, letter: Letter) -> None:
        """Send the letter in the background. What cannot be sent is logged; whoever waits for it asks again."""
        if len(self._under_way) >= self._most:
            log.error("too many mails are on their way; this one is dropped", to=letter.to, subject=letter.subject)
            return
        task = asyncio.create_task(self._deliver(letter), name="mail")
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def emptied(self) -> None:
        """Wait until everything that was put in is sent or given up."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def close(self) -> None:
        """Give the letters on their way a few seconds, then let go of them."""
        try:
            await asyncio.wait_for(self.emptied(), self._grace)
        except TimeoutError:
            log.warning("stopping with mails unsent", mails=len(self._under_way))
        for task in (left := list(self._under_way)):
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _deliver(self, letter: Letter) -> None:
        try:
            for pause in self._pauses:
                if await self._is_done_with(letter):
                    return
                await asyncio.sleep(pause)
            if not await self._is_done_with(letter):
                log.error("a mail could not be sent", to=letter.to, subject=letter.subject)
        except Exception as error:
            log.error("a mail failed", to=letter.to, subject=letter.subject, error=repr(error))

    async def _is_done_with(self, letter: Letter) -> bool:
        """Try once; say whether there is nothing left to do, because it is sent or never can be."""
        try:
            async with self._at_once:
                await self._mailer.send(letter.to, letter.subject, letter.text)
        except Undeliverable:
            log.error("a mail was refused for good", to=letter.to, subject=letter.subject)
        except Unavailable:
            return False
        return True
