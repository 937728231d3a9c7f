"""Which requests come from our own pages: by scheme, host and port, as the browser and as this server know them.

A proxy may put the default port into ``Host``, or another host: `CHATAPP_PUBLIC_URL` says what is right then.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

Origin = tuple[str, str, int]  # scheme, host, port

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
HTTPS_PORT: Final = ":443"
OWN_SITES: Final = ("none", "same-origin")  # of Sec-Fetch-Site


def origin_of(url: str) -> Origin | None:
    """Return the origin of a URL; None if it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, DEFAULT_PORTS[parts.scheme] if port is None else port


def is_same_origin(scope: Scope, headers: Headers, public_origin: Origin | None = None) -> bool:
    """Say whether a request comes from our own pages, or from a program that sends no origin at all."""
    if headers.get("sec-fetch-site", "none") not in OWN_SITES:
        return False
    given = headers.get("origin")
    if given is None:
        return True
    origin = origin_of(given)
    return origin is not None and origin in (public_origin, _requested(scope, headers))


def _requested(scope: Scope, headers: Headers) -> Origin | None:
    """Return the origin that a request was sent to, as far as the proxies before us tell."""
    host = headers.get("host", "")
    is_https = scope.get("scheme") in ("https", "wss") or host.endswith(HTTPS_PORT)
    return origin_of(f"{'https' if is_https else 'http'}://{host}")
