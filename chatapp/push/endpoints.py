"""Which addresses may be a push endpoint: those of browsers' makers, or what the operator allows besides."""

from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from chatapp.errors import Invalid

KNOWN: Final = (  # hosts, and those below them
    "fcm.googleapis.com",  # Chrome, Edge on Android, Opera, Samsung Internet
    "push.services.mozilla.com",  # Firefox
    "push.apple.com",  # Safari
    "notify.windows.com",  # Edge
)
UNKNOWN: Final = "This push service isn't known here. CHATAPP_OUTBOUND_HOSTS can allow it."


def check(endpoint: str, allowed: Collection[str]) -> None:
    """Refuse an address whose host is neither a known push service's nor allowed by the operator.

    What is sent there passes the guard of `chatapp.outbound` besides, with every connection.

    Raises:
        Invalid: field ``endpoint``.
    """
    try:
        parts = urlsplit(endpoint)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise Invalid({"endpoint": UNKNOWN}) from None
    is_known = any(host == known or host.endswith(f".{known}") for known in KNOWN)
    if not (is_known and parts.scheme == "https" and port in (None, 443)) and not (
        host in allowed or f"{host}:{port}" in allowed
    ):
        raise Invalid({"endpoint": UNKNOWN})


def origin_of(endpoint: str) -> str:
    """Return the scheme, host and port of an endpoint: for whom a signature is."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}"


def host_of(endpoint: str) -> str:
    """Return the host of an endpoint: all of it that anybody but its owner's browser may be shown."""
    return urlsplit(endpoint).hostname or ""
