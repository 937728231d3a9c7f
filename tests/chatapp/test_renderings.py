"""What was rendered lately: kept as long as it is asked for, and never more than so many bytes."""

from sys import getsizeof

from chatapp.renderings import Renderings

HTML = "<p>x</p>"
EACH = getsizeof("0") + getsizeof(HTML)  # bytes


def test_what_nobody_has_asked_for_longest_goes() -> None:
    renderings = Renderings(at_most=2 * EACH)
    renderings.keep("1", HTML)
    renderings.keep("2", HTML)
    assert renderings.get("1") == HTML
    renderings.keep("3", HTML)
    assert [body for body in "123" if body in renderings] == ["1", "3"]


def test_however_much_is_kept_it_stays_within_its_bytes() -> None:
    renderings = Renderings(at_most=50 * EACH)
    for _ in range(2):
        for number in range(1_000):
            renderings.keep(str(number), HTML * (number % 7))
            assert renderings.size <= 50 * EACH
    renderings.keep("larger than all", HTML * 10_000)
    assert renderings.size == 0
