"""Mails on their way, sent in the background: no response waits for a mail server, or is slower when a mail goes out.

Sending is a job that stays on this process: mails hold secrets, which must not enter a shared queue.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from chatapp.errors import Unavailable
from chatapp.jobs import Job, JobFailed
from chatapp.jobs.job import Work
from chatapp.mail.mailer import Mailer, Undeliverable

log = structlog.get_logger(__name__)

PAUSES: Final = (1.0, 5.0, 25.0)  # seconds between the tries; a code is valid for ten minutes
CONNECTIONS: Final = 4  # to the mail server
LIMIT: Final = 1_000  # mails on their way; a mail server that is down for long must not fill the memory
GRACE: Final = 3.0  # seconds a stopping process waits for the mails on their way
SENT: Final = "Sent an e-mail."
JOB: Final = Job("mail", "Sends an e-mail, and retries for half a minute when the mail server is unavailable.")

Begin = Callable[[str, Work], "asyncio.Task[None]"]


@dataclass(frozen=True, slots=True)
class Email:
    """A mail to be sent. ``text`` may hold a secret and never appears in the log.

    ``html``: the same for programs that show it; ``headers``: more of them.
    """

    to: str
    subject: str
    text: str = field(repr=False)
    html: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class MailQueue:
    """Sends mails in the background, with a few tries each.

    ``begin``: starts a run of the job. ``pauses``: seconds between the tries. ``grace``: seconds that `close` waits.
    ``limit``: mails on their way.
    """

    def __init__(
        self,
        mailer: Mailer,
        begin: Begin,
        *,
        pauses: Sequence[float] = PAUSES,
        grace: float = GRACE,
        limit: int = LIMIT,
    ) -> None:
        self._mailer = mailer
        self._begin = begin
        self._pauses = pauses
        self._grace = grace
        self._limit = limit
        self._connections = asyncio.Semaphore(CONNECTIONS)
        self._under_way: set[asyncio.Task[None]] = set()

    def put(self, email: Email) -> None:
        """Send a mail in the background; services do so with `after_commit`. A mail that cannot be sent is logged."""
        if len(self._under_way) >= self._limit:
            log.error("mail dropped: queue full", to=email.to, subject=email.subject)
            return
        task = self._begin(JOB.name, self._deliver(email))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def emptied(self) -> None:
        """Wait until every mail is sent or given up."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def close(self) -> None:
        """Wait for the mails on their way a few seconds, then cancel them."""
        try:
            await asyncio.wait_for(self.emptied(), self._grace)
        except TimeoutError:
            log.warning("stopped with unsent mail", mails=len(self._under_way))
        for task in (left := list(self._under_way)):
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _deliver(self, email: Email) -> str:
        try:
            for pause in self._pauses:
                if await self._try(email):
                    return SENT
                await asyncio.sleep(pause)
            if await self._try(email):
                return SENT
        except JobFailed:
            raise
        except Exception as error:  # a bug; its traceback may show the text, so it is not logged
            log.error("mail failed", to=email.to, subject=email.subject, error=repr(error))
            raise JobFailed("An e-mail couldn't be sent. See the log for details.") from None
        log.error("mail could not be sent", to=email.to, subject=email.subject)
        raise JobFailed("The mail server didn't accept an e-mail.")

    async def _try(self, email: Email) -> bool:
        """Try once; return whether the mail is sent.

        Raises:
            JobFailed: the mail can never be sent.
        """
        try:
            async with self._connections:
                await self._mailer.send(email.to, email.subject, email.text, html=email.html, headers=email.headers)
        except Undeliverable:
            log.error("mail permanently refused", to=email.to, subject=email.subject)
            raise JobFailed("The mail server permanently refused an e-mail.") from None
        except Unavailable:
            return False
        return True
