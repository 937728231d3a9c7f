"""The benchmarks' own arithmetic: a figure nobody can trust is worse than none."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator

import pytest

from benchmarks.compare.messages import SIZE, body, numbers_in
from benchmarks.compare.nicegui_page import answer_to
from benchmarks.compare.promises import promises
from benchmarks.compare.readers import Reader, Readers
from benchmarks.compare.results import page
from benchmarks.compare.schedule import Schedule
from benchmarks.compare.spread import Spread, ratio
from benchmarks.compare.subjects import SUBJECTS
from benchmarks.compare.verdict import Faults, judge
from pages.nicegui_patches.frames import TEXT, websocket_frame
from tests.support.patience import until

pytestmark = pytest.mark.nightly


@pytest.mark.parametrize(
    ("arrived", "faults"),
    [
        ([1, 2, 3], Faults()),
        ([1, 3], Faults(lost=1)),
        ([1, 2, 2, 3], Faults(duplicated=1)),
        ([1, 3, 2], Faults(reordered=1)),
        ([1, 2, 3, 9], Faults(duplicated=1)),
        ([], Faults(lost=3)),
    ],
)
def test_every_broken_promise_is_counted(arrived: list[int], faults: Faults) -> None:
    assert judge([1, 2, 3], arrived) == faults


def test_a_message_has_its_size_and_carries_its_number() -> None:
    assert len(body(7).encode()) == SIZE
    assert numbers_in(f"<p>{body(7)}</p><p>{body(12)}</p>".encode()) == [7, 12]


@pytest.fixture
async def heard() -> AsyncIterator[tuple[socket.socket, Readers, Reader]]:
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    readers = Readers(numbers_in, answer_to)
    reader = Reader(theirs)
    readers.add(reader)
    yield ours, readers, reader
    readers.close()
    ours.close()


async def test_frames_that_arrive_in_pieces_are_counted_once(heard: tuple[socket.socket, Readers, Reader]) -> None:
    ours, readers, reader = heard
    said = [f'42["update",{{"5":{{"text":"{body(number)}"}},"_id":{number}}}]'.encode() for number in (1, 2, 3)]
    stream = b"".join(websocket_frame(TEXT, text) for text in said)
    for start in range(0, len(stream), 7):
        ours.send(stream[start : start + 7])
        await asyncio.sleep(0)
    await readers.reach(3)
    assert [number for each in reader.received for number in each.numbers] == [1, 2, 3]
    assert (readers.count, readers.frames, reader.own_number, readers.faults) == (3, 3, b"3}]", [])


async def test_pings_are_answered_and_a_lost_connection_is_a_fault(
    heard: tuple[socket.socket, Readers, Reader],
) -> None:
    ours, readers, _ = heard
    ours.send(websocket_frame(TEXT, b"2"))
    ours.setblocking(False)
    assert (await asyncio.get_running_loop().sock_recv(ours, 100)).endswith(b"3")
    ours.shutdown(socket.SHUT_WR)
    await until(lambda: readers.faults)
    assert readers.faults == ["the server closed a connection"]


def test_everybody_takes_a_turn_before_anybody_has_a_second() -> None:
    turns = list(Schedule(False, [500, 1000], 2).turns(list(SUBJECTS)))
    assert [turn.repeat for turn in turns] == sorted(turn.repeat for turn in turns)
    first = [(turn.subject, turn.pages) for turn in turns if turn.repeat == 0]
    loaded = [entry for entry in SUBJECTS.values() if entry.is_loaded]
    assert len(set(first)) == len(first) == 2 * len(loaded) - 1  # NiceGUI's example has few pages, once


def test_ratios_are_formed_within_a_repeat() -> None:
    record = record_of(chatapp=[100.0, 900.0], channels=[10.0, 30.0])
    assert ratio(record, ("chatapp", 500), ("channels", 500), "flat_out", "deliveries_per_s") == Spread(20, 10, 30)


def test_the_results_say_what_was_kept_and_what_was_not() -> None:
    record = record_of(chatapp=[100.0, 900.0], channels=[10.0, 30.0])
    verdicts = {promise.what: promise.verdict for promise in promises(record)}
    assert verdicts["deliveries/s at 500 pages against Channels in memory"] == "kept"
    assert verdicts["lost, duplicated or reordered"] == "**not kept**"
    assert "| **Chatapp** | 500 (100–900) | 20.0× (10.0–30.0) |" in page(json.loads(json.dumps(record)))


def test_a_peer_that_was_kept_from_working_is_beaten_by_nobody() -> None:
    record = record_of(busy=40.0, chatapp=[900.0], channels=[10.0])
    assert "no verdict" in next(iter(promises(record))).verdict


def record_of(*, busy: float = 99.0, **measured: list[float]) -> dict[str, object]:
    """Return the record of a run with these deliveries a second; the first message of each cell was lost."""
    burst = {"messages": 1, "messages_per_frame": 1.0, "server_cpu_us_per_delivery": 1.0}
    shares = {"server_busy_percent": busy, "client_busy_percent": 30.0}
    cells: list[dict[str, object]] = [
        {
            "subject": subject,
            "repeat": repeat,
            "pages": 500,
            "flat_out": {"deliveries_per_s": value, **burst, **shares},
            "deep": None,
            "latency_p99_ms": None,
            "lost": 1,
            "duplicated": 0,
            "reordered": 0,
            "faults": [],
        }
        for subject, values in measured.items()
        for repeat, value in enumerate(values)
    ]
    machine = {"processor": "P", "system": "S", "cores": 2, "memory_gb": 8, "python": "3"}
    told = {"command": "make bench", "at": "2026-01-01T00:00", "revision": "abc", "note": "", "machine": machine}
    return {
        **told,
        "versions": {"chatapp": {}, "peers": {}},
        "plan": Schedule(True, [500], 2).told(),
        "cells": cells,
        "parts": {},
    }
