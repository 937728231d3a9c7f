"""The log: what strangers send fills no disk."""

from structlog.testing import capture_logs

from chatapp.log import ThrottledWarning


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
