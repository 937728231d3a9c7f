"""What is said of a soak: each thing that is left, by its name, and nothing of one that left nothing."""

from collections import Counter
from dataclasses import replace

import pytest

from benchmarks.holdings import Holdings
from benchmarks.soak_verdict import LONGEST_PAUSE, MORE_MEMORY, MOST_CUT, broken, cut_off, more, paused, tell

EMPTY = Holdings(
    pages=0,
    sockets=0,
    tabs=0,
    owners=3,
    subscriptions=4,
    feeds=5,
    files=20,
    tasks={"sweep": 1, "pings": 2},
    memory=200.0,
)


def test_a_server_that_gave_everything_back_is_blamed_for_nothing() -> None:
    found = [
        EMPTY,
        replace(EMPTY, memory=260.0),
        replace(EMPTY, memory=260.0 + MORE_MEMORY, longest_pause=LONGEST_PAUSE),
    ]
    assert broken(found) == []
    assert paused(found) == []
    assert cut_off(Counter(), whole=0) == []


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        ({"pages": 2}, "2 pages are left"),
        ({"sockets": 1}, "1 sockets are left"),
        ({"tabs": 7}, "7 tabs are left"),
        ({"owners": 5}, "2 owners are left"),
        ({"subscriptions": 5}, "1 subscriptions are left"),
        ({"feeds": 8}, "3 feeds are left"),
        ({"files": 21}, "1 files are left"),
        ({"tasks": {"sweep": 1, "pings": 2, "upload": 1}}, "tasks are left: {'upload': 1}"),
        ({"tasks": {"sweep": 4, "pings": 0}}, "tasks are left: {'sweep': 3}"),
        ({"memory": 211.5}, "memory grew by 11.5 MB after the first part"),
    ],
)
def test_each_thing_that_is_left_is_named(left: dict[str, object], sentence: str) -> None:
    assert broken([EMPTY, EMPTY, replace(EMPTY, **left)]) == [sentence]  # type: ignore[arg-type]


def test_what_was_left_after_the_first_part_and_went_later_is_no_fault() -> None:
    assert broken([EMPTY, replace(EMPTY, pages=3, files=40), EMPTY]) == []


def test_memory_is_compared_with_the_first_part_and_not_with_an_empty_server() -> None:
    first = replace(EMPTY, memory=EMPTY.memory + 10 * MORE_MEMORY)
    assert broken([EMPTY, first]) == []


def test_all_that_is_left_is_told_at_once() -> None:
    last = replace(EMPTY, pages=1, files=22, memory=300.0)
    assert broken([EMPTY, EMPTY, last]) == [
        "1 pages are left",
        "2 files are left",
        "memory grew by 100.0 MB after the first part",
    ]


def test_the_longest_pause_of_any_part_counts_but_not_one_before_the_first() -> None:
    slow = replace(EMPTY, longest_pause=LONGEST_PAUSE + 0.1)
    assert paused([slow, EMPTY, EMPTY]) == []
    assert paused([EMPTY, slow, EMPTY]) == [f"the loop stood still for {LONGEST_PAUSE + 0.1:.1f} ms"]


def test_a_soak_whose_pages_were_cut_off_is_not_believed() -> None:
    few, many = int(MOST_CUT * 100), int(MOST_CUT * 100) + 1
    assert cut_off(Counter({"Refused()": few}), whole=100 - few) == []
    cut = Counter({"Refused()": many - 1, "it had to connect again": 1, "never": 0})
    assert cut_off(cut, whole=100 - many) == [
        f"{many} of 100 pages were cut off: {many - 1} × Refused(), 1 × it had to connect again"
    ]
    assert cut_off(Counter({"Refused()": 1}), whole=0) != []


def test_more_counts_only_what_there_is_more_of() -> None:
    assert more({"a": 3, "b": 1, "c": 1}, {"a": 1, "b": 1, "d": 9}) == {"a": 2, "c": 1}


def test_each_part_is_a_line_below_one_that_names_its_columns(capsys: pytest.CaptureFixture[str]) -> None:
    tell("shared", [EMPTY])
    tell("shared", [EMPTY, replace(EMPTY, memory=210.04, longest_pause=12.34)])
    names, before, part = capsys.readouterr().out.strip().splitlines()
    assert names.split()[:4] == ["shared", "memory", "pages", "tasks"]
    assert before.split()[:4] == ["before", "200.0", "0", "3"]
    assert part.split()[:3] == ["part", "1", "210.0"]
    assert part.endswith("12.3 ms")
