"""Sending one mail: by SMTP, or to the log if no mail server is configured."""

import ssl
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from functools import cache
from types import MappingProxyType
from typing import Final, Protocol

import aiosmtplib
import structlog
from email_validator import validate_email

from chatapp.errors import Unavailable
from chatapp.mail.smtp_url import SmtpServer, parse
from chatapp.web import urls
from models.utc_datetime import now

log = structlog.get_logger(__name__)

NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})
TIMEOUT: Final = 15.0  # seconds, for each step of the SMTP dialogue


class Undeliverable(Unavailable):
    """The mail server refuses this mail permanently; trying again does not help."""


class Mailer(Protocol):
    """Sends one mail to one address: plain text, and the same as HTML if there is any."""

    async def send(
        self, to: str, subject: str, text: str, *, html: str = "", headers: Mapping[str, str] = NO_HEADERS
    ) -> None:
        """Send the mail; returns when the mail server has accepted it.

        Raises:
            Unavailable: it cannot be sent now.
            Undeliverable: it can never be sent.
        """
        ...


class ConsoleMailer:
    """Writes whole mails to the log, for the operator to pass on."""

    async def send(
        self, to: str, subject: str, text: str, *, html: str = "", headers: Mapping[str, str] = NO_HEADERS
    ) -> None:
        """Log the mail."""
        log.info(f"E-mail to {to}: {subject}\n\n{text}\n")


class SmtpMailer:
    """Hands mails to a mail server. Its certificate is verified whenever the connection is encrypted."""

    def __init__(
        self, server: SmtpServer, *, tls_context: ssl.SSLContext | None = None, timeout: float = TIMEOUT
    ) -> None:
        self._server = server
        self._tls_context = tls_context or _verifying()
        self._timeout = timeout

    async def send(
        self, to: str, subject: str, text: str, *, html: str = "", headers: Mapping[str, str] = NO_HEADERS
    ) -> None:
        """Send the mail over a connection of its own; returns when the server has taken it.

        Raises:
            Undeliverable: the server refuses it for good.
            Unavailable: it can't be reached, or asks to be tried later.
        """
        server = self._server
        try:
            await aiosmtplib.send(
                _message(server.sender, to, subject, text, html, headers),
                hostname=server.host,
                port=server.port,
                local_hostname=server.sender.domain,  # finding out our own name would ask the DNS, and block
                use_tls=server.is_tls,
                start_tls=server.starttls,
                username=server.username,
                password=server.password,
                tls_context=self._tls_context,
                timeout=self._timeout,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            kind = Undeliverable if _is_final(error) else Unavailable
            where = f"{urls.host_in_url(server.host)}:{server.port}"
            log.warning("mail not accepted by server", server=where, error=_why(error))
            raise kind("The e-mail couldn't be sent. Try again in a moment.") from error


@cache
def _verifying() -> ssl.SSLContext:
    """Return the context that trusts whom the machine trusts. One serves all mailers: making it takes 20 ms of CPU."""
    return ssl.create_default_context()


def mailer_for(smtp_url: str) -> Mailer:
    """Return the mailer for the setting ``CHATAPP_SMTP_URL``; without one, mails go to the log."""
    return SmtpMailer(parse(smtp_url)) if smtp_url else ConsoleMailer()


def _message(sender: Address, to: str, subject: str, text: str, html: str, headers: Mapping[str, str]) -> EmailMessage:
    """Build the mail. `EmailMessage` refuses line breaks in headers."""
    recipient = validate_email(to, check_deliverability=False)
    message = EmailMessage()
    message["From"] = sender
    domain = recipient.domain if recipient.ascii_email is None else recipient.ascii_domain
    message["To"] = Address(username=recipient.local_part, domain=domain)
    message["Subject"] = subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(domain=sender.domain)
    message["Auto-Submitted"] = "auto-generated"  # keeps holiday notices from answering (RFC 3834)
    for name, value in headers.items():
        message[name] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def _is_final(error: Exception) -> bool:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(_is_final(refusal) for refusal in error.recipients)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return error.code >= 500
    return isinstance(error, aiosmtplib.SMTPNotSupported)


def _why(error: Exception) -> str:
    """Return the server's answer; for a failed sign-in only its code, because the answer may quote the password."""
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return f"it rejected the username or password ({error.code})"
    return f"{type(error).__name__}: {error}"[:300]
