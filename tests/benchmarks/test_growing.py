"""What the benchmark of growing makes of its cells."""

import socket
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.compare.spread import Spread
from benchmarks.growing.__main__ import is_broken
from benchmarks.growing.lanes import Lane, Source
from benchmarks.growing.section import promised, section
from benchmarks.growing.watched import place_of

pytestmark = pytest.mark.nightly


def posts(subject: str, repeat: int, cpu: float, way: str = "page", clients: int = 64) -> dict[str, Any]:
    used = {"servers": cpu, "postgresql": 0.0, "redis": 0.0, "total": cpu}
    cell = {"way": way, "clients": clients, "cpu_us_per_post": used, "posts_per_s": 100.0, "lost": 0, "duplicated": 0}
    return {"part": "posts", "subject": subject, "repeat": repeat, **cell}


def busy(subject: str, repeat: int, rate: float, busiest: float, **faults: int) -> dict[str, Any]:
    clean = {"lost": 0, "duplicated": 0, "reordered": 0, "unlike": 0, "faults": 0, "passed_over": 0}
    used = {"servers": 90.0, "postgresql": 10.0, "redis": 1.0, "client": 50.0}
    cell = {"deliveries_per_s": rate, "busiest_us_per_post": busiest, "all_us_per_delivery": 2.0, "busy_percent": used}
    return {"part": "busy", "subject": subject, "repeat": repeat, **cell, **clean, **faults}


def found(*cells: dict[str, Any]) -> dict[str, Any]:
    when = {"at": "2026-11-21T17:00+00:00", "revision": "abc"}
    return {**when, "repeats": 2, "pages": 500, "rooms": 50, "clients": 64, "cells": list(cells)}


def test_ratios_are_formed_within_a_repeat_and_the_busiest_server_says_what_a_core_for_each_would_bring() -> None:
    run = found(
        posts("embedded", 0, 100.0), posts("one", 0, 150.0), posts("embedded", 1, 200.0), posts("one", 1, 500.0),
        posts("one", 0, 90.0, way="REST"), posts("embedded", 0, 100.0, way="REST"), posts("one", 1, 9999.0, clients=1),
        busy("one", 0, 100.0, 900.0), busy("two", 0, 120.0, 500.0), busy("one", 1, 50.0, 1000.0),
        {"part": "busy", "subject": "two", "repeat": 1, "error": "away"},
    )  # fmt: skip
    assert promised(run) == {
        "faster": Spread(1.2, 1.2, 1.2),
        "lighter": Spread(1.8, 1.8, 1.8),
        "dearer": Spread(1.0, 1.0, 1.0),
        "page": Spread(2.0, 1.5, 2.5),
        "REST": Spread(0.9, 0.9, 0.9),
    }
    assert "| 500 | 1.80× |" in section(run), "two, each with a core"


def test_what_was_not_measured_is_said_and_a_fault_is_summed() -> None:
    told = section(found(busy("one", 0, 100.0, 1000.0, lost=1), busy("one", 1, 100.0, 1000.0, lost=2)))
    assert "| 3, 0, 0, 0 | 0 |" in told
    assert set(promised(found()).values()) == {None}
    assert "two processes |" not in told, "nobody measured them"


@pytest.mark.parametrize(("rooms", "lanes"), [(1, 8), (2, 4), (50, 50)])
def test_those_who_post_are_shared_out_among_rooms_and_processes(rooms: int, lanes: int) -> None:
    places = [place_of(lane, rooms, 2) for lane in range(lanes)]
    for at, kinds in ((0, rooms), (1, 2)):
        assert set(Counter(place[at] for place in places).values()) == {lanes // kinds}


@pytest.mark.parametrize("kind", ["lost", "duplicated", "reordered", "unlike", "faults"])
def test_any_fault_breaks_the_run(kind: str) -> None:
    assert not is_broken([busy("one", 0, 1.0, 1.0)])
    assert is_broken([busy("one", 0, 1.0, 1.0), busy("two", 0, 1.0, 1.0, **{kind: 1})])
    assert is_broken([{"part": "busy", "error": "away"}])


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    yield ours, theirs
    ours.close()
    theirs.close()


def test_acknowledgements_in_pieces_are_counted_once(line: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = line
    source = Source(theirs, b"done(")
    source.kept = []
    stream = b"xdone(1)done(2)..done(3)do"
    for at in range(len(stream)):
        ours.send(stream[at : at + 1])
        source.read()
    assert (source.count, source.received, b"".join(source.kept)) == (3, len(stream), stream)
    ours.send(b"ne(")
    assert source.read() == 1
    ours.close()
    with pytest.raises(ConnectionResetError):
        source.read()


def test_a_lane_sends_each_number_in_its_place_even_when_the_connection_is_full(
    line: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = line
    lane = Lane(Source(theirs, b"done("), "room", b"<@@@@@@:@@@@@@>" + b" " * 4000)
    lane.post(list(range(1, 401)))  # more than a socket's buffer takes
    got = b""
    while len(got) < 400 * 4015:
        got += ours.recv(1 << 20)
        lane.flush()
    assert [int(part[:6]) for part in got.split(b"<")[1:]] == list(range(1, 401)) == lane.posted
