"""What an address must look like before anything is sent there: https, a usual port, no password in it."""

import re
from collections.abc import Collection
from typing import Final

from yarl import URL

from chatapp.outbound.refusals import Refused

LONGEST: Final = 2_000  # characters
PORTS: Final = frozenset({443, *range(1024, 65536)})  # others speak other protocols

INCOMPLETE: Final = "Enter a complete address, such as https://example.org/hook."
NOT_HTTPS: Final = "Enter an address that begins with https://."
CREDENTIALS: Final = "Leave user name and password out of the address."
PORT: Final = "This port can't be called. Use 443, or one from 1024 upwards."


_HOST: Final = re.compile(r"(?P<host>[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}))?", re.ASCII)


def listed_hosts(setting: str) -> list[str]:
    """Return the hosts, in lower case and perhaps with a port, that a comma-separated setting lists.

    Raises:
        ValueError: an entry is neither a name nor an address.
    """
    found = [host for part in setting.split(",") if (host := part.strip().lower())]
    if not all(_HOST.fullmatch(host) for host in found):
        raise ValueError("must be empty, or hosts such as ci.internal, 10.0.0.5:8080")
    return found


def parsed(url: str, allowed: Collection[str]) -> URL:
    """Return an address that may be called, as far as its text tells.

    ``allowed``: hosts, or hosts with a port, that the operator allows: they may speak plain http on any port.

    Raises:
        Refused: it is too long or incomplete, isn't https, has a password or an unusual port.
    """
    if len(url) > LONGEST or any(not character.isprintable() or character.isspace() for character in url):
        raise Refused(INCOMPLETE)
    try:
        found = URL(url)
        host, port = found.raw_host, found.port
    except ValueError:
        raise Refused(INCOMPLETE) from None
    if found.scheme not in ("http", "https") or not host or not port:
        raise Refused(INCOMPLETE)
    if found.raw_user is not None or found.raw_password is not None:
        raise Refused(CREDENTIALS)
    if not is_allowed(found, allowed):
        if found.scheme != "https":
            raise Refused(NOT_HTTPS)
        if port not in PORTS:
            raise Refused(PORT)
    return found.with_fragment(None)


def is_allowed(url: URL, allowed: Collection[str]) -> bool:
    """Say whether the operator allows this host, by its name alone or with its port."""
    host = (url.raw_host or "").lower().rstrip(".")
    return host in allowed or f"{host}:{url.port}" in allowed or f"[{host}]:{url.port}" in allowed
