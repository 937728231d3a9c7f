"""What doesn't count as unread is right in whatever order it is heard, and when the database is read in between."""

from itertools import permutations
from random import Random

import pytest

from chatapp.realtime import uncounted
from chatapp.realtime.uncounted import Uncounted
from chatapp.rooms.unread import UncountedUnread
from tests.support.browser import unread_rows

NONE = UncountedUnread()

NEWS = [(5, 11, False), (5, 12, True), (6, 13, False), (5, 14, False), (5, 15, True)]  # number, revision, counts


def some(*numbers: int) -> UncountedUnread:
    return UncountedUnread(frozenset(numbers))


def test_the_newest_state_of_each_message_is_known_in_whatever_order_news_come_and_however_often() -> None:
    for order in permutations(NEWS):
        known = Uncounted(some(7), 10, 9)
        for number, revision, counts in (*order, *order):
            known.hear({number: (revision, counts)})
        assert [number in known for number in (5, 6, 7, 8)] == [False, True, True, False]
        assert (known.after(0), known.after(6)) == (2, 1)


def test_what_the_database_says_is_overruled_by_what_is_newer_alone() -> None:
    known = Uncounted(some(5), 11, 9)
    known.hear({6: (13, False)})
    known.know(NONE, 12, 9)
    known.hear({5: (11, False)})  # it comes late, and 5 was restored since
    assert (5 in known, 6 in known) == (False, True)
    known.know(some(6), 13, 9)
    known.hear({6: (14, True)})
    assert known.after(0) == 0
    known.hear({9: (15, False)})
    known.forget(8)
    assert known.after(0) == 1


def test_of_many_the_first_are_known_singly_and_the_others_are_counted() -> None:
    known = Uncounted(UncountedUnread(frozenset({2, 3}), 4), 20, 12)
    assert [known.after(number) for number in (0, 2, 3, 12, 15)] == [6, 5, 4, 0, 0]
    known.hear({9: (22, False), 10: (21, True), 14: (23, False)})  # deleted; restored, so it was deleted; new
    assert (known.after(0), known.is_exact) == (7, True)
    known.hear({9: (21, True)})  # it comes late: 9 had been deleted before, was restored, and is deleted again
    assert known.after(0) == 6
    known.forget(6)
    assert not known.is_exact  # which of them are before 7, the page can't say
    known.know(some(8, 9, 14), 23, 14)
    assert (known.after(6), known.is_exact) == (3, True)
    known.forget(14)
    assert (known.after(14), known.is_exact) == (0, True)


class Room:
    """A room, its history and the news of it, which may be told in another order than they happened in."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.counts: list[bool] = []
        self.is_line: list[bool] = []
        self.revision = self.read = 0
        self.told: list[tuple[int, int, bool]] = []

    def happen(self) -> None:
        """Post, write a line, delete or restore, mostly what whoever wants to do harm would do."""
        self.revision += 1
        kind = self.chance.choice(("post", "post", "line", "delete", "delete", "restore"))
        wanted = [
            n for n, counts in enumerate(self.counts, 1) if counts == (kind == "delete") and not self.is_line[n - 1]
        ]
        if kind in ("post", "line") or not wanted:
            self.counts.append(kind != "line")
            self.is_line.append(kind == "line")
            if kind == "line":
                self.told.append((len(self.counts), self.revision, False))
        else:
            number = self.chance.choice(wanted)
            self.counts[number - 1] = kind == "restore"
            self.told.append((number, self.revision, kind == "restore"))

    def unread(self) -> list[int]:
        """Return the numbers of what doesn't count after the read mark."""
        return [number for number, counts in enumerate(self.counts, 1) if not counts and number > self.read]

    def show(self, known: Uncounted | None = None) -> Uncounted:
        """Have a page read the room."""
        said = unread_rows.uncounted(self.unread(), 8), self.revision, len(self.counts)
        if known is None:
            return Uncounted(*said)
        known.know(*said)
        return known

    def tell(self, known: Uncounted) -> None:
        """Tell what has happened since: some of it late, some of it twice."""
        news, self.told = self.told, []
        for at in range(len(news) - 1):
            if self.chance.random() < 0.4:
                news[at], news[at + 1] = news[at + 1], news[at]
        for number, revision, counts in [*news, *self.chance.sample(news, len(news) // 3)][: 2 * len(news)]:
            known.hear({number: (revision, counts)})


@pytest.mark.parametrize("seed", range(40))
def test_the_count_is_right_however_many_do_not_count_and_a_page_keeps_few(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(uncounted, "NUMBERS", 8)
    monkeypatch.setattr(uncounted, "MOST", 24)
    chance = Random(seed)
    room = Room(chance)
    for _ in range(chance.randrange(60)):
        room.happen()
    known, room.told = room.show(), []
    for _ in range(60):
        for _ in range(chance.randrange(8)):
            room.happen()
        if chance.random() < 0.1:
            room.show(known)  # before it hears what has happened
        room.tell(known)
        if chance.random() < 0.2:
            room.read = chance.randint(room.read, min(len(room.counts), room.read + 30))
            known.forget(room.read)
            if not known.is_exact:
                room.show(known)
        assert known.is_exact
        assert known.after(room.read) == len(room.unread())
        assert len(known) <= 24
