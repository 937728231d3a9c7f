"""Bodies of requests that are read whole: how much of them one network may have in memory at the same time.

Nobody has to be signed in to send one, and whoever sends it slowly keeps it here for minutes.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from chatapp.errors import Busy

OF_NETWORK: Final = 32 * 1024 * 1024  # bytes; an office may share one address, and messages are small
SMALL: Final = 16 * 1024  # bytes of a body that is not counted


class HeldBodies:
    """The bytes that each network has here, but for small bodies."""

    def __init__(self, of_network: int = OF_NETWORK) -> None:
        self._of_network = of_network
        self._held = Counter[str]()

    @property
    def size(self) -> int:
        """How many bytes there are in all."""
        return self._held.total()

    @contextmanager
    def body(self, network: Callable[[], str]) -> "Iterator[HeldBody]":
        """Yield what counts one body, until the block ends. ``network``: whose it is, asked for if that matters."""
        held = HeldBody(self, network)
        try:
            yield held
        finally:
            if held.size:
                self.change(network(), -held.size)

    def change(self, network: str, size: int) -> None:
        """Count bytes that have come, or gone.

        Raises:
            Busy: too many are here.
        """
        if size > 0 and self._held[network] + size > self._of_network:
            raise Busy
        self._held[network] += size
        if not self._held[network]:
            del self._held[network]


class HeldBody:
    """One body. ``size``: the bytes of it that are counted."""

    def __init__(self, bodies: HeldBodies, network: Callable[[], str]) -> None:
        self._bodies, self._network = bodies, network
        self.size = 0

    def has(self, size: int) -> None:
        """Note how much of it is here; raises as `HeldBodies.change`."""
        if size > SMALL:
            self._bodies.change(self._network(), size - self.size)
            self.size = size
