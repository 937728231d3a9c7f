"""What is measured when: everybody takes a turn before anybody has a second, because a machine's speed drifts."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.compare.subjects import SUBJECTS

IN_FLIGHT, DEEP_IN_FLIGHT = 16, 512  # posts under way at once
DELIVERIES_PACED = 2_000  # a second, in the phase that measures latency
LONE_PAGES = [200, 1000]
LONE_RATE = 4  # messages a second, each when the last has long been read


@dataclass(frozen=True, slots=True)
class Turn:
    """One cell to measure."""

    subject: str
    repeat: int
    pages: int
    options: tuple[str, ...]


class Schedule:
    """The plan of a run; what is not given is as the results are published, or short if it must be quick."""

    def __init__(self, quick: bool, pages: list[int], repeats: int) -> None:
        self.pages = pages or ([500] if quick else [500, 1000])
        self.repeats = repeats or (1 if quick else 3)
        self._seconds = 2.5 if quick else 5.0
        self._deep_seconds = 2.0 if quick else 4.0
        self._paced_seconds = 5.0 if quick else 15.0
        self.lone_pages = LONE_PAGES[:1] if quick else LONE_PAGES
        self._lone_seconds = 5.0 if quick else 10.0

    def turns(self, subjects: list[str]) -> Iterator[Turn]:
        """Yield every cell, interleaved: repeat by repeat, each subject in turn."""
        for repeat in range(self.repeats):
            done = set()
            for pages in self.pages:
                for subject in subjects:
                    few = min(pages, SUBJECTS[subject].pages_at_most)
                    if SUBJECTS[subject].is_loaded and (subject, few) not in done:
                        done.add((subject, few))
                        yield Turn(subject, repeat, few, self._options(subject, few))

    def lone_turns(self, subjects: list[str]) -> Iterator[Turn]:
        """Yield the cells of one message at a time, interleaved as well."""
        for repeat in range(self.repeats):
            for pages in self.lone_pages:
                given = {"pages": pages, "seconds": 0, "lone-seconds": self._lone_seconds, "lone-rate": LONE_RATE}
                options = tuple(f"--{name}={value}" for name, value in given.items())
                for subject in subjects:
                    if SUBJECTS[subject].is_lone:
                        yield Turn(subject, repeat, pages, options)

    def told(self) -> dict[str, object]:
        """Return the plan for readers."""
        return {
            "pages": self.pages,
            "repeats": self.repeats,
            "seconds": self._seconds,
            "in_flight": IN_FLIGHT,
            "deep_seconds": self._deep_seconds,
            "deep_in_flight": DEEP_IN_FLIGHT,
            "paced_seconds": self._paced_seconds,
            "paced_deliveries_per_s": DELIVERIES_PACED,
            "lone_pages": self.lone_pages,
            "lone_seconds": self._lone_seconds,
            "lone_rate": LONE_RATE,
        }

    def _options(self, subject: str, pages: int) -> tuple[str, ...]:
        is_timed = pages == max(self.pages)
        given = {
            "pages": pages,
            "seconds": self._seconds,
            "in-flight": IN_FLIGHT,
            "deep-seconds": self._deep_seconds if SUBJECTS[subject].is_deep else 0,
            "deep-in-flight": DEEP_IN_FLIGHT,
            "paced-seconds": self._paced_seconds if is_timed else 0,
            "rate": DELIVERIES_PACED / pages,
        }
        return tuple(f"--{name}={value}" for name, value in given.items())
