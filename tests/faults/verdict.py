"""What a fault has done: the messages that were acknowledged, those that are stored, and what every page shows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A message: as a client was told of it, as it is stored, or as a page shows it."""

    number: int
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Counts. All but ``acknowledged``, ``pages`` and ``equal`` are faults, and ``equal`` must be all ``pages``.

    ``lost``: acknowledged, and not stored with the number, key and text that the client was told.
    ``doubled``: stored beyond one for each message that was acknowledged; clients try until it is.
    ``gaps``: numbers below the newest that no message has, or that several have.
    """

    acknowledged: int
    lost: int
    doubled: int
    gaps: int
    pages: int
    equal: int

    @property
    def is_sound(self) -> bool:
        """Whether nothing is lost or doubled, numbers have no gap, and every page shows what is stored."""
        return self.acknowledged > 0 and not (self.lost or self.doubled or self.gaps) and self.equal == self.pages


def judge(acknowledged: Sequence[Line], stored: Sequence[Line], pages: Sequence[Sequence[Line]]) -> Verdict:
    """Compare what clients were told and what pages show, from the first message on, with what is stored."""
    sent = {line.key for line in acknowledged}
    times = Counter(line.number for line in stored)
    return Verdict(
        acknowledged=len(sent),
        lost=len({line.key for line in acknowledged if line not in set(stored)}),
        doubled=len(stored) - len(sent & {line.key for line in stored}),
        gaps=sum(times[number] != 1 for number in range(1, max(times, default=0) + 1)),
        pages=len(pages),
        equal=sum(list(page) == list(stored) for page in pages),
    )
