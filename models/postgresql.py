"""Connection parameters for PostgreSQL, and Chatapp's advisory locks."""

from collections.abc import Mapping
from typing import Any

SCHEMES = ("postgresql://", "postgres://")
DRIVER = "postgresql+psycopg://"  # to SQLAlchemy; the rest goes to libpq as parameters, so no log can hold a password
CONNECT_LIMIT = "5"  # seconds for each host of the URL
GIVE_UP_MS = "20000"  # a peer that acknowledges nothing for so long is gone
KEEPALIVES = {"keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "2"}  # to notice: seconds, tries
NO_URL = (
    "must be postgresql://USER:PASSWORD@HOST:PORT/DATABASE; in a password write %40 %3A %2F %3F %23 %25 for @ : / ? # %"
)
TAKES_NO_WRITES = "25006"  # SQLSTATE of a primary that has become a standby

# Advisory locks are taken by two numbers; the first says that they are Chatapp's ("chat" in ASCII).
LOCK_SPACE = 0x63686174
WRITING, MIGRATING = 1, 2


def is_postgresql(url: str) -> bool:
    """Return whether a URL names a PostgreSQL database."""
    return url.startswith(SCHEMES)


def parameters(url: str, *, looks_for: str = "primary", **session: str) -> dict[str, Any]:
    """Return libpq's connection parameters for a URL. The URL's own parameters take precedence over the defaults.

    ``looks_for``: which of several hosts to use, a value of libpq's ``target_session_attrs``.
    ``session``: server settings that hold for the connection's life, such as ``lock_timeout="5s"``.

    Raises:
        ValueError: libpq cannot read the URL. The message has no details: libpq's own may repeat the password.
    """
    from psycopg import ProgrammingError  # here: whoever uses SQLite doesn't need a driver that takes 50 ms to import
    from psycopg.conninfo import conninfo_to_dict

    try:
        given = conninfo_to_dict(url)
    except (ProgrammingError, UnicodeError):
        given = {}
    if not _is_plain(given):
        raise ValueError(NO_URL)
    told = " ".join(f"-c {name}={value}" for name, value in {"timezone": "UTC", **session}.items())
    defaults = {
        "application_name": "chatapp",
        "connect_timeout": CONNECT_LIMIT,
        "tcp_user_timeout": GIVE_UP_MS,
        **KEEPALIVES,
        "target_session_attrs": looks_for,
    }
    if given.get("target_session_attrs") == "read-write":  # a connection of ours that only reads would not count as one
        del given["target_session_attrs"]
    return {**defaults, **given, "options": f"{told} {given.get('options', '')}".strip()}


def _is_plain(given: Mapping[str, Any]) -> bool:
    """Return whether a URL was parsed as intended: an unencoded character may end the password too early.

    The rest of the password would then become a host or a port, and appear in the next error message.
    """
    ports = str(given.get("port", "")).split(",")
    names = "".join(str(given.get(name, "")) for name in ("host", "hostaddr", "dbname"))
    return bool(given) and "@" not in names and all(not port or port.isdecimal() for port in ports)


def lock(number: int, *, is_shared: bool = False) -> str:
    """Return the statement that takes one of Chatapp's advisory locks until the transaction ends."""
    return f"SELECT pg_advisory_xact_lock{'_shared' if is_shared else ''}({LOCK_SPACE}, {number})"
