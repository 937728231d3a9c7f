"""Locks that expire, for what one process at a time shall do: bring a copy up to date, run what is due.

A process that dies lets go by itself; one that merely slept too long finds its token outdated. Each transaction whose
writes need the lease begins with `renew`: the row stays locked until the commit, so nobody takes over in between.
Source: the fencing tokens of Martin Kleppmann, "How to do distributed locking".
"""

import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select, text, update
from sqlmodel import col

from models import Lease, utc_datetime
from models.utc_datetime import UtcDateTime

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
MAKE = text(
    "INSERT INTO lease (name, holder, token, expires_at) VALUES (:name, '', 0, :expires_at) ON CONFLICT DO NOTHING"
).bindparams(bindparam("expires_at", type_=UtcDateTime()))


class LeaseLostError(Exception):
    """The lease expired and somebody else took it: nothing may be written any more."""


@dataclass(frozen=True, slots=True)
class Held:
    """A lease as it was taken. ``token``: higher than that of everybody who held it before."""

    name: str
    holder: str
    token: int


def me() -> str:
    """Return what this process is called in a lease: its machine and its number there."""
    return f"{socket.gethostname()[:100]} {os.getpid()}"


def take(connection: Connection, name: str, *, holder: str, seconds: float) -> Held | None:
    """Take a lease for so many ``seconds``; None while it is somebody's. Nobody takes it twice, its holder neither."""
    connection.execute(MAKE, {"name": name, "expires_at": LONG_AGO})
    now = _now(connection)
    taken = connection.execute(
        update(Lease)
        .where(col(Lease.name) == name, col(Lease.expires_at) <= now)
        .values(holder=holder, token=col(Lease.token) + 1, expires_at=now + timedelta(seconds=seconds))
        .returning(col(Lease.token))
    ).scalar()
    return None if taken is None else Held(name, holder, taken)


def renew(connection: Connection, held: Held, *, seconds: float) -> None:
    """Hold a lease for so many ``seconds`` from now, also if it has expired and nobody wanted it.

    Raises:
        LeaseLostError: somebody else has taken it.
    """
    _set_end(connection, held, _now(connection) + timedelta(seconds=seconds))


def release(connection: Connection, held: Held) -> None:
    """Let go of a lease.

    Raises:
        LeaseLostError: somebody else has taken it.
    """
    _set_end(connection, held, LONG_AGO)


def look(connection: Connection, name: str) -> tuple[str, datetime] | None:
    """Return who holds a lease and until when; None if nobody does."""
    query = select(col(Lease.holder), col(Lease.expires_at)).where(
        col(Lease.name) == name, col(Lease.expires_at) > _now(connection)
    )
    found = connection.execute(query).first()
    return None if found is None else (found.holder, found.expires_at)


def _set_end(connection: Connection, held: Held, at: datetime) -> None:
    renewed = connection.execute(
        update(Lease).where(col(Lease.name) == held.name, col(Lease.token) == held.token).values(expires_at=at)
    )
    if not renewed.rowcount:
        raise LeaseLostError(f"{held.holder} has lost the lease {held.name}: somebody else took it after it expired")


def _now(connection: Connection) -> datetime:
    """Return the present by the clock that all who want the lease share: the database server's, if it is one."""
    if connection.dialect.name == "postgresql":
        return connection.execute(select(func.clock_timestamp(type_=UtcDateTime()))).scalar_one()
    return utc_datetime.now()
