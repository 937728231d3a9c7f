"""Which addresses may be a push endpoint: those of browsers' makers, or what else the operator allows."""

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from chatapp.errors import Invalid
from chatapp.outbound import targets
from chatapp.outbound.refusals import Refused

KNOWN: Final = (  # hosts, and those below them
    "fcm.googleapis.com",  # Chrome, Edge on Android, Opera, Samsung Internet
    "push.services.mozilla.com",  # Firefox
    "push.apple.com",  # Safari
    "notify.windows.com",  # Edge
)
HOST: Final = re.compile("[a-z0-9.-]+")
HTTPS: Final = 443
UNKNOWN: Final = "This push service isn't known here. CHATAPP_OUTBOUND_HOSTS can allow it."


def check(endpoint: str, allowed: Collection[str]) -> None:
    """Refuse an address whose host is neither a known push service's nor allowed by the operator.

    What is sent there also passes the guard of `chatapp.outbound`, with every connection.

    Raises:
        Invalid: field ``endpoint``.
    """
    try:
        url = targets.parsed(endpoint, allowed)  # as it is read when it is called
    except Refused:
        raise Invalid({"endpoint": UNKNOWN}) from None
    host = (url.raw_host or "").rstrip(".")
    is_known = HOST.fullmatch(host) and any(host == known or host.endswith(f".{known}") for known in KNOWN)
    if not (is_known and url.scheme == "https" and url.port == HTTPS) and not targets.is_allowed(url, allowed):
        raise Invalid({"endpoint": UNKNOWN})


def origin_of(endpoint: str) -> str:
    """Return the scheme, host and port of an endpoint: for whom a signature is."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}"


def host_of(endpoint: str) -> str:
    """Return the host of an endpoint: all of it that anybody but its owner's browser may be shown."""
    return urlsplit(endpoint).hostname or ""
