"""Mails on their way: sent in the background, so that no answer waits for a mail server or tells by its time.

They are a job, and never leave the process that has them: what they say is a secret, and belongs in no queue.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from chatapp.errors import Unavailable
from chatapp.jobs import Job, JobFailed
from chatapp.jobs.job import Work
from chatapp.mail.mailer import Mailer, Undeliverable

log = structlog.get_logger(__name__)

PAUSES: Final = (1.0, 5.0, 25.0)  # seconds between the tries; a code lives ten minutes
AT_ONCE: Final = 4  # connections to the mail server
MOST: Final = 1_000  # mails on their way; a mail server that is away for long must not fill the memory
GRACE: Final = 3.0  # seconds a stopping server waits for the mails on their way
SENT: Final = "Sent a mail."
JOB: Final = Job("mail", "Sends a mail, and tries again for half a minute when the mail server is away.")

Begin = Callable[[str, Work], "asyncio.Task[None]"]


@dataclass(frozen=True, slots=True)
class Email:
    """A mail to be sent. ``text`` may hold a secret and is never shown in a log line of the postbox."""

    to: str
    subject: str
    text: str = field(repr=False)


class MailQueue:
    """Takes letters and sends them, each tried a few times. ``begin``: how a run of the job is begun."""

    def __init__(
        self,
        mailer: Mailer,
        begin: Begin,
        *,
        pauses: Sequence[float] = PAUSES,
        grace: float = GRACE,
        most: int = MOST,
    ) -> None:
        self._mailer = mailer
        self._begin = begin
        self._pauses = pauses
        self._grace = grace
        self._most = most
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._under_way: set[asyncio.Task[None]] = set()

    def put(self, letter: Email) -> None:
        """Send the letter in the background. What cannot be sent is logged; whoever waits for it asks again."""
        if len(self._under_way) >= self._most:
            log.error("mail dropped: queue full", to=letter.to, subject=letter.subject)
            return
        task = self._begin(JOB.name, self._deliver(letter))
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
            log.warning("stopped with unsent mail", mails=len(self._under_way))
        for task in (left := list(self._under_way)):
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _deliver(self, letter: Email) -> str:
        try:
            for pause in self._pauses:
                if await self._is_done_with(letter):
                    return SENT
                await asyncio.sleep(pause)
            if await self._is_done_with(letter):
                return SENT
        except JobFailed:
            raise
        except Exception as error:  # a bug; its traceback may show what the letter says, so it is not logged
            log.error("mail failed", to=letter.to, subject=letter.subject, error=repr(error))
            raise JobFailed("A mail could not be sent; the log says more.") from None
        log.error("mail could not be sent", to=letter.to, subject=letter.subject)
        raise JobFailed("The mail server did not take a mail.")

    async def _is_done_with(self, letter: Email) -> bool:
        """Try once; say whether it is sent.

        Raises:
            JobFailed: it never can be.
        """
        try:
            async with self._at_once:
                await self._mailer.send(letter.to, letter.subject, letter.text)
        except Undeliverable:
            log.error("mail permanently refused", to=letter.to, subject=letter.subject)
            raise JobFailed("The mail server refused a mail for good.") from None
        except Unavailable:
            return False
        return True
