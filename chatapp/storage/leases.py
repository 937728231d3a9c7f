"""Leases: locks that expire, for work that one process at a time may do (sync a copy, schedule jobs).

A lease of a process that dies expires; a process that slept too long finds its fencing token outdated. Each
transaction whose writes need the lease begins with `renew`: the row stays locked until the commit.
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
    """The lease expired and another process took it: the holder must not write any longer."""


@dataclass(frozen=True, slots=True)
class HeldLease:
    """A lease as acquired. ``token``: a fencing token, higher than that of every earlier holder."""

    name: str
    holder: str
    token: int


def process_id() -> str:
    """Return this process's name in a lease: host name and process id."""
    return f"{socket.gethostname()[:100]} {os.getpid()}"


def acquire(connection: Connection, name: str, *, holder: str, seconds: float) -> HeldLease | None:
    """Acquire a lease for ``seconds``; None while anybody holds it, the same holder included."""
    connection.execute(MAKE, {"name": name, "expires_at": LONG_AGO})
    now = _now(connection)
    taken = connection.execute(
        update(Lease)
        .where(col(Lease.name) == name, col(Lease.expires_at) <= now)
        .values(holder=holder, token=col(Lease.token) + 1, expires_at=now + timedelta(seconds=seconds))
        .returning(col(Lease.token))
    ).scalar()
    return None if taken is None else HeldLease(name, holder, taken)


def renew(connection: Connection, held: HeldLease, *, seconds: float) -> None:
    """Extend a lease to ``seconds`` from now, even if it has expired and nobody acquired it.

    Raises:
        LeaseLostError: another process has acquired it.
    """
    _set_end(connection, held, _now(connection) + timedelta(seconds=seconds))


def release(connection: Connection, held: HeldLease) -> None:
    """Release a lease.

    Raises:
        LeaseLostError: another process has acquired it.
    """
    _set_end(connection, held, LONG_AGO)


def current_holder(connection: Connection, name: str) -> tuple[str, datetime] | None:
    """Return a lease's holder and expiry; None if it is free."""
    query = select(col(Lease.holder), col(Lease.expires_at)).where(
        col(Lease.name) == name, col(Lease.expires_at) > _now(connection)
    )
    found = connection.execute(query).first()
    return None if found is None else (found.holder, found.expires_at)


def _set_end(connection: Connection, held: HeldLease, at: datetime) -> None:
    renewed = connection.execute(
        update(Lease).where(col(Lease.name) == held.name, col(Lease.token) == held.token).values(expires_at=at)
    )
    if not renewed.rowcount:
        raise LeaseLostError(f"{held.holder} has lost the lease {held.name}: another process took it after it expired")


def _now(connection: Connection) -> datetime:
    """Return the time of a clock that all processes share: the database server's on PostgreSQL."""
    if connection.dialect.name == "postgresql":
        return connection.execute(select(func.clock_timestamp(type_=UtcDateTime()))).scalar_one()
    return utc_datetime.now()
