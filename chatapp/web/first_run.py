"""Who may make the first account: a visitor on this machine, or with the setup token from the log."""

import hmac
import re
from ipaddress import ip_address

from starlette.requests import Request

LOCAL_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?", re.IGNORECASE)
PROXY_HEADERS = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")
PROXY_CONNECTIONS = (
    "close",
    "upgrade",
)  # nginx says either to what is behind it; browsers and Prometheus keep theirs alive


def may_set_up(setup_token: str, given: str, request: Request) -> bool:
    """Say whether this visitor may make the first account."""
    return hmac.compare_digest(setup_token.encode(), given.strip().encode("utf-8", "replace")) or is_local(request)


def is_local(request: Request) -> bool:
    """Say whether the visitor sits at this machine: loopback, asking for it by a local name, through no proxy.

    The name matters because a page of another site can be made to point at 127.0.0.1 (DNS rebinding). HTTP/1.0 is what
    a proxy speaks that was told nothing (nginx's bare ``proxy_pass``); it would make every visitor look local. So would
    one that was told no more than how to pass websockets on; it is known by what it says of its connection.
    """
    if (
        request.client is None
        or request.scope["http_version"] == "1.0"
        or request.headers.get("connection", "").lower() in PROXY_CONNECTIONS
        or any(header in request.headers for header in PROXY_HEADERS)
    ):
        return False
    try:
        is_loopback = ip_address(request.client.host).is_loopback
    except ValueError:
        return False
    return is_loopback and LOCAL_HOST.fullmatch(request.headers.get("host", "")) is not None
