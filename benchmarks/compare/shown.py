"""What a page of Chatapp shows, frame after frame: a run of messages without a gap, in order, each of them once.

A page shows a part of its room. When more comes at once than that part holds, a page at the room's end goes on to the
newest, and the older ones are read by scrolling up: they are *passed over*, which is no loss as long as the page says
that there is more above. Anything else that a page doesn't show is lost.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from benchmarks.compare.readers import ServerMessage
from benchmarks.compare.verdict import Faults, judge

UPDATE = b'42["update",'
ROW = re.compile(r'data-number="(\d+)" data-author="[^"]*"(?: data-key="build-(\d+)")?')
ROOT = "0"
SHOWN_AT_LEAST = 50  # messages a page keeps in view when the room has that many


class Row(NamedTuple):
    """A message on a page: its number in the room, and its own number; 0 for one of Chatapp's own."""

    place: int
    number: int


class Part(NamedTuple):
    """An element, as far as it shows messages, holds others, or says whether there is more above.

    ``joined``: the elements whose rows it shows in their place, as the page has them.
    """

    rows: tuple[Row, ...]
    children: tuple[str, ...]
    has_more_above: bool | None
    joined: range = range(0)


Update = dict[str, Part | None]


class Updates(dict[ServerMessage, Update]):
    """What each message changes in a page's tree, read once for all pages that got it; nothing if it is no update."""

    def __missing__(self, message: ServerMessage) -> Update:
        """Read one."""
        elements: Mapping[str, Any] = {}
        if message.text.startswith(UPDATE):
            text = message.text[len(UPDATE) :]
            is_shared = text.endswith(b"]")  # else the page's own number was cut off with it
            elements = json.loads(text[:-1] if is_shared else text + b"}")
        found = self[message] = parts_of(elements)
        return found


def parts_of(elements: Mapping[str, Mapping[str, Any] | None]) -> Update:
    """Return the parts of elements as NiceGUI describes them; None for one that is removed."""
    return {identifier: None if element is None else _part(element) for identifier, element in elements.items()}


def _part(element: Mapping[str, Any]) -> Part:
    props = element.get("props", {})
    slots = [child for slot in element.get("slots", {}).values() for child in slot.get("ids", [])]
    rows = (Row(int(place), int(number or 0)) for place, number in ROW.findall(str(props.get("innerHTML", ""))))
    more = props.get("data-earlier")
    children = (*element.get("children", ()), *slots)
    first, last = element.get("joined", (0, -1))
    return Part(
        tuple(rows), tuple(map(str, children)), None if more is None else more == "true", range(first, last + 1)
    )


class ShownRows:
    """A page's rows as they are shown, from what it was loaded with. ``passed_over``: places that it never showed."""

    def __init__(self, elements: Mapping[str, Mapping[str, Any] | None]) -> None:
        self._parts = parts_of(elements)
        self._newest = 0  # place of the newest message shown so far
        self._lost, self._doubled, self._reordered = set[int](), set[int](), set[int]()
        self.passed_over: set[int] = set()
        self._look()

    def apply(self, update: Update) -> None:
        """Apply a frame."""
        whole = {
            each: part._replace(rows=self._rows_of(part.joined))
            for each, part in update.items()
            if part and part.joined
        }
        self._parts |= update
        self._parts |= whole

    def _rows_of(self, joined: range) -> tuple[Row, ...]:
        parts = (self._parts.get(str(identifier)) for identifier in joined)
        return tuple(row for part in parts if part is not None for row in part.rows)

    def take(self, update: Update) -> None:
        """Apply a frame, and look at what the page shows then."""
        if update:
            self.apply(update)
            self._look()

    def rows(self) -> list[Row]:
        """Return the rows from the top."""
        return self._walk()[0]

    def judge(self, stored: Sequence[int]) -> Faults:
        """Return what was wrong at any time, or is at the end: the page must show the newest of what is stored."""
        shown = [row.number for row in self.rows() if row.number]
        at_least = max(0, len(stored) - SHOWN_AT_LEAST)
        first = min(stored.index(shown[0]), at_least) if shown and shown[0] in stored else at_least
        ever, now = Faults(len(self._lost), len(self._doubled), len(self._reordered)), judge(stored[first:], shown)
        return Faults(
            max(ever.lost, now.lost), max(ever.duplicated, now.duplicated), max(ever.reordered, now.reordered)
        )

    def _look(self) -> None:
        rows, has_more_above = self._walk()
        if not rows:
            return
        places = [row.place for row in rows]
        first, last = places[0], places[-1]
        if places != list(range(first, last + 1)):
            first, last = min(places), max(places)
            self._lost |= set(range(first, last + 1)) - set(places)
            self._doubled |= {place for place, times in Counter(places).items() if times > 1}
            self._reordered |= {later for former, later in pairwise(places) if later < former}
        between = set(range(self._newest + 1, first)) if self._newest else set()
        (self.passed_over if has_more_above else self._lost).update(between)
        self._lost |= set(range(last + 1, self._newest + 1))  # it was there before
        self._newest = max(self._newest, last)

    def _walk(self) -> tuple[list[Row], bool]:
        found, has_more_above, left = list[Row](), False, [ROOT]
        while left:
            if (part := self._parts.get(left.pop())) is not None:
                found += part.rows
                left += reversed(part.children)
                has_more_above |= part.has_more_above or False
        return found, has_more_above
