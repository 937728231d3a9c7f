"""A thread that computes lets the event loop's thread go on soon."""

import sys

import pytest

from chatapp.serving import threads


def test_a_process_that_serves_has_its_threads_give_way_ten_times_as_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    told = list[float]()
    monkeypatch.setattr(sys, "setswitchinterval", told.append)
    threads.give_way()
    assert told == [pytest.approx(0.005 / 10)]
