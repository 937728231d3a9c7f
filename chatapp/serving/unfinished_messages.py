"""Websocket messages of which a part has arrived: what is kept of all of them is bounded, whoever sends them.

One may be as large as a page's may be, 1 MB, and a stranger's socket stays for ten seconds: a thousand took 1 GB.
"""

import asyncio
from collections import OrderedDict
from typing import Final, Protocol

MOST: Final = 64 * 1024 * 1024  # bytes


class Sender(Protocol):
    """A connection."""

    transport: asyncio.Transport


class UnfinishedMessages:
    """Their bytes, by connection. Beyond ``most`` of them those are cut off that began first.

    What a page sends is whole within moments, so the ones that wait for its end on purpose are the first.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most, self._total = most, 0
        self._sizes = OrderedDict[Sender, int]()  # the one that began first is the first

    def note(self, sender: Sender, size: int) -> None:
        """Note how much is there of a connection's message; 0 if there is none, or the connection has gone."""
        self._total += size - self._sizes.get(sender, 0)
        if size:
            self._sizes[sender] = size
        else:
            self._sizes.pop(sender, None)
        while self._total > self._most:
            first, kept = self._sizes.popitem(last=False)
            self._total -= kept
            first.transport.abort()
