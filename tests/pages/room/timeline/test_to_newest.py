"""How many messages came: what the button shows, and how often screen readers are told."""

from collections.abc import Iterator

import pytest
from nicegui import Client, ui

from pages.room.timeline.to_newest import DRAWN_EVERY, SAID_EVERY, ToNewest
from tests.support.running.hasty_loop import HastyLoop


@pytest.fixture
def loop() -> Iterator[HastyLoop]:
    loop = HastyLoop()
    yield loop
    loop.close()


class Shown:
    """The button and the status of one page."""

    def __init__(self, loop: HastyLoop) -> None:
        self._loop = loop
        loop.run_until_complete(self._build())
        self.said: list[str] = []

    async def _build(self) -> None:
        self.client = Client(ui.page(""))
        with self.client:
            self.button = ToNewest()

    def inside(self, name: str, value: str) -> str:
        """Return the HTML inside the element that has this attribute."""
        found = next(one for one in self.client.elements.values() if one.props.get(name) == value)
        return str(found.props.get("innerHTML", ""))

    def count(self, number: int, seconds: float = DRAWN_EVERY, *, is_seen: bool = True) -> None:
        """Let so many messages be new, and time pass; note what is said."""

        async def count() -> None:
            self.button.count(number, is_seen=is_seen)

        self._loop.run_until_complete(count())
        self._loop.pass_time(seconds)
        words = self.inside("role", "status")
        if words != (["", *self.said])[-1]:
            self.said.append(words)


def test_screen_readers_are_told_of_the_first_at_once_and_then_rarely(loop: HastyLoop) -> None:
    page = Shown(loop)
    page.count(1)
    assert page.said == ["1 new message"]
    for number in range(2, 41):  # for twenty seconds
        page.count(number)
        assert f">{number} new messages<" in page.inside("type", "button")
    assert len(page.said) <= 1 + 40 * DRAWN_EVERY / SAID_EVERY
    page.count(40, SAID_EVERY)
    assert page.said[-1] == "40 new messages"  # nothing is left unsaid


def test_screen_readers_are_not_told_of_fewer_and_told_anew_of_the_next(loop: HastyLoop) -> None:
    page = Shown(loop)
    page.count(20, SAID_EVERY)
    for number in (12, 4):
        page.count(number, 2 * SAID_EVERY)
    assert page.said == ["20 new messages"]
    page.count(0)
    page.count(1)
    assert page.said == ["20 new messages", "", "1 new message"]


def test_while_nobody_sees_the_page_nothing_is_drawn_and_then_what_has_come_by_then(loop: HastyLoop) -> None:
    page = Shown(loop)
    for number in (1, 2, 3):
        page.count(number, is_seen=False)
    assert (page.said, "new message" in page.inside("type", "button")) == ([], False)
    page.count(3)
    assert ">3 new messages<" in page.inside("type", "button")
    assert page.said == ["3 new messages"]
