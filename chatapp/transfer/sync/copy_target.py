"""The copy's connection, under a lease with a fencing token.

A new copy is committed page by page, so that a run that is killed loses little. A copy that was complete is changed in
one transaction, committed only when it is equal to the original: it can be used at any moment.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic

from sqlalchemy import Connection, Engine

from chatapp.storage import leases
from chatapp.storage.leases import HeldLease, LeaseLostError
from chatapp.transfer.sync.connections import writing_engine
from chatapp.transfer.sync.errors import CopyError, CopyInProgress
from chatapp.transfer.sync.location import DatabaseLocation

LEASE = "copy"
LEASE_SECONDS = 30.0  # a lease that is not renewed for so long expires
RENEW_AFTER = 4.0  # seconds
POLL_INTERVAL = 1.0  # seconds


class CopyTarget:
    """The copy's connection; each of its transactions renews the lease first.

    ``is_new``: the copy was never complete, so pages are committed as they are written.
    """

    def __init__(self, location: DatabaseLocation, connection: Connection, held: HeldLease) -> None:
        self.location = location
        self.connection = connection
        self.is_new = False
        self._held = held
        self.begin()

    def begin(self) -> None:
        """Begin a transaction that holds the lease; another run cannot take it before the transaction ends.

        Raises:
            CopyInProgress: the lease expired meanwhile, and another run has it.
        """
        try:
            leases.renew(self.connection, self._held, seconds=LEASE_SECONDS)
        except LeaseLostError as error:
            raise CopyInProgress(
                f"This run was delayed for over {LEASE_SECONDS:.0f} s, and another one has taken over."
            ) from error
        self._begun = monotonic()

    def checkpoint(self) -> None:
        """Commit what was written so far and renew the lease, if the copy is new; otherwise do nothing.

        Raises:
            CopyInProgress: another run has the lease.
        """
        if self.is_new:
            self.connection.commit()
            self.begin()

    def keep_alive(self) -> None:
        """Do what `checkpoint` does if the last renewal was over `RENEW_AFTER` ago: for steps that only read."""
        if monotonic() - self._begun > RENEW_AFTER:
            self.checkpoint()


@contextmanager
def open_target(location: DatabaseLocation, on_wait: Callable[[float], None]) -> Iterator[CopyTarget]:
    """Open a copy for writing, under its lease. Waits for the lease of a run that died, not of one that is alive.

    ``on_wait``: called about every second of waiting, with the seconds waited so far.

    Raises:
        CopyInProgress: another run is alive.
    """
    engine = writing_engine(location)
    held = _acquire_lease(engine, location, on_wait)
    try:
        with engine.connect() as connection:
            yield CopyTarget(location, connection, held)
    finally:
        with suppress(CopyError, LeaseLostError), engine.begin() as connection:  # not released, the lease expires
            leases.release(connection, held)


def _acquire_lease(engine: Engine, location: DatabaseLocation, on_wait: Callable[[float], None]) -> HeldLease:
    began, previous = monotonic(), None
    while True:
        with engine.begin() as connection:
            held = leases.acquire(connection, LEASE, holder=leases.process_id(), seconds=LEASE_SECONDS)
            holder = leases.current_holder(connection, LEASE)
        if held is not None:
            return held
        if previous is not None and holder is not None and holder != previous:  # renewed: that run is alive
            raise CopyInProgress(
                f"Another run, process {holder[0]}, is writing to the database that {location.name} names."
            )
        previous = holder
        on_wait(monotonic() - began)
        time.sleep(POLL_INTERVAL)
