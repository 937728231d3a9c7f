"""The log: what strangers send fills no disk."""

import logging
import sys
from io import StringIO

import pytest
from structlog.testing import capture_logs

from chatapp.log import LossyLogger, RareTracebacks, ThrottledWarning


def test_a_warning_about_strangers_is_written_at_once_and_then_once_a_minute_with_a_count() -> None:
    throttled = ThrottledWarning("garbage")
    with capture_logs() as logged:
        for number in range(1000):
            throttled.write(what=str(number))
    assert logged == [{"event": "garbage", "log_level": "warning", "what": "0", "times": 1}]


def test_the_next_line_says_how_many_it_stands_for() -> None:
    throttled = ThrottledWarning("garbage", interval=0.0)
    with capture_logs() as logged:
        throttled.write()
        throttled._silent_until = float("inf")
        for _ in range(41):
            throttled.write()
        throttled._silent_until = 0.0
        throttled.write()
    assert [line["times"] for line in logged] == [1, 42]


def record_of(error: type[Exception]) -> logging.LogRecord:
    """Return what is logged of an error."""
    try:
        raise error("what a client sent")
    except error:
        return logging.LogRecord("nicegui", logging.ERROR, __file__, 1, "failed: %s", ("x",), sys.exc_info())


def test_a_traceback_from_one_place_is_written_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    rare = RareTracebacks()
    assert [rare.filter(record_of(ValueError)) for _ in range(100)] == [True] + [False] * 99
    assert rare.filter(record_of(KeyError))
    monkeypatch.setattr("chatapp.log.time.monotonic", lambda: float("inf"))
    later = record_of(ValueError)
    assert rare.filter(later)
    assert later.getMessage() == "failed: x (99 more like this before)"


def test_lines_without_a_traceback_are_all_written_and_places_are_bounded() -> None:
    rare = RareTracebacks()
    plain = logging.LogRecord("nicegui", logging.ERROR, __file__, 1, "failed", (), None)
    assert all(rare.filter(plain) for _ in range(10))
    for number in range(2 * rare.PLACES):
        assert rare.filter(record_of(type(f"Error{number}", (Exception,), {})))
    assert len(rare._silent_until) <= rare.PLACES


class Pieces(StringIO):
    """A file that notes what it is given, as a pipe is given it where Python keeps nothing back."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str] = []

    def write(self, text: str) -> int:
        self.given.append(text)
        return len(text)


def test_a_line_is_written_in_one_piece_for_other_processes_write_to_the_same_file() -> None:
    file = Pieces()
    LossyLogger(file).msg("draining")
    assert file.given == ["draining\n"]
