"""The judge of `make faults` finds every fault there can be; and a short trial: half of a Chatapp dies at once."""

from collections import Counter
from dataclasses import replace

import pytest

from tests.faults.faults import BRIEFLY
from tests.faults.report import page
from tests.faults.trial import Outcome, Size, trial
from tests.faults.verdict import Line, judge

TOLD = [Line(number, f"key {number}", f"text {number}") for number in range(1, 6)]
SHORT = Size(processes=2, pages=6, writers=3, before=6, after=12, away=0.5)


def test_all_that_was_acknowledged_on_every_page_is_sound() -> None:
    verdict = judge(TOLD[::-1], TOLD, [TOLD, TOLD])
    assert verdict.is_sound
    assert (verdict.acknowledged, verdict.equal, verdict.pages) == (5, 2, 2)


@pytest.mark.parametrize(
    ("stored", "lost", "doubled", "gaps"),
    [
        (TOLD[:-1], 1, 0, 0),
        (TOLD[:2] + TOLD[3:], 1, 0, 1),
        ([*TOLD[:-1], replace(TOLD[-1], text="another")], 1, 0, 0),
        ([*TOLD[:-1], replace(TOLD[-1], number=6)], 1, 0, 1),
        ([*TOLD, replace(TOLD[0], number=6)], 0, 1, 0),
        ([*TOLD, replace(TOLD[0], number=6, key="another")], 0, 1, 0),
        ([*TOLD, replace(TOLD[0], key="another")], 0, 1, 1),
        ([], 5, 0, 0),
    ],
    ids=["lost", "lost amid", "another text", "misnumbered", "twice", "twice, other key", "two of a number", "nothing"],
)
def test_what_is_stored_otherwise_is_found(stored: list[Line], lost: int, doubled: int, gaps: int) -> None:
    verdict = judge(TOLD, stored, [stored])
    assert not verdict.is_sound
    assert (verdict.lost, verdict.doubled, verdict.gaps) == (lost, doubled, gaps)


@pytest.mark.parametrize(
    "shown",
    [TOLD[:-1], TOLD[1:], TOLD[:2] + TOLD[3:], [*TOLD, TOLD[-1]], [TOLD[1], TOLD[0], *TOLD[2:]], []],
    ids=["not the last", "not the first", "one left out", "one twice", "another order", "nothing"],
)
def test_a_page_that_shows_anything_else_is_found(shown: list[Line]) -> None:
    verdict = judge(TOLD, TOLD, [TOLD, shown])
    assert not verdict.is_sound
    assert verdict.equal == 1


def test_a_trial_in_which_nothing_was_acknowledged_proves_nothing() -> None:
    assert not judge([], [], [[]]).is_sound


def test_the_table_says_what_was_broken() -> None:
    outcome = Outcome(
        verdict=judge(TOLD, TOLD[:-1], [TOLD, TOLD[:-1]]),
        refused=Counter({"503": 2}),
        wrong=Counter({"500": 1}),
        mended=4.0,
        silence=1.5,
        late=None,
        behind=None,
        said=["degraded (database unreachable)"],
        says=["ready"],
    )
    written = page({"primary": outcome, "redis": "TimeoutError"}, Size(), "make faults")
    assert "| 4.0 | 5 | 2 × 503; **wrong: 1 × 500** | **1** | 0 | 0 | **1/2** | 1.5 | **never came** |" in written
    assert "**not finished: TimeoutError**" in written
    assert not outcome.is_sound


@pytest.mark.nightly
async def test_a_process_redis_and_the_primary_die_at_once_and_nothing_is_lost() -> None:
    outcome = await trial(BRIEFLY, SHORT)
    assert outcome.is_sound, outcome
    assert outcome.verdict.acknowledged >= SHORT.before + SHORT.after
    assert outcome.verdict.pages == SHORT.pages
    assert outcome.refused, "clients have noticed"
