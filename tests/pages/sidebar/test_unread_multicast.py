"""Rows whose browsers count on together: each ends as it would by itself, and nobody else hears of the room."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from nicegui import core

from chatapp.broker import InProcessBroker
from chatapp.events import MessageChanged, MessageView, room_topic
from chatapp.identity import Actor
from chatapp.realtime.authors import AuthorSnapshot
from pages import nicegui_patches
from pages.nicegui_patches.ephemeral import EphemeralCall
from pages.sidebar.unread_multicast import PAUSE
from tests.support.browser.rendered_rooms import ANN, BEN, ROOM, StoredRoom
from tests.support.browser.unread_rows import UnreadRows
from tests.support.running.hasty_loop import HastyLoop

CY = uuid4()  # somebody who has no page here
SOON = PAUSE  # seconds, in which all is told that is told together
AT_ONCE = 0.2  # seconds, in which a lone message is told


class Lists:
    """Lists of rooms of pages that look elsewhere: ``first`` and ``second`` are ben's, ``anns`` is ann's."""

    def __init__(self, loop: HastyLoop) -> None:
        self.loop, self.broker, self.database = loop, InProcessBroker(), StoredRoom(9)
        self.database.authors[CY] = AuthorSnapshot("cy", "Cy", "")
        self.loop.run_until_complete(self._open())

    async def _open(self) -> None:
        activity = None
        for name, person in (("first", BEN), ("second", BEN), ("anns", ANN)):
            account = Actor(1 + (person == BEN), person, "who", "Who", "who@example.org", "", is_administrator=False)
            rows = UnreadRows(self.broker, account, activity)
            activity = rows.activity
            rows.show(self.database.as_ben_sees_it())
            setattr(self, name, rows)
        self.all: list[UnreadRows] = [self.first, self.second, self.anns]  # type: ignore[attr-defined]

    def post(self, *views: MessageView, seconds: float = SOON) -> None:
        async def publish() -> None:
            for view in views:
                self.broker.publish(room_topic(ROOM), MessageChanged(view))

        self.loop.run_until_complete(publish())
        self.serve(seconds)

    def run(self, act: Callable[[], object]) -> None:
        """Do something on the loop."""

        async def acting() -> None:
            act()

        self.loop.run_until_complete(acting())

    def serve(self, seconds: float = SOON) -> None:
        """Let everything be told that is to be within this time."""
        self.loop.pass_time(seconds)

        async def serve() -> None:
            for rows in self.all:
                rows.serve()

        self.loop.run_until_complete(serve())

    @property
    def seen(self) -> list[int]:
        """What the browsers show."""
        return [rows.browser.seen for rows in self.all if rows.browser is not None]

    @property
    def frames(self) -> list[int]:
        """How many frames each browser got."""
        return [rows.browser.frames for rows in self.all if rows.browser is not None]


@pytest.fixture
def lists(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lists]:
    monkeypatch.setattr(core.app.config, "message_history_length", 1000, raising=False)  # as NiceGUI sets on starting
    monkeypatch.setattr(core.app.config, "reconnect_timeout", 30.0, raising=False)
    assert nicegui_patches.install()
    loop = HastyLoop()
    yield Lists(loop)
    loop.close()
    nicegui_patches.install(is_wanted=False)


def test_after_the_first_message_no_row_is_asked_and_each_browser_counts_all(
    lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists.post(lists.database.post(author=CY))
    before = lists.seen
    monkeypatch.setattr(EphemeralCall, "write", None)  # how a row by itself would be told
    lists.post(lists.database.post(author=CY), lists.database.post(author=CY))
    lists.post(lists.database.post(author=CY))
    assert lists.seen == [count + 3 for count in before]
    assert [rows.numbers[0] for rows in lists.all] == lists.seen


def test_who_writes_has_read_the_room_on_all_pages_and_others_count_on(lists: Lists) -> None:
    lists.post(lists.database.post(author=CY))
    before = lists.seen
    lists.post(lists.database.post(author=ANN))
    assert lists.seen == [before[0] + 1, before[1] + 1, 0]
    lists.post(lists.database.post(author=CY))
    assert lists.seen == [before[0] + 2, before[1] + 2, 1]


def test_what_one_row_has_more_to_say_of_is_drawn_there_and_counted_elsewhere(lists: Lists) -> None:
    lists.post(lists.database.post(author=CY))
    count = lists.seen[1]
    lists.loop.run_until_complete(_read(lists))
    lists.post(lists.database.post(author=CY))
    assert lists.seen == [1, count + 1, count + 1]
    lists.post(lists.database.post(author=CY))
    assert lists.seen == [2, count + 2, count + 2]


def test_who_is_removed_from_the_room_or_signed_out_hears_no_more_of_it(lists: Lists) -> None:
    lists.post(lists.database.post(author=CY))

    async def remove() -> None:
        lists.first.remove()  # type: ignore[attr-defined]
        lists.second.sign_out()  # type: ignore[attr-defined]

    lists.loop.run_until_complete(remove())
    lists.serve()
    frames = lists.frames
    lists.post(lists.database.post(author=CY))
    lists.post(lists.database.post(author=CY))
    assert lists.frames == [frames[0], frames[1], frames[2] + 2]


def test_a_lone_message_is_told_at_once_and_what_follows_within_the_second_as_one(lists: Lists) -> None:
    lists.post(lists.database.post(author=CY))
    frames, seen = lists.frames, lists.seen
    lists.post(lists.database.post(author=CY), seconds=AT_ONCE)
    assert (lists.frames, lists.seen) == ([count + 1 for count in frames], [count + 1 for count in seen])
    lists.post(lists.database.post(author=CY), seconds=AT_ONCE)
    lists.post(lists.database.post(author=CY), seconds=AT_ONCE)
    assert (lists.frames, lists.seen) == ([count + 1 for count in frames], [count + 1 for count in seen])
    lists.serve()
    assert (lists.frames, lists.seen) == ([count + 2 for count in frames], [count + 3 for count in seen])


@pytest.mark.parametrize("how", ["slow", "asked", "read on", "named"])
def test_whoever_is_told_by_itself_before_the_second_is_over_shows_all_there_is(lists: Lists, how: str) -> None:
    before = _held(lists)
    line = lists.first.browser  # type: ignore[attr-defined]
    shown = others = 13
    if how == "slow":
        lists.run(lambda: setattr(line, "is_ready", False))
        lists.serve()
        assert line.seen == before, "a socket that takes nothing was written to"
        line.is_ready = True
    elif how == "asked":
        lists.run(lambda: lists.first.numbers)  # type: ignore[attr-defined]
    elif how == "read on":
        lists.run(lambda: lists.first.read_up_to(lists.database.read_as_ben(12)))  # type: ignore[attr-defined]
        lists.serve(AT_ONCE)  # by which it is drawn; then it joins again
        lists.post(lists.database.post(author=CY), lists.database.post(author=CY), seconds=AT_ONCE)
        shown, others = 3, 15
    elif how == "named":
        lists.post(lists.database.mention(13), seconds=AT_ONCE)
        assert lists.seen == [13, 13, 13], "what mentions somebody waits for nothing"
    lists.serve()
    assert lists.seen == [shown, others, others]
    assert [rows.numbers[0] for rows in lists.all] == lists.seen


def test_whoever_begins_to_read_or_may_no_longer_before_the_second_is_over_is_told_nothing(lists: Lists) -> None:
    _held(lists)
    frames = lists.frames
    for rows in lists.all:  # ben, whose account is 2, has the room in view somewhere
        rows._shell.chat.read_marks.readers_of = lambda _: frozenset({2})
        rows._shell.chat.read_marks.noted = lambda actor, _: 13 * (actor.uuid == BEN)
    lists.run(lists.second.sign_out)  # type: ignore[attr-defined]
    lists.serve()
    assert lists.seen == [0, 11, 13]
    assert lists.frames == [frames[0] + 1, frames[1], frames[2] + 1]


def _held(lists: Lists) -> int:
    """Have two messages wait, the newest of which is number 13; returns what each browser shows: 11."""
    lists.post(lists.database.post(author=CY))  # by which they join
    lists.post(lists.database.post(author=CY), seconds=AT_ONCE)
    lists.post(lists.database.post(author=CY), lists.database.post(author=CY), seconds=AT_ONCE)
    assert lists.seen == [11, 11, 11]
    return 11


async def _read(lists: Lists) -> None:
    """Have the first page hear that its person has read all."""
    lists.first.read_up_to(lists.database.read_as_ben(99))  # type: ignore[attr-defined]
