"""What doesn't count as unread is right in whatever order it is heard, and when the database is read in between."""

from itertools import permutations

from chatapp.realtime.uncounted import Uncounted

NEWS = [(5, 11, False), (5, 12, True), (6, 13, False), (5, 14, False), (5, 15, True)]  # number, revision, counts


def test_the_newest_state_of_each_message_is_known_in_whatever_order_news_come_and_however_often() -> None:
    for order in permutations(NEWS):
        known = Uncounted([7], 10)
        for number, revision, counts in (*order, *order):
            known.hear({number: (revision, counts)})
        assert [number in known for number in (5, 6, 7, 8)] == [False, True, True, False]
        assert (known.after(0), known.after(6)) == (2, 1)


def test_what_the_database_says_is_overruled_by_what_is_newer_alone() -> None:
    known = Uncounted([5], 11)
    known.hear({6: (13, False)})
    known.know([], 12)
    known.hear({5: (11, False)})  # it comes late, and 5 was restored since
    assert (5 in known, 6 in known) == (False, True)
    known.know([6], 13)
    known.hear({6: (14, True)})
    assert known.after(0) == 0
    known.hear({9: (15, False)})
    known.forget(8)
    assert known.after(0) == 1
