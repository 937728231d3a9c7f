"""The mail server as one URL: smtp://user:password@mail.example.org:587?from=Chatapp <chat@example.org>."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import getaddresses
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

DEFAULT_PORTS: Final = {"smtp": 587, "smtps": 465}
STARTTLS: Final = {"auto": None, "always": True, "never": False}
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server and how to talk to it. ``starttls`` None: encrypt if the server offers it."""

    host: str
    port: int
    is_tls: bool
    starttls: bool | None
    username: str | None
    password: str | None = field(repr=False)
    sender: Address


def parse(url: str) -> SmtpServer:
    """Parse the URL. A password is only ever sent encrypted, except to this machine.

    Raises:
        ValueError: half a sentence that follows the setting's name; it never quotes the URL.
    """
    parts, port = _split(url)
    username, password = (unquote(part) if part else None for part in (parts.username, parts.password))
    if (username is None) != (password is None):
        raise ValueError("must have both a username and a password, or neither")
    options = _options(parts.query)
    host = parts.hostname or ""
    is_tls = parts.scheme == "smtps"
    starttls = False if is_tls else STARTTLS[options.get("starttls", "auto")]
    if username and not is_tls and host not in LOOPBACK:
        if starttls is False:
            raise ValueError("must not send a password unencrypted: use smtps:// or leave starttls=never out")
        starttls = True
    sender = _sender(options.get("from") or (username if username and "@" in username else f"chatapp@{_name(host)}"))
    return SmtpServer(host, port, is_tls, starttls, username, password, sender)


def _split(url: str) -> tuple[SplitResult, int]:
    """Split the URL. An error of `urlsplit` may quote the password, so it is replaced."""
    if not url.startswith(("smtp://", "smtps://")):
        raise ValueError("must begin with smtp:// or smtps://")
    if not unquote(url).isprintable():
        raise ValueError("contains control characters")
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS[parts.scheme]
    except ValueError:
        raise ValueError("has no valid host and port; in a password write %40 %3A %2F %3F %23 for @ : / ? #") from None
    if not parts.hostname:
        raise ValueError("must name a host, as in smtp://user:password@mail.example.org:587")
    if parts.path not in ("", "/") or parts.fragment:
        raise ValueError("must end after the port; in a password write %2F %3F %23 for / ? #")
    return parts, port


def _options(query: str) -> Mapping[str, str]:
    options = {name: unquote(value) for name, _, value in (part.partition("=") for part in query.split("&") if part)}
    if options.keys() - {"from", "starttls"}:
        raise ValueError("can only have the options from and starttls after the ?")
    if options.get("starttls", "auto") not in STARTTLS:
        raise ValueError("has a starttls that isn't auto, always or never")
    return options


def _name(host: str) -> str:
    return host if any(c.isalpha() for c in host) and ":" not in host else "localhost"


def _sender(value: str) -> Address:
    try:
        (name, address), *others = getaddresses([value])
        sender = Address() if others else Address(name or "Chatapp", addr_spec=address)
    except (HeaderParseError, ValueError, IndexError):
        sender = Address()
    if not (sender.username and sender.domain):
        raise ValueError("has a from that isn't an address, such as Chatapp <chat@example.org>")
    return sender
