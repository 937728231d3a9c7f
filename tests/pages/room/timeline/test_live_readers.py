"""Who reads a message at once: it is noted once for all of them, and for nobody who does not see it."""

from pages.room.timeline.live_readers import LiveReaders

ANN, BEN = 1, 2
BOTH = frozenset({ANN, BEN})


class Page:
    """``is_apart``: whether it was told that it does not read any more with the others."""

    is_apart = False

    def part(self) -> None:
        self.is_apart = True


def test_what_is_read_at_once_is_noted_once_for_all_who_have_a_page_that_reads() -> None:
    readers, noted = LiveReaders(), list[tuple[frozenset[int], int]]()

    def note(accounts: frozenset[int], number: int) -> None:
        noted.append((accounts, number))

    one, two, other = Page(), Page(), Page()
    for page, account_id in ((one, ANN), (two, ANN), (other, BEN)):
        readers.enter(page, account_id, note)
    readers.read(4)
    readers.read(5)
    assert (noted, readers.newest) == ([(BOTH, 4), (BOTH, 5)], 5)
    assert noted[0][0] is noted[1][0]  # so that nobody has to compare them
    for page in (one, one, other):
        readers.leave(page)
    readers.read(6)
    assert noted[2:] == [(frozenset({ANN}), 6)]
    assert list(readers.pages) == [two]
    assert [page.is_apart for page in (one, two, other)] == [True, False, True]
    readers.leave(two)
    readers.read(7)
    assert len(noted) == 3
