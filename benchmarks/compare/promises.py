"""What is promised of the timeline, and whether a run kept it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.compare import lone
from benchmarks.compare.spread import Spread, ratio, spread
from benchmarks.growing.section import promised

NOT_KEPT = "not kept"  # the whole row is bold then
AT_ITS_LIMIT = 80.0  # percent of a core; a server that used less while posts waited was kept from working

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Promise:
    """One line of the table. ``most``: the figures are upper bounds. ``peer``: the cells it was compared with."""

    what: str
    least: float
    aimed: float
    unit: str
    measured: Spread | None
    most: bool = False
    peer: tuple[Record, ...] = ()

    @property
    def at_least(self) -> str:
        """The bound, for people."""
        return f"{'≤ ' if self.most else ''}{self.least:,g}{self.unit}"

    @property
    def aim(self) -> str:
        """The aim, for people."""
        return f"{'≤ ' if self.most else ''}{self.aimed:,g}{self.unit}"

    @property
    def verdict(self) -> str:
        """Whether the median keeps it."""
        if self.measured is None:
            return ""
        if any(cell["flat_out"]["server_busy_percent"] < AT_ITS_LIMIT for cell in self.peer):
            return "no verdict: the peer did not have its core ‡"
        sign = -1 if self.most else 1
        value = self.measured.median * sign
        return "aim reached" if value >= self.aimed * sign else "kept" if value >= self.least * sign else NOT_KEPT


def promises(record: Record) -> Iterator[Promise]:
    """Yield all lines; what a run did not measure has no figure."""
    for pages in record["plan"]["pages"]:
        own = ("chatapp", pages)
        against = ratio(record, own, ("channels", pages), "flat_out", "deliveries_per_s")
        peer = _of(record, "channels", pages)
        yield Promise(f"deliveries/s at {pages:,} pages against Channels in memory", 15, 30, "×", against, peer=peer)
        against = ratio(record, own, ("broadcast", pages), "flat_out", "deliveries_per_s")
        peer = _of(record, "broadcast", pages)
        yield Promise(f"deliveries/s at {pages:,} pages against `broadcast()`", 0.4, 0.8, "×", against, peer=peer)
    for pages in record["plan"]["pages"]:
        cells = [cell for cell in _of(record, "chatapp", pages) if cell["deep"]]
        measured = spread(cell["deep"]["deliveries_per_s"] for cell in cells) if cells else None
        yield Promise(f"deliveries/s at {pages:,} pages, deep pipeline", 300_000, 700_000, "", measured)
    own_cells = [cell for pages in record["plan"]["pages"] for cell in _of(record, "chatapp", pages)]
    wrong = [cell["lost"] + cell["duplicated"] + cell["reordered"] for cell in own_cells]
    yield Promise("lost, duplicated or reordered", 0, 0, "", spread(wrong) if wrong else None, most=True)
    most = max(record["plan"]["pages"])
    against = ratio(record, ("chatapp", most), ("channels", most), "", "latency_p99_ms")
    what, peer = f"p99 at 2,000 deliveries/s, {most:,} pages, against Channels", _of(record, "channels", most)
    yield Promise(what, 0.25, 0.1, "×", against, most=True, peer=peer)
    for bound in lone.bounds(record):
        yield Promise(*bound, most=True)
    for what, least, aimed, unit, part, name, is_most in PARTS:
        yield Promise(what, least, aimed, unit, _of_part(record, part, name), most=is_most)
    grown = promised(record["parts"]["growing"]) if "cells" in record["parts"].get("growing", {}) else {}
    for what, least, aimed, name, is_most in GROWN:
        yield Promise(what, least, aimed, "×", grown.get(name), most=is_most)


PARTS: tuple[tuple[str, float, float, str, str, str, bool], ...] = (
    ("server CPU to open a room of 50 messages, coming anew", 6, 4, " ms", "page_cost", "cpu_ms_to_open_with_50", True),
    ("the same by people who are there already", 6, 4, " ms", "page_cost", "cpu_ms_to_open_with_50_again", True),
    ("the same of a room with 1,000", 7, 5, " ms", "page_cost", "cpu_ms_to_open_with_1000", True),
    ("server memory per open page", 0.15, 0.1, " MB", "page_cost", "memory_mb_per_page", True),
    ("idle CPU per 1,000 open pages, of a core", 4, 2, " %", "page_cost", "idle_cpu_percent_per_1000_pages", True),
    ("posting, acknowledged when durable, 64 senders, the service", 5_000, 15_000, "/s", "posting", "service", False),
    ("the same over 64 open pages' websockets", 8_000, 15_000, "/s", "posting", "websocket", False),
    ("server CPU of `GET /me` by REST, against a bare route", 2.5, 1.5, "×", "rest_cost", "me_times", True),
    ("the same of a post, acknowledged when durable", 3, 2, "×", "rest_cost", "post_times", True),
    ("the same of a page of 50 messages", 2.5, 1.5, "×", "rest_cost", "history_times", True),
    ("a file of 100 MiB up in pieces, against nginx that takes them", 0.5, 0.8, "×", "uploads", "up_times", False),
    ("the same file down, against nginx", 0.5, 0.8, "×", "uploads", "down_times", False),
    ("the server's memory for it, up and down", 30, 15, " MiB", "uploads", "memory_mib", True),
    ("p99 of a post while such files go up and down, against none", 1.2, 1.0, "×", "uploads", "p99_times", True),
    ("a page back in 1,000,000 messages against 1,000", 1.2, 1.0, "×", "paging", "service_ratio", True),
)

GROWN: tuple[tuple[str, float, float, str, bool], ...] = (
    ("deliveries/s of two processes against one, all on the same two cores", 1.7, 2.0, "faster", False),
    ("the same by the CPU of the busiest process: with a core for each", 1.7, 1.9, "lighter", False),
    ("CPU of everything for a delivery, two processes against one", 1.2, 1.1, "dearer", True),
    ("CPU of a post on PostgreSQL and Redis against the default, 64 people's pages", 2.0, 1.5, "page", True),
    ("the same by REST, 64 programs", 2.0, 1.5, "REST", True),
)


def _of(record: Record, subject: str, pages: int) -> tuple[Record, ...]:
    cells = (cell for cell in record["cells"] if cell["subject"] == subject and "error" not in cell)
    return tuple(cell for cell in cells if cell["pages"] == pages)


def _of_part(record: Record, part: str, name: str) -> Spread | None:
    """Return a part's figure: a number, the same of several turns, or posts a second with their lowest and highest."""
    value = record["parts"].get(part, {}).get(name)
    if value is None:
        return None
    if isinstance(value, list):
        return spread(value)
    if isinstance(value, dict):
        return Spread(value["posts_per_s"], value["lowest"], value["highest"])
    return Spread(value, value, value)
