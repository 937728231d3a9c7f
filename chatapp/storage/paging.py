"""Keyset pages: a long list, one page at a time, asked for by the key of the last item seen and never by counting."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

PAGE = 50  # items, unless a list says otherwise
AT_MOST = 200
LONGEST_SEARCH = 200  # characters

Item = TypeVar("Item")
Key = TypeVar("Key", str, int)


@dataclass(frozen=True, slots=True)
class Page(Generic[Item, Key]):
    """Some items in order. ``next`` is the cursor: pass it as ``after`` for the items that follow; None at the end.

    Lists by name have a folded name as their cursor, lists by age an id.
    """

    items: list[Item]
    next: Key | None

    @property
    def has_more(self) -> bool:
        """Whether other items follow."""
        return self.next is not None


def bounded(limit: int) -> int:
    """Return how many items to give: at least one, at most 200."""
    return max(1, min(limit, AT_MOST))


def page_of(found: Sequence[Item], limit: int, key: Callable[[Item], Key]) -> Page[Item, Key]:
    """Cut what was found to a page. A query asks for ``limit + 1`` rows, to know whether others follow."""
    return Page(list(found[:limit]), key(found[limit - 1]) if len(found) > limit else None)
