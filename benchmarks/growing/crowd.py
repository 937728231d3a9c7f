"""Open pages that look on: many, and read so cheaply that a core has room for what they look at."""

import json
import time
from collections.abc import Sequence
from time import perf_counter

from benchmarks.compare.nicegui_page import page_of
from benchmarks.compare.wire import TEXT
from benchmarks.growing.lanes import Source
from benchmarks.wire import client_frame

PONG = client_frame(TEXT, b"3")
SILENCE = 0.5  # seconds after which nothing more will come
ACK_EVERY = 15.0  # seconds; browsers do so when much has come, and answer pings
PONG_EVERY = 8.0  # seconds; the server takes one that it has not asked for


class Crowd:
    """Pages read in sweeps: whole where something is kept for the judge, else only their bytes are counted.

    ``others``: pages that somebody else reads, and that would be closed if nobody answered for them.
    """

    def __init__(self, sources: list[Source], others: Sequence[Source] = ()) -> None:
        self.sources, self._others = sources, others
        self._acknowledge_at = self._pong_at = perf_counter()
        self.last_at = perf_counter()  # when a kept page had a message last

    def settle(self) -> None:
        """Read all that is on its way: until nothing has come for a while."""
        had, silent_since = -1, perf_counter()
        while (now := perf_counter()) - silent_since < SILENCE:
            if had != (had := sum(source.received for source in self.sources)):
                silent_since = now
            self.sweep()
            time.sleep(SILENCE / 10)

    def sweep(self) -> None:
        """Read what has come; answer as browsers do, acknowledging now and then what they have got."""
        now = perf_counter()
        is_due = now - self._acknowledge_at > ACK_EVERY
        for source in self.sources:
            if source.kept is not None:
                self.last_at = perf_counter() if source.read() else self.last_at
            elif is_due:
                source.read()
            else:
                source.skim()
            if is_due:
                _acknowledge(source)
        self._acknowledge_at = now if is_due else self._acknowledge_at
        if now - self._pong_at > PONG_EVERY:
            self._pong_at = now
            for source in (*self.sources, *self._others):
                source.socket.send(PONG)


def _acknowledge(source: Source) -> None:
    reader = source.reader
    if reader is not None and reader.own_number[:-2].isdigit():
        message = {"client_id": page_of(reader).client_id, "next_message_id": int(reader.own_number[:-2]) + 1}
        source.socket.send(client_frame(TEXT, f"42{json.dumps(['ack', message])}".encode()))
