"""Reading again what a page shows: one reading at a time, and another one if something has changed meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable

from chatapp.errors import Unavailable
from chatapp.timers import Coalescer
from pages.shell.shell import Shell


class Refresher:
    """Runs ``refresh`` for a page until nothing has changed meanwhile, and again while the database is away.

    What many pages are told at once, only a few of them read at the same time: the others wait for their turn, and
    nobody's message waits for all of them. It stops when the page or its session has ended, or when ``is_wanted`` says
    that it is no longer needed.
    """

    def __init__(
        self, shell: Shell, refresh: Callable[[], Awaitable[None]], is_wanted: Callable[[], bool] = lambda: True
    ) -> None:
        self._shell = shell
        self._refresh = refresh
        self._is_wanted = is_wanted
        self._is_due = self._is_waiting = False
        self.is_running = False

    def request(self) -> None:
        """Refresh in the background. A refresh that is running may have read too early: another one follows it."""
        self._is_due = True
        if not (self.is_running or self._is_waiting):
            self._is_waiting = True
            self._shell.run(self._run_in_turn())

    async def _run_in_turn(self) -> None:
        async with self._shell.chat.refresh_slots:
            self._is_waiting = False
            if self._is_due:
                await self.run()

    async def run(self, *, retries: bool = True) -> None:
        """Refresh now; if a refresh is running, that one goes on instead. ``retries``: wait for the database.

        Raises:
            Unavailable: the database is away, and ``retries`` is false.
        """
        self._is_due = True
        if self.is_running:
            return
        self.is_running = True
        try:
            while self._is_due and self._is_alive:
                self._is_due = False
                try:
                    await self._refresh()
                except Unavailable as error:
                    if not retries:
                        raise
                    self._is_due = True
                    await asyncio.sleep(error.retry_after)
        finally:
            self.is_running = False

    @property
    def _is_alive(self) -> bool:
        return self._shell.is_signed_in and not self._shell.client.is_deleted and self._is_wanted()


def gathered_refresh(
    shell: Shell, refresh: Callable[[], Awaitable[None]], seconds: float, is_wanted: Callable[[], bool] = lambda: True
) -> Coalescer:
    """Return what a view asks to `request` a refresh: what changes within ``seconds`` is read together.

    It ends when the person leaves the view. ``refresh``, ``is_wanted``: as `Refresher`.
    """
    gathered = Coalescer(seconds, Refresher(shell, refresh, is_wanted).request)
    shell.on_leaving_view(gathered.cancel)
    return gathered
