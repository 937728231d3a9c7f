"""Posting over open pages' websockets, and what some of these pages show of it, frame after frame.

The load client must not be what is measured: one that took each page's frames apart as they came was late with the next
posts, so the server stored smaller groups and told pages of fewer messages at a time. So the ways in are those of
`benchmarks.growing`: bytes made beforehand, answers counted; pages are judged when all is over.
"""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

from benchmarks.compare.chatapp import KEY
from benchmarks.compare.messages import numbers_in
from benchmarks.compare.nicegui_page import answer_to, page_of
from benchmarks.compare.readers import Readers
from benchmarks.compare.shown import ShownRows, Updates
from benchmarks.growing.burst import Poster
from benchmarks.growing.cells import open_pages
from benchmarks.growing.crowd import Crowd
from benchmarks.growing.lanes import Lane, page_lane
from benchmarks.growing.stage import Clock
from benchmarks.growing.watched import reader_of
from benchmarks.posting_figures import Outcome, Stored, outcome_of
from benchmarks.process import usage
from benchmarks.run import own_server
from tests.support.servers.server import Server

JUDGED: Final = 4  # pages whose frames are kept: keeping those of all would make the client twice as dear


class OneServer:
    """The server whose CPU is counted."""

    def __init__(self, server: Server) -> None:
        assert server.process is not None
        self.pid = server.process.pid

    def cpu(self) -> Clock:
        """Return what it has used so far."""
        used = usage(self.pid)
        return Clock((used.cpu if used else 0.0,))


@contextmanager
def looked_into(pid: int, *, is_wanted: bool) -> Iterator[None]:
    """Have a profiled server look where its CPU time goes."""
    if is_wanted:
        os.kill(pid, signal.SIGUSR1)
    yield
    if is_wanted:
        os.kill(pid, signal.SIGUSR1)


async def through_pages(
    directory: Path, senders: int, posts: int, *, warm_up: int, command: Sequence[str], look: bool
) -> Outcome:
    """Post over as many open pages, each of another person, the next message when the last is acknowledged.

    ``warm_up``: messages of each before. ``look``: have the server, which ``command`` runs, write a profile.
    """
    async with own_server(directory, tuple(command)) as server:
        people = [await server.person(f"person{index}") for index in range(senders)]
        room = await server.room(*people)
        readers = Readers(numbers_in, answer_to)
        lanes = [
            page_lane(page.reader, room)
            for page in await open_pages(readers, [(server, room, person) for person in people])
        ]
        for lane in lanes[:JUDGED]:
            lane.source.kept = []
        own = OneServer(server)
        poster = Poster(own, count(1), lanes, Crowd([]))
        try:
            poster.burst(window=1, posts=warm_up * senders)
            with looked_into(own.pid, is_wanted=look):
                burst = poster.burst(window=1, posts=posts // senders * senders)
            Crowd([lane.source for lane in lanes]).settle()  # what is shown follows the answers
        finally:
            poster.close()
        stored = Stored.of(directory / "data")
        acknowledged = [KEY.format(number) for lane in lanes for number in lane.posted[: lane.acknowledged]]
        wrong = list(_wrong(readers, lanes[:JUDGED], stored.numbers))
        readers.close()
    return outcome_of(
        stored,
        acknowledged,
        seconds=burst.waited,
        took=burst.took,
        server_cpu=burst.cpu.servers,
        client_cpu=burst.client_cpu,
        measured=range(warm_up * senders + 1, warm_up * senders + burst.posts + 1),
        wrong=wrong,
    )


def _wrong(readers: Readers, lanes: Sequence[Lane], stored: Sequence[int]) -> Iterator[str]:
    """Yield a sentence for each page that showed something wrongly, or does at the end."""
    updates = Updates()
    for index, lane in enumerate(lanes):
        reader = reader_of(lane.source)
        readers.take(reader, b"".join(lane.source.kept or []))
        page = ShownRows(page_of(reader).elements)
        for message in reader.received:
            page.take(updates[message])
        if faults := page.judge(stored):
            yield f"page {index}: {faults}"
