"""The benchmarks' own arithmetic: a figure nobody can trust is worse than none."""

import asyncio
import gc
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

import pytest

from benchmarks.compare.cell import Cell, Plan
from benchmarks.compare.chatapp import Chatapp, Look
from benchmarks.compare.messages import SIZE, body, numbers_in
from benchmarks.compare.nicegui_page import answer_to
from benchmarks.compare.onto import onto
from benchmarks.compare.parts import gathered
from benchmarks.compare.promises import promises
from benchmarks.compare.readers import Reader, Readers
from benchmarks.compare.results import page
from benchmarks.compare.schedule import Schedule
from benchmarks.compare.spread import Spread, ratio
from benchmarks.compare.subjects import SUBJECTS
from benchmarks.compare.verdict import Faults, judge
from benchmarks.mixed_day import MixedDay
from benchmarks.starting import Starting
from chatapp.presence import PresenceState
from pages.browser.calls import call
from pages.nicegui_patches.frames import TEXT, packet_of, websocket_frame
from pages.sidebar.room_row_html import RowView, room_row_html
from tests.support.browser.rendered_rooms import StoredRoom
from tests.support.running.patience import until

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


def test_several_runs_of_a_part_are_lists_of_figures_and_one_that_was_broken_says_so() -> None:
    runs = [{"ms": 2.0, "of": "a", "is_broken": True}, {"ms": 1.0, "of": "b"}, {"ms": 4.0, "of": "b"}]
    assert gathered(runs) == {"ms": [2.0, 1.0, 4.0], "of": "b", "is_broken": True}
    assert gathered([runs[1], {"error": "no server"}]) == {"error": "no server"}


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
    assert verdicts["lost, duplicated or reordered"] == "not kept"
    told = page(json.loads(json.dumps(record)))
    assert "| **Chatapp** | 500 (100–900) | 20.0× (10.0–30.0) |" in told
    assert "| **lost, duplicated or reordered** | **≤ 0** | **≤ 0** | **1.00** | **not kept** |" in told


def test_lone_messages_a_mixed_day_and_starts_stand_in_the_one_table() -> None:
    record = record_of(chatapp=[100.0], channels=[10.0])
    lone = {"server_cpu_us_per_page": 30.0, "latency_p50_ms": 5.0, "latency_p99_ms": 9.0}
    cell = {"repeat": 0, "pages": 200, "lost": 0, "duplicated": 0, "reordered": 0}
    cells = {"chatapp": lone, "broadcast": {**lone, "server_cpu_us_per_page": 10.0, "latency_p50_ms": 4.5}}
    record["lone"] = [{**cell, "subject": subject, "lone": figures} for subject, figures in cells.items()]
    record["parts"] = {
        "mixed_day": {**asdict(MixedDay(500, 50, 1000, 25, 40.0, 9.0, None, [300.0, 310.0])), "is_broken": True},
        "starting": asdict(Starting([3.0, 2.0, 4.0], [2.0] * 3, [1.5], [1.0])),
    }
    table = page(json.loads(json.dumps(record))).partition("## What is promised")[2].partition("\n## ")[0]
    what = "one message at a time, 200 pages in view"
    slow = f"| **{what}: CPU a page against `broadcast()`** | **≤ 1.6×** | **≤ 1.2×** | **3.00×** | **not kept** |"
    assert slow in table
    assert f"| {what}: p50 beyond `broadcast()`'s | ≤ 2 ms | ≤ 1 ms | 0.50 ms | aim reached |" in table
    assert "| mixed day: the server's share of a core |  |  | 40.0 % |  |" in table
    assert "| mixed day: p99 |  |  | not measured |  |" in table
    assert "| cold start, until it is ready |  |  | 3.00 s (2.00–4.00) |  |" in table
    assert "500 open pages over 50 rooms" in table


def test_a_run_of_some_parts_takes_the_rest_from_an_earlier_one() -> None:
    before, now = record_of(chatapp=[100.0]), record_of()
    before["parts"] = {"posting": {"service": 1.0}, "starting": {"cold_s": [1.0]}}
    before["lone"], now["lone"] = [{"subject": "broadcast"}], [{"subject": "chatapp"}]
    now |= {"parts": {"starting": {"cold_s": [2.0]}}, "plan": {**Schedule(False, [9], 1).told(), "lone_pages": [7]}}
    found: dict[str, Any] = onto(before, now)
    assert found["parts"] == {"posting": {"service": 1.0}, "starting": {"cold_s": [2.0]}}
    assert (found["cells"], found["lone"]) == (before["cells"], now["lone"])
    assert (found["plan"]["pages"], found["plan"]["lone_pages"]) == ([500], [7])
    assert "commit abc: `make bench`" in found["note"]


async def test_the_first_page_posts_whichever_was_opened_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "freeze", lambda: None)  # it would be for the whole run
    monkeypatch.setattr(gc, "disable", lambda: None)

    class Slow:
        """A subject of whose pages the first are there last."""

        readers = Readers(numbers_in, answer_to)
        order: ClassVar[list[int]] = []

        async def open(self, index: int) -> int:
            for _ in range(20 - index):
                await asyncio.sleep(0)
            self.order.append(index)
            return index

    cell: Any = Cell(Slow(), Plan(20, 0, 0, 0, 0, 0, 0))  # type: ignore[arg-type]
    await cell._open()
    Slow.readers.close()
    assert Slow.order != sorted(Slow.order)
    assert cell._opened == list(range(20))


async def test_a_page_elsewhere_knows_of_messages_by_marks_and_by_rows_that_are_drawn(tmp_path: Path) -> None:
    chatapp = Chatapp(tmp_path, look=Look.ELSEWHERE)
    chatapp._before = 2  # lines of Chatapp's own
    room = StoredRoom(9).as_ben_sees_it()
    row = room_row_html(RowView(room, PresenceState.OFFLINE, is_current=False, count=4, mentions=0, red_count=0))
    for code, known in ((call("unread.more", str(room.uuid), 1, 5), 3), (call("rows.show", [row], None), 4)):
        assert list(chatapp._told_by(packet_of("run_javascript", {"code": code}))) == list(range(1, known + 1))
    assert list(chatapp._told_by(packet_of("run_javascript", {"code": call("sendQueue.done", "build-000007")}))) == []
    chatapp.readers.close()


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
