"""The end that is written to: under a lease that fences, and never seen half done once it was complete.

A new copy is written page by page, each durable at once, so that a run that is killed costs little. A copy that was
complete is changed in one transaction, which ends only when it was found equal: at any moment it can be used.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic

from sqlalchemy import Connection, Engine

from chatapp.storage import leases
from chatapp.storage.leases import HeldLease, LeaseLostError
from chatapp.transfer.sync.connections import writing
from chatapp.transfer.sync.errors import CopyError, CopyInProgress
from chatapp.transfer.sync.location import Place

LEASE = "copy"
HELD_FOR = 30.0  # seconds after which others take over from a run that has died
RENEWED_AFTER = 4.0  # seconds
ASKED_EVERY = 1.0  # seconds


class Target:
    """A connection in one transaction after the other, each under the lease.

    ``is_new``: the copy was never complete, and what was written is committed as it comes.
    """

    def __init__(self, place: Place, connection: Connection, held: HeldLease) -> None:
        self.place = place
        self.connection = connection
        self.is_new = False
        self._held = held
        self.begin()

    def begin(self) -> None:
        """Begin a transaction that no other run can overtake.

        Raises:
            Busy: this run was asleep for too long, and another one has taken over.
        """
        try:
            leases.renew(self.connection, self._held, seconds=HELD_FOR)
        except LeaseLostError as error:
            raise CopyInProgress(
                f"This run was held up for over {HELD_FOR:.0f} s, and another one has taken over."
            ) from error
        self._begun = monotonic()

    def settle(self) -> None:
        """Make durable what was written so far, if the copy is new; says that this run is alive.

        Raises:
            Busy: another run has taken over.
        """
        if self.is_new:
            self.connection.commit()
            self.begin()

    def breathe(self) -> None:
        """Do the same, but only now and then: where much is read and nothing is written."""
        if monotonic() - self._begun > RENEWED_AFTER:
            self.settle()


@contextmanager
def alone(place: Place, on_wait: Callable[[float], None]) -> Iterator[Target]:
    """Open a copy for writing, under its lease. Waits for a run that has died to expire; not for one that is alive.

    ``on_wait`` hears for how many seconds we have waited.

    Raises:
        Busy: another run is under way.
    """
    engine = writing(place)
    held = _take(engine, place, on_wait)
    try:
        with engine.connect() as connection:
            yield Target(place, connection, held)
    finally:
        with suppress(CopyError, LeaseLostError), engine.begin() as connection:  # otherwise it expires by itself
            leases.release(connection, held)


def _take(engine: Engine, place: Place, on_wait: Callable[[float], None]) -> HeldLease:
    began, other = monotonic(), None
    while True:
        with engine.begin() as connection:
            held = leases.acquire(connection, LEASE, holder=leases.process_id(), seconds=HELD_FOR)
            found = leases.current_holder(connection, LEASE)
        if held is not None:
            return held
        if other is not None and found is not None and found != other:
            raise CopyInProgress(
                f"Another run, process {found[0]}, is writing to the database that {place.name} names."
            )
        other = found
        on_wait(monotonic() - began)
        time.sleep(ASKED_EVERY)
