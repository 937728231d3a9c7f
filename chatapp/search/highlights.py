"""Where in a text the words of a search stand, and how well a message fits."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from chatapp.message_index.folding import fold_with_places
from chatapp.search.views import Place

AT_MOST: Final = 200  # marks of a message
COUNTED: Final = 3  # times that a word occurs
MONTH: Final = timedelta(days=30)


def marks(body: str, terms: Iterable[str]) -> tuple[Place, ...]:
    """Return where folded terms stand in a text; what overlaps is one place."""
    if not (terms := tuple(terms)):
        return ()
    folded = fold_with_places(body)
    places: list[tuple[int, int]] = []
    for term in terms:
        at = folded.text.find(term)
        while at >= 0 and len(places) < 2 * AT_MOST:
            end = at + len(term)
            places.append((folded.starts[at], folded.ends[end - 1]))
            at = folded.text.find(term, end)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(Place(start, end) for start, end in joined[:AT_MOST])


def score(haystack: str, terms: Sequence[str], age: timedelta) -> float:
    """Return how well a message fits: whole words before parts of words, several times before once, new before old."""
    total = 2 / (1 + max(age, timedelta(0)) / MONTH)
    for term in terms:
        at, times = haystack.find(term), 0
        is_whole = is_beginning = False
        while at >= 0 and times < COUNTED:
            end = at + len(term)
            begins = at == 0 or not haystack[at - 1].isalnum()
            is_beginning |= begins
            is_whole |= begins and (end == len(haystack) or not haystack[end].isalnum())
            times += 1
            at = haystack.find(term, end)
        total += 2 * is_whole + is_beginning + 0.5 * times
    if len(terms) > 1 and " ".join(terms) in haystack:
        total += 3
    return total
