"""Who reads a message at once: it is noted once for all pages of a person, and for nobody who does not see it."""

from functools import partial

from pages.room.timeline.live_readers import LiveReaders

ANN, BEN = 1, 2


def test_what_is_read_at_once_is_noted_once_for_each_person_as_long_as_one_of_their_pages_reads() -> None:
    readers, noted = LiveReaders(), list[tuple[int, int]]()

    def note(account_id: int, number: int) -> None:
        noted.append((account_id, number))

    for page, account_id in (("a", ANN), ("b", ANN), ("c", BEN)):
        readers.enter(page, account_id, partial(note, account_id))
    readers.read(4)
    assert (noted, readers.newest) == ([(ANN, 4), (BEN, 4)], 4)
    readers.leave("a")
    readers.leave("a")
    readers.leave("c")
    readers.read(5)
    assert noted[2:] == [(ANN, 5)]
    assert list(readers.pages) == ["b"]
    readers.leave("b")
    readers.read(6)
    assert len(noted) == 3
