"""Tries counted in memory: a moving window, forgotten in time, bounded, and no dearer when there are many keys."""

from chatapp.authentication.local_counts import LocalCounts


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_tries_are_allowed_again_one_by_one_as_the_window_moves() -> None:
    clock = Clock()
    counts = LocalCounts(2, 60, now=clock)
    assert counts.hit("ann") is None
    clock.now += 20
    assert counts.hit("ann") is None
    assert counts.hit("ann") == 1060
    clock.now = 1060
    assert counts.hit("ann") is None
    assert counts.hit("ann") == 1080
    assert counts.hit("ben") is None


def test_keys_that_count_no_more_are_forgotten() -> None:
    clock = Clock()
    counts = LocalCounts(2, 60, now=clock)
    for number in range(1000):
        counts.hit(f"name {number}")
    assert len(counts) == 1000
    clock.now += 61
    for _ in range(1000):
        counts.hit("ann")
    assert len(counts) == 1


def test_strangers_fill_no_memory_and_do_not_wipe_out_what_is_in_use() -> None:
    counts = LocalCounts(1, 60, keys=100)
    assert counts.hit("ann") is None
    for number in range(10_000):
        counts.hit(f"name {number}")
        assert number % 50 or counts.hit("ann") is not None
        assert len(counts) <= 100
