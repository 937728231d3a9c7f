"""A mail server on loopback that keeps what it is given, so that tests can read the mail people would get."""

import asyncio
import re
import ssl
from collections import deque
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from urllib.parse import quote

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from chatapp.bootstrap import Chat
from tests.support.running.patience import PATIENCE

USERNAME, PASSWORD = "chat", "s3cr:et/@?"
CODE = re.compile(r"^ +(\d{6})$", re.MULTILINE)
LINK = re.compile(r"https?://\S+/reset\?token=\S+")


@dataclass(frozen=True)
class Mail:
    """A mail that has arrived."""

    to: str
    sender: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        """Its subject."""
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """What it says."""
        return str(self.message.get_content()).replace("\r\n", "\n")

    @property
    def code(self) -> str:
        """The one-time code in it."""
        found = CODE.search(self.text)
        assert found, self.text
        return found[1]

    @property
    def link(self) -> str:
        """The reset link in it."""
        found = LINK.search(self.text)
        assert found, self.text
        return found[0]

    @property
    def token(self) -> str:
        """The token of the reset link in it."""
        return self.link.partition("token=")[2]


async def mails_sent(chat: Chat) -> None:
    """Wait until every mail of what is committed is sent or given up."""
    await chat.transactions.effects.finished()
    await chat.mail_queue.emptied()


@dataclass
class Mailbox:
    """The server. ``refusals``: what is answered to the next mails, instead of taking them."""

    needs_password: bool = False
    tls_context: ssl.SSLContext | None = None
    refusals: deque[str] = field(default_factory=deque)
    mails: list[Mail] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)
    port: int = 0

    async def start(self) -> "Mailbox":
        """Listen on a free port of loopback (the same one after a stop)."""
        self._news = asyncio.Condition()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._conversation, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        """Stop listening."""
        self._server.close()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        """What CHATAPP_SMTP_URL says of it."""
        login = f"{USERNAME}:{quote(PASSWORD, safe='')}@" if self.needs_password else ""
        return f"smtp://{login}127.0.0.1:{self.port}?from=Chatapp <chat@example.org>"

    def to(self, address: str) -> list[Mail]:
        """Return the mails to one address, oldest first."""
        return [mail for mail in self.mails if mail.to == address]

    async def mail(self, address: str, number: int = 1) -> Mail:
        """Return the ``number``-th mail to an address, waiting for it."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: len(self.to(address)) >= number)
        return self.to(address)[number - 1]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail, or refuse it; called by aiosmtpd."""
        if self.refusals:
            return self.refusals.popleft()
        message = message_from_bytes(envelope.original_content or b"", policy=default)
        assert isinstance(message, EmailMessage)
        async with self._news:
            self.was_encrypted.append(session.ssl is not None)
            self.mails += [Mail(to, envelope.mail_from or "", message) for to in envelope.rcpt_tos]
            self._news.notify_all()
        return "250 OK"

    def _conversation(self) -> SMTP:
        return SMTP(
            self,
            hostname="mail.example.org",
            loop=asyncio.get_running_loop(),
            tls_context=self.tls_context,
            enable_SMTPUTF8=True,
            auth_required=self.needs_password,
            auth_require_tls=False,
            authenticator=_authenticate if self.needs_password else None,
        )


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    is_right = isinstance(data, LoginPassword) and data == LoginPassword(USERNAME.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)
