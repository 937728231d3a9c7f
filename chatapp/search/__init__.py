"""Finding messages by any part of their text, and rooms, people and files by their names.

| file | what it holds |
|---|---|
| service | searching, with its limits |
| query, dates | the language of searches |
| plan, conditions | what a query means to the person who asks |
| proposal, proposals, windows, frequencies, bounds | which messages to look at |
| cursors | where a page ends, without telling how many messages there are |
| finding, matching, highlights | looking at them |
| columns | the same for programs that take all of it |
| by_name | rooms, people and files by their names |
| around | what was said before and after |
| job, reindexing, `__main__` | rebuilding the index |
| views | what pages and programs get |
"""

from chatapp.search.service import Search
from chatapp.search.views import (
    Around,
    FileView,
    Hit,
    Names,
    Order,
    Place,
    Problem,
    SearchPage,
    WrongQuery,
)

__all__ = [
    "Around",
    "FileView",
    "Hit",
    "Names",
    "Order",
    "Place",
    "Problem",
    "Search",
    "SearchPage",
    "WrongQuery",
]
