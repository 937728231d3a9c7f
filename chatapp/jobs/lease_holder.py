"""A lease, renewed while work is running."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

from chatapp.errors import Unavailable
from chatapp.storage import leases
from chatapp.storage.leases import HeldLease, LeaseLostError
from chatapp.storage.unit_of_work import Transactions

LIFE: Final = 30.0  # seconds a lease lives without being renewed
RENEWED: Final = 3  # times in its life

Result = TypeVar("Result")


class LeaseHolder:
    """Takes leases for one process and holds them. ``holder``: unlike every other process; ``life``: seconds."""

    def __init__(self, transactions: Transactions, holder: str, *, life: float = LIFE) -> None:
        self._transactions = transactions
        self._holder = holder
        self._life = life

    @property
    def pause(self) -> float:
        """How long to wait between two renewals, or before retrying to take one, in seconds."""
        return self._life / RENEWED

    @property
    def life(self) -> float:
        """How many seconds a lease lives."""
        return self._life

    async def take(self, name: str) -> HeldLease | None:
        """Take a lease; None while any process holds it, this one included.

        Raises:
            Unavailable: the database is away.
        """
        return await self._transactions.run_sync(
            lambda work: leases.acquire(work.connection, name, holder=self._holder, seconds=self._life)
        )

    async def hold(self, held: HeldLease, doing: Coroutine[Any, Any, Result]) -> Result:
        """Run ``doing`` while renewing a lease, then release it. Losing the lease cancels ``doing``.

        Raises:
            LeaseLostError: it was lost, or the database was away for longer than it lives.
        """
        work = asyncio.create_task(doing, name=f"under the lease {held.name}")
        keeping = asyncio.create_task(self._keep(held), name=f"keeps the lease {held.name}")
        try:
            await asyncio.wait({work, keeping}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise LeaseLostError(f"the lease {held.name} was lost")
            return work.result()
        finally:
            for task in (work, keeping):
                task.cancel()
            await asyncio.gather(work, keeping, return_exceptions=True)
            await self._release(held)

    async def _keep(self, held: HeldLease) -> None:
        """Renew a lease until it is lost; while the database is away, for as long as it lives."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._life
        while True:
            await asyncio.sleep(self.pause)
            asked_at = loop.time()
            try:
                await self._transactions.run_sync(lambda work: leases.renew(work.connection, held, seconds=self._life))
            except LeaseLostError:
                return
            except Unavailable:
                if asked_at >= until:
                    return
            else:
                until = asked_at + self._life

    async def _release(self, held: HeldLease) -> None:
        try:
            await self._transactions.run_sync(lambda work: leases.release(work.connection, held))
        except (Unavailable, LeaseLostError):
            return  # it expires, or another process holds it
