"""Sections of `benchmarks/RESULTS.md` that are of runs of their own: each is written by itself, and stays otherwise."""

from typing import Final

BROWSER, FILES = "## In the browser", "## Files"
OWN: Final = (BROWSER, FILES)  # in the order in which they stand at the end


def placed(results: str, section: str) -> str:
    """Return the results with this section in place of the one before, or at their end."""
    title = section.partition("\n")[0]
    before, found, after = results.partition(title) if section else (results, "", "")
    if not found:
        return f"{results.rstrip()}\n\n{section}" if section else results
    _, other, rest = after.partition("\n## ")
    return f"{before}{section}{other}{rest}"


def section_of(results: str, title: str) -> str:
    """Return the section of this title that results have, empty if they have none."""
    _, found, after = results.partition(title)
    return (found + after.partition("\n## ")[0]).rstrip() + "\n" if found else ""


def with_own(results: str, before: str) -> str:
    """Return new results with those sections of the ones before that are of runs of their own."""
    for title in OWN:
        results = placed(results, section_of(before, title))
    return results
