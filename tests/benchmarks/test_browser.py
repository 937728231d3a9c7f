"""What the benchmark in the browser makes of its measurements."""

import pytest

from benchmarks.browser.section import section
from benchmarks.sections import BROWSER, placed, section_of

pytestmark = pytest.mark.nightly

LOAD = {"bytes": {"Script": 100_000, "Document": 20_000}, "requests": 7, "fcp": 200.0, "lcp": 900.0}
RECORD = {
    "command": "make bench", "at": "2026-11-28T15:00+00:00", "revision": "abc", "machine": {"processor": "one"},
    "note": "", "loads": [LOAD], "slow": [{**LOAD, "lcp": 1600.0}], "enter": [{"other": 20.0}],
    "changes": [{"head": 10.0, "remembered": 40.0, "conversation": 70.0, "isBlank": False}],
}  # fmt: skip


def test_the_section_takes_the_place_of_the_one_before() -> None:
    told = section(RECORD)
    assert "| 120 | aim reached |" in told
    assert "| 1,600 | **not kept** |" in told
    assert "| 70.0 | kept |" in told
    results = placed("# Results\n\n## Growing\n\n1\n", told)
    assert results.endswith(told)
    again = placed(results + "\n## Machine\n\n2\n", section({**RECORD, "enter": [{"other": 30.0}]}))
    assert (again.count("In the browser"), again.count("## Machine"), "30.0" in again) == (1, 1, True)
    assert section_of(results, BROWSER) == told
    assert placed("# Results\n", section_of("# Results\n", BROWSER)) == "# Results\n"
