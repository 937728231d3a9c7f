"""Lists that may be long, a page at a time: asked for by the key of the last item seen, never by counting."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from chatapp import text

PAGE = 50
AT_MOST = 200
LONGEST_SEARCH = 200  # characters

Item = TypeVar("Item")
Key = TypeVar("Key", str, int)


@dataclass(frozen=True, slots=True)
class Page(Generic[Item, Key]):
    """Some items in order. ``next``: pass it as ``after`` for those that follow; None at the end."""

    items: list[Item]
    next: Key | None


def bounded(limit: int) -> int:
    """Return how many items to give: at least one, at most 200."""
    return max(1, min(limit, AT_MOST))


def page_of(found: Sequence[Item], limit: int, key: Callable[[Item], Key]) -> Page[Item, Key]:
    """Return the page, given one item more than asked for if there are more."""
    return Page(list(found[:limit]), key(found[limit - 1]) if len(found) > limit else None)


def searched(search: str) -> str:
    """Return what to look for among folded names: what no name can hold is left out; empty finds everything."""
    return text.sought(search, at_most=LONGEST_SEARCH)
