"""Sections of the results that are of runs of their own: one run renews its own, and leaves all others as they are."""

import pytest

from benchmarks.sections import BROWSER, FILES, OWN, placed, section_of, with_own

WHOLE = f"# Results\n\nOf a machine.\n\n## Posting\n\n1 ms\n\n{BROWSER}\n\n219 kB\n\n{FILES}\n\n0.5 times\n"


@pytest.mark.parametrize("title", OWN)
def test_a_section_takes_the_place_of_the_one_before(title: str) -> None:
    section = f"{title}\n\nnew\n"
    results = placed(WHOLE, section)
    assert section_of(results, title) == section
    others = [other for other in (*OWN, "## Posting") if other != title]
    assert [section_of(results, other) for other in others] == [section_of(WHOLE, other) for other in others]
    assert results.count("## ") == WHOLE.count("## ")
    assert placed(results, section).split() == results.split(), "writing it twice is writing it once"


def test_titles_never_run_into_the_text_before_them() -> None:
    for title in OWN:
        for results in (WHOLE, "# Results\n\nnothing yet"):
            for line in placed(results, f"{title}\n\nnew\n").splitlines():
                assert "## " not in line or line.startswith("## "), line
            assert f"\n\n{title}\n" in placed(results, f"{title}\n\nnew\n")


def test_the_first_one_stands_at_the_end() -> None:
    assert placed("# Results\n\n\n", f"{FILES}\n\nnew\n") == f"# Results\n\n{FILES}\n\nnew\n"


def test_no_section_changes_nothing() -> None:
    assert placed(WHOLE, "") == WHOLE
    assert section_of(WHOLE, "## Nowhere") == ""


def test_new_results_keep_what_runs_of_their_own_found() -> None:
    new = "# Results\n\nOf another machine.\n\n## Posting\n\n2 ms\n"
    kept = with_own(new, before=WHOLE)
    assert kept.startswith(new.rstrip())
    assert [section_of(kept, title) for title in OWN] == [section_of(WHOLE, title) for title in OWN]
    assert kept.index(BROWSER) < kept.index(FILES)
    assert "1 ms" not in kept
    assert with_own(new, before="") == new


def test_a_section_ends_where_the_next_begins_and_keeps_its_own_parts() -> None:
    section = f"{FILES}\n\nnew\n\n### Up\n\n1 s\n\n### Down\n\n2 s\n"
    assert section_of(placed(WHOLE, section), FILES) == section
    assert section_of(placed(WHOLE.replace(FILES, "## Other"), section), FILES) == section
