"""Whatever the broker, the network and the process do, every page ends equal to the database.

A state machine posts, answers, edits, deletes, restores, reacts, pins, mentions, reads, renames people and has Chatapp
say what happened; loses, doubles and reorders what the broker carries; cuts pages off, hides them, lets them be slow
and come back; moves them through the room, with late answers; and restarts. Then it compares what each browser shows
with a fresh read of its window, that it keeps nothing else, and the unread numbers of somebody who looks elsewhere with
a count by hand. It does so on the shared way to the pages and on NiceGUI's public one.

CHATAPP_TEST_EXAMPLES: how many times as many examples as usual are tried, and new ones each time; else the same.
"""

import asyncio
import json
import os
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from nicegui import Client, core, ui
from nicegui import json as encoder

from chatapp.broker import InProcessBroker
from chatapp.callbacks import ignore
from chatapp.events import PEOPLE_TOPIC, MessageChanged, MessageView, PersonChanged, room_topic
from chatapp.identity import Actor
from chatapp.messages.history import MessagePage
from chatapp.messages.markup import rendering
from chatapp.messages.markup.rendering_cache import RenderingCache
from chatapp.realtime.feeds import Feeds
from chatapp.realtime.room_feed import RoomFeed
from chatapp.storage.paging import AT_MOST
from pages import nicegui_patches
from pages.nicegui_patches.multicast import MulticastGroup
from pages.room.message import message_html
from pages.room.timeline.chunks import chunk_of
from pages.room.timeline.element_ids import CHUNK_SIZE
from pages.room.timeline.hidden_pages import PAUSE
from pages.room.timeline.paging import ChunkRange, Pager, RoomHistory
from pages.room.timeline.rendered_room import RenderedRoom
from pages.room.timeline.shared_message_list import SharedMessageList
from pages.room.timeline.timeline import Timeline
from pages.room.timeline.window import MAX_CHUNKS, SLACK
from tests.support.browser.element_tree import described, take_in
from tests.support.browser.fake_pages import FakeLine
from tests.support.browser.rendered_rooms import ANN, BEN, ROOM, StoredRoom
from tests.support.browser.unread_rows import UnreadRows
from tests.support.running.hasty_loop import HastyLoop

ROW = '<article class="msg'
ACTS = [*["edit", "delete"] * 4, "restore", "restore", "mention", "react", "pin"]  # of `StoredRoom`
LINES = ["joined", "left", "added", "renamed", "pinned"]
READER = Actor(2, BEN, "ben", "Ben", "ben@example.org", "", is_administrator=False)
ACT_TAKES = 0.004  # seconds of the loop's clock; what is shown is gathered for longer
FATES = st.sampled_from(["arrive", "arrive", "arrive", "get lost", "come twice", "come later"])


class SlowFeeds(Feeds):
    """Feeds whose readings of the database come in when the test says so, and may be out of date by then."""

    def __init__(self, broker: InProcessBroker, database: StoredRoom) -> None:
        super().__init__(broker, None)  # type: ignore[arg-type]
        self.stored = database
        self.waiting: list[asyncio.Future[None]] = []

    async def _read(self, actor: Any, room_uuid: UUID, after: Any, before: Any, limit: int) -> MessagePage:
        message_page = self.stored.between(after, before)
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(answer)
        await answer
        return message_page


class Socket(FakeLine):
    """A browser's socket: `is_cut` means that the server has not noticed yet. `is_pinged`: an answer is to come."""

    def __init__(self, browser: "Browser") -> None:
        super().__init__(browser.outbox)
        self.is_cut = self.is_pinged = False
        self._browser = browser

    def write(self, frame: bytes) -> None:
        if not self.is_cut:
            start = {126: 4, 127: 10}.get(frame[1], 2)
            self._browser.take(*json.loads(frame[start + 2 :]))


class Browser:
    """One page and its browser, which does what nicegui.js does."""

    def __init__(self, history: RoomHistory, span: ChunkRange) -> None:
        self.client = nicegui_patches.adopt(Client(ui.page("")))
        self.rendered_room = history.rendered_room
        with self.client:
            self.timeline = Timeline(history.rendered_room, "Garden")
            self.timeline.show_range(*span)
        self.pager = Pager(history, self.timeline)
        self.outbox: Any = self.client.outbox
        as_sent = described(self.client.elements)
        self.elements: dict[str, Any] = json.loads(encoder.dumps(as_sent))
        self.outbox.updates.clear()
        self.client._response_built = True
        self.next_message_id = self.outbox.next_message_id
        self.socket: Socket | None = None
        self.read_at_once(is_wanted=True)

    def read_at_once(self, *, is_wanted: bool) -> None:
        """Have its person read what comes, or no more."""
        readers, view = self.timeline.readers, self.timeline.view
        if is_wanted:
            readers.enter(view, 1, ignore)
        else:
            readers.leave(view)

    @property
    def is_connected(self) -> bool:
        return self.socket is not None and not self.socket.is_cut

    def connect(self) -> None:
        self.socket = Socket(self)
        self.outbox.try_rewind(self.next_message_id)
        self.outbox._socket = self.socket

    def serve(self) -> None:
        """What the outbox's loop does when there is something to do."""
        if self.socket is not None and self.socket.is_ready:
            for due in iter(partial(self.outbox._next, self.client), None):
                self.outbox._write(self.socket, due)

    def take(self, name: str, told: dict[str, Any]) -> None:
        number = told.pop("_id", None)  # none in what pages share
        if number is not None:
            if number < self.next_message_id:
                return
            assert number == self.next_message_id, "a frame was left out"
            self.next_message_id = number + 1
        assert name == "update"
        take_in(told, self.elements)

    def ping(self) -> None:
        """Be asked whether it is there."""
        if self.socket is not None:
            self.socket.is_pinged = self.is_connected
            self.outbox.has_pinged()

    def html(self) -> str:
        return self._walk("0")

    def keeps_too_much(self) -> list[int]:
        """Return chunks that the browser still holds, though the window has left them."""
        ids, keys = self.rendered_room.ids, {int(key) for key in self.elements if len(key) > 9}
        chunks = {index: {ids.chunk(index), *ids.rows(index)} for index in range(40)}
        return [index for index, of_it in chunks.items() if of_it & keys and index not in self.timeline.window.chunks]

    def _walk(self, key: str) -> str:
        element = self.elements.get(key, {})
        slots = [child for slot in element.get("slots", {}).values() for child in slot.get("ids", [])]
        own = str(element.get("props", {}).get("innerHTML", ""))
        return own * (ROW in own) + "".join(self._walk(str(child)) for child in [*element.get("children", []), *slots])


class PlainBrowser(Browser):
    """A page on the public way, which NiceGUI's own outbox serves; however slow it reads, it is sent everything."""

    def __init__(self, history: RoomHistory, span: ChunkRange) -> None:
        super().__init__(history, span)
        self.serving = asyncio.get_running_loop().create_task(self.outbox.loop())

    def connect(self) -> None:
        self.socket = Socket(self)
        self.client.tab_id = "tab"
        self.outbox.try_rewind(self.next_message_id)
        for connected in self.client.connect_handlers:
            self.client.safe_invoke(connected)

    def serve(self) -> None:
        """The outbox does so by itself."""

    def ping(self) -> None:
        """Nothing follows from the answer."""

    def take(self, name: str, told: dict[str, Any]) -> None:
        if name == "load_js_components":
            assert told.pop("_id") == self.next_message_id
            self.next_message_id += 1
        else:
            super().take(name, told)


class Wire:
    """What Socket.IO is to NiceGUI's own outbox: it brings each page what is for it."""

    eio = core.sio.eio

    def __init__(self, machine: "Pages") -> None:
        self._machine = machine

    async def emit(self, name: str, told: dict[str, Any], room: str) -> None:
        for browser in self._machine.browsers:
            if browser.client.id == room and browser.is_connected:
                browser.take(name, json.loads(encoder.dumps(told)))
        await asyncio.sleep(0)


class Pages(RuleBasedStateMachine):
    """Everything that happens to a room and its pages."""

    feed_type: type[RoomFeed] = RoomFeed
    renderer_type: type[RenderedRoom] = RenderedRoom
    browser_type: type[Browser] = Browser

    @initialize(count=st.one_of(st.integers(0, 130), st.integers(700, 1000)))
    def begin(self, count: int) -> None:
        self.loop = HastyLoop()
        rendering._kept = RenderingCache(rendering.KEPT)  # whoever renders what is not in it lets others go first
        self.prepare()
        self.database = StoredRoom(count)
        self.delayed: list[MessageChanged] = []
        self.browsers: list[Browser] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.start()

    def prepare(self) -> None:
        """Set up what carries the changes to the pages."""

    def start(self) -> None:
        self.broker = InProcessBroker()
        self.feed = self.feed_type(
            self.broker, ROOM, self.database.changes, self.read_between, lambda: None, self.renderer_type
        )
        self.feeds = SlowFeeds(self.broker, self.database)
        self.open(0)
        self.answer_all()
        self.within(self.list_rooms)

    def list_rooms(self) -> None:
        """Have ben's list of rooms read, and from then on hear what happens."""
        self.unread = UnreadRows(self.broker, READER)
        self.unread.show(self.database.as_ben_sees_it())
        self.has_missed = False  # something that ben's list is to learn from the database

    def within(self, act: Any) -> None:
        """Run something on the loop, and what it sets off; the machine's clock is the loop's alone."""

        async def acting() -> None:
            act()
            for _ in range(8):
                await asyncio.sleep(0)

        self.loop.run_until_complete(acting())
        self.loop.pass_time(ACT_TAKES)

    async def read_between(self, after: int, before: int) -> MessagePage:
        return await self.feeds._read(None, ROOM, after, before, AT_MOST)

    def publish(self, view: MessageView, fate: str, *, is_restored: bool = False) -> None:
        event = MessageChanged(view, is_restored=is_restored)
        if fate == "come later":
            self.delayed.append(event)
        is_bens = view.author_uuid == BEN  # that he has written it says how far he has read, if it comes in time
        self.has_missed |= fate == "get lost" or (fate == "come later" and is_bens)
        for _ in range({"get lost": 0, "come later": 0, "come twice": 2}.get(fate, 1)):
            self.broker.publish(room_topic(ROOM), event)

    @rule(fates=st.lists(FATES, min_size=1, max_size=70), author=st.sampled_from([ANN, ANN, BEN]))
    def post(self, fates: list[str], author: UUID) -> None:
        self.within(lambda: [self.publish(self.database.post(author), fate) for fate in fates])

    @precondition(lambda self: self.browser_type is Browser)  # the public way describes them page by page
    @rule(count=st.integers(150, 700), fate=FATES)
    def post_many(self, count: int, fate: str) -> None:
        """Have more posted in one turn of the loop than goes out in a frame, or than a page shows."""
        self.within(lambda: [self.publish(self.database.post(), fate) for _ in range(count)])

    @rule(data=st.data(), fates=st.lists(FATES, min_size=1, max_size=5), author=st.sampled_from([ANN, BEN]))
    def say_what_happened(self, data: st.DataObject, fates: list[str], author: UUID) -> None:
        """Have Chatapp write lines."""
        kind, about = data.draw(st.sampled_from(LINES)), 0
        if kind == "pinned" and self.database.rows:
            about = self.draw_number(data)
        self.within(lambda: [self.publish(self.database.tell(kind, author, about), fate) for fate in fates])

    @rule(back=st.integers(0, 150), is_lost=st.booleans())
    def read(self, back: int, is_lost: bool) -> None:
        """Have ben read up to a message on another page; his list of rooms hears of it."""
        room = self.database.read_as_ben(len(self.database.rows) - back)
        self.has_missed |= is_lost
        if not is_lost:
            self.within(lambda: self.unread.read_up_to(room))

    @rule(seconds=st.sampled_from([0.01, 0.2]))
    def wait(self, seconds: float) -> None:
        self.loop.pass_time(seconds)

    @precondition(lambda self: self.database.rows)
    @rule(data=st.data(), fates=st.lists(FATES, min_size=1, max_size=5), author=st.sampled_from([ANN, BEN]))
    def reply(self, data: st.DataObject, fates: list[str], author: UUID) -> None:
        """Answer messages near and far; from then on the answers show what happens to those."""
        number = self.draw_number(data)
        if not self.database.rows[number].is_text:
            return  # refused
        self.within(lambda: [self.publish(self.database.post(author, number), fate) for fate in fates])

    @rule(person=st.sampled_from([ANN, BEN]), is_lost=st.booleans())
    def rename(self, person: UUID, is_lost: bool) -> None:
        """Change a person's name and picture; no revision tells of it."""
        self.database.rename(person)
        if not is_lost:
            self.within(lambda: self.broker.publish(PEOPLE_TOPIC, PersonChanged(person)))

    @precondition(lambda self: self.database.rows)
    @rule(data=st.data(), fate=FATES, how=st.sampled_from(ACTS))
    def change(self, data: st.DataObject, fate: str, how: str) -> None:
        answered = sorted(self.database.answers)
        is_answered = bool(answered) and data.draw(st.booleans())
        number = data.draw(st.sampled_from(answered)) if is_answered else self.draw_number(data)
        act = getattr(self.database, how)
        if self.database.rows[number].is_text:  # else it is refused
            self.within(lambda: self.publish(act(number), fate, is_restored=how == "restore"))

    def draw_number(self, data: st.DataObject) -> int:
        """Draw a message's number, a new one rather than an old one."""
        newest = len(self.database.rows)
        return data.draw(st.one_of(st.integers(max(1, newest - 120), newest), st.integers(1, newest)))

    @rule(data=st.data())
    def deliver_late(self, data: st.DataObject) -> None:
        late, self.delayed = data.draw(st.permutations(self.delayed)), []
        self.within(lambda: [self.broker.publish(room_topic(ROOM), event) for event in late])

    @precondition(lambda self: len(self.browsers) + len(self.feeds.waiting) < 5)
    @rule(at=st.one_of(st.just(0), st.integers(1, 1000)))
    def open(self, at: int) -> None:
        """Open a page as `ConversationPage` does, at the end or around a message: listen, load, show."""

        async def opening() -> None:
            subscription = self.feed.add(1, print, via_renderer=True)
            rendered_room = RenderedRoom.of(self.feed)

            async def read(after: int, before: int | None) -> MessagePage:
                return await self.feeds.read(subscription, actor=None, room_uuid=ROOM, after=after, before=before)  # type: ignore[arg-type]

            history = RoomHistory(rendered_room, read, len(self.database.rows))
            span = await (history.around(at) if 0 < at <= history.last_number else history.newest())
            self.browsers.append(self.browser_type(history, span))

        self.within(lambda: self.tasks.append(asyncio.get_running_loop().create_task(opening())))

    @rule(data=st.data(), number=st.integers(1, 1000))
    def move(self, data: st.DataObject, number: int) -> None:
        """Ask for other messages; the answer comes later, and may be out of date by then."""
        pager = data.draw(st.sampled_from(self.browsers)).pager
        moves: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "back": pager.back,
            "forward": pager.forward,
            "newest": pager.to_newest,
            "message": lambda: pager.to_message(min(number, max(1, len(self.database.rows)))),
        }
        go = moves[data.draw(st.sampled_from(["back", "back", "back", "forward", "newest", "message"]))]
        self.within(lambda: self.tasks.append(asyncio.get_running_loop().create_task(go())))

    @precondition(lambda self: self.feeds.waiting)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        """Have one of the readings come in."""
        which = data.draw(st.integers(0, len(self.feeds.waiting) - 1))
        self.within(lambda: self.feeds.waiting.pop(which).set_result(None))

    def answer_all(self) -> None:
        """Have all readings come in, and those that they make necessary."""
        while self.feeds.waiting:
            self.within(lambda: self.feeds.waiting.pop(0).set_result(None))
        for task in self.tasks:
            task.result()
        self.tasks.clear()

    @rule(data=st.data())
    def look_elsewhere(self, data: st.DataObject) -> None:
        """Say where in the window one reads."""
        browser = data.draw(st.sampled_from(self.browsers))
        chunk = data.draw(st.sampled_from(browser.timeline.window.chunks))
        browser.timeline.scrolled_to(chunk * CHUNK_SIZE + 1, is_at_end=data.draw(st.booleans()))

    @rule(data=st.data(), is_hidden=st.booleans())
    def hide_or_show(self, data: st.DataObject, is_hidden: bool) -> None:
        browser = data.draw(st.sampled_from(self.browsers))
        self.within(lambda: browser.timeline.rest(is_wanted=is_hidden))

    @rule(data=st.data())
    def connect(self, data: st.DataObject) -> None:
        browser = data.draw(st.sampled_from(self.browsers))
        self.within(lambda: (browser.connect(), browser.serve()))

    @rule(data=st.data())
    def cut(self, data: st.DataObject) -> None:
        browser = data.draw(st.sampled_from(self.browsers))
        if browser.socket is not None:
            browser.socket.is_cut = True

    @rule(data=st.data())
    def be_slow_or_not(self, data: st.DataObject) -> None:
        browser = data.draw(st.sampled_from(self.browsers))
        if browser.socket is not None:
            browser.socket.is_ready = not browser.socket.is_ready

    @rule(data=st.data(), is_so=st.booleans())
    def read_at_the_end_or_not(self, data: st.DataObject, is_so: bool) -> None:
        """Have a page's person read at once what comes, or no more; most pages do."""
        self.within(partial(data.draw(st.sampled_from(self.browsers)).read_at_once, is_wanted=is_so))

    @rule(data=st.data())
    def ping(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.browsers)).ping()

    @rule(data=st.data())
    def answer_ping(self, data: st.DataObject) -> None:
        browser = data.draw(st.sampled_from(self.browsers))
        if browser.socket is not None and browser.socket.is_pinged:  # it may be cut since
            browser.socket.is_pinged = False
            browser.outbox.has_answered()

    @rule(is_slow=st.booleans())
    def list_slowly_or_not(self, is_slow: bool) -> None:
        """Have the browser of ben's list take nothing for a while, or what it has missed."""
        if self.unread.browser is not None:
            self.unread.browser.is_ready = not is_slow
            self.within(self.unread.serve)

    @rule(data=st.data())
    def serve(self, data: st.DataObject) -> None:
        browser = data.draw(st.sampled_from(self.browsers))
        self.within(browser.serve)

    @rule(data=st.data())
    def acknowledge(self, data: st.DataObject) -> None:
        browser = data.draw(st.sampled_from(self.browsers))
        if browser.is_connected:
            browser.outbox.prune_history(browser.next_message_id)

    @rule()
    def restart(self) -> None:
        count = len(self.browsers)
        self.answer_all()
        self.end()
        self.browsers = []
        self.start()
        for _ in range(count - 1):
            self.open(0)

    @rule()
    def compare(self) -> None:
        """Let the process compare revisions, as it does now and then, and every page come back."""
        self.answer_all()
        self.within(lambda: self.feed.note_revision(self.database.revision))
        self.within(lambda: self.feed.authors.compare(self.database.authors))
        self.answer_all()
        for browser in self.browsers:
            self.within(lambda b=browser: (b.connect(), b.serve()))
        self.within(lambda: RenderedRoom.of(self.feed).flush())
        self.loop.pass_time(PAUSE)
        for browser in self.browsers:
            self.within(browser.serve)
            window, rows = browser.timeline.window, self.database.rows
            numbers = range(window.low * CHUNK_SIZE + 1, min((window.last + 1) * CHUNK_SIZE, len(rows)) + 1)
            assert browser.html() == "".join(message_html.render(rows[n]) for n in numbers)
            assert not window.is_attached or window.last == chunk_of(len(rows))
            assert len(window.chunks) <= MAX_CHUNKS + SLACK
            assert browser.keeps_too_much() == []
        self.compare_unread()

    def compare_unread(self) -> None:
        """Compare what ben's list shows by itself, if nothing was lost, and once it was read again."""
        counted = self.database.unread_by_ben()
        browser, is_known = self.unread.browser, not (self.has_missed or self.delayed)
        if browser is not None:
            browser.is_ready = True
            self.within(self.unread.serve)
            assert not is_known or browser.seen == counted[0]  # first: once it is asked for, it is counted apart
        assert not is_known or self.unread.numbers == counted
        self.within(lambda: self.unread.show(self.database.as_ben_sees_it()))
        self.loop.pass_time(1)
        self.within(self.unread.serve)
        assert browser is None or browser.seen == counted[0]
        assert self.unread.numbers == counted
        self.has_missed = False

    def end(self) -> None:
        self.within(self.unread.close)
        for browser in self.browsers:
            self.within(browser.client.delete)
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.pass_time(2)

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            try:
                self.compare()
            finally:
                self.end()
                self.loop.close()


class PlainPages(Pages):
    """The same on the public way."""

    browser_type = PlainBrowser

    def prepare(self) -> None:
        core.loop, core.sio = self.loop, Wire(self)


class Deaf(RoomFeed):
    """A feed whose gap check was removed: it passes on whatever comes."""

    def _advance(self, event: MessageChanged) -> None:
        self._newest_known = self._revision = max(self._newest_known, event.message.revision)
        self._pass_on(event)


class DeafPages(Pages):
    feed_type = Deaf


class DeafPlainPages(PlainPages):
    feed_type = Deaf


class Drawn:
    """What a rule is to draw, by hand."""

    def __init__(self, *values: Any) -> None:
        self._values = list(values)

    def draw(self, _: Any) -> Any:
        return self._values.pop(0)


class Unquoting(RenderedRoom):
    """A renderer whose quotes stay as they were read."""

    def _requote(self, message: MessageView) -> bool:
        return False


class UnquotingPages(Pages):
    renderer_type = Unquoting


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "loop", None)
    monkeypatch.setattr(core, "sio", core.sio)
    monkeypatch.setattr(core.app.config, "message_history_length", 1000, raising=False)
    monkeypatch.setattr(core.app.config, "reconnect_timeout", 30.0, raising=False)
    assert not nicegui_patches.install(is_wanted=False)


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(core.app.config, "message_history_length", 1000, raising=False)  # as NiceGUI sets on starting
    monkeypatch.setattr(core.app.config, "reconnect_timeout", 30.0, raising=False)
    assert nicegui_patches.install()
    yield
    nicegui_patches.install(is_wanted=False)


TIMES = int(os.environ.get("CHATAPP_TEST_EXAMPLES", "1"))
BY_DAY = 3  # the seed of the examples by day: among its first ones each fault that a test puts in is found
PLENTY = settings(
    max_examples=30 * TIMES, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
FEW = settings(PLENTY, max_examples=12 * TIMES)
QUICK = settings(  # one example is enough, however long; it ends with the first that fails
    PLENTY, max_examples=400, database=None, print_blob=False, report_multiple_bugs=False, phases=[Phase.generate]
)


def run(machine: type[Pages], tried: settings) -> None:
    """Try examples: the same each time by day, new ones at night. Else a fault would take 0.3 to 15 s to be found."""
    run_state_machine_as_test(machine if TIMES > 1 else seed(BY_DAY)(machine), settings=tried)


def connected(*, count: int) -> tuple[Pages, Browser]:
    """Return a machine whose room has so many messages, with one page that is connected."""
    machine = Pages()
    machine.begin(count=count)
    (browser,) = machine.browsers
    machine.connect(data=Drawn(browser))
    return machine, browser


def test_a_page_that_is_told_of_more_chunks_than_it_has_space_for_shows_them_all(shared: None) -> None:
    """Found by the machine: reading authors again said how far the room had grown before any of it came."""
    machine, browser = connected(count=260)
    machine.post_many(count=1180, fate="get lost")
    machine.rename(person=ANN, is_lost=False)
    machine.answer_all()
    machine.within(lambda: machine.feed.note_revision(machine.database.revision))
    machine.answer_all()
    machine.loop.pass_time(PAUSE)
    machine.within(browser.serve)
    assert all(f'data-number="{number}"' in browser.html() for number in range(1301, 1441))
    machine.teardown()  # which has it come back, and compares


def test_a_page_whose_chunks_left_while_it_was_cut_off_keeps_none_of_their_rows(shared: None) -> None:
    """Found by the machine: that their rows had become one string was told to the cut socket, and not again."""
    machine, browser = connected(count=80)
    machine.change(data=Drawn(1), fate="get lost", how="edit")  # what follows is read first
    machine.post_many(count=700, fate="arrive")
    machine.cut(data=Drawn(browser))
    machine.teardown()  # which has it come back, and compares


def test_a_page_that_goes_back_while_many_come_shows_no_more_than_it_may(shared: None) -> None:
    """Found by the machine: what another page had read was the room's already, and not yet this page's."""
    machine, browser = connected(count=260)
    machine.post_many(count=150, fate="arrive")
    machine.post_many(count=700, fate="get lost")
    machine.open(at=0)
    machine.move(data=Drawn(browser, "back"), number=1)
    assert len(machine.feeds.waiting) == 2
    machine.within(lambda: [machine.feeds.waiting.pop().set_result(None) for _ in range(2)])
    assert len(browser.timeline.window.chunks) <= MAX_CHUNKS + SLACK
    machine.teardown()  # which compares


def test_every_page_ends_equal_to_the_database(shared: None) -> None:
    run(Pages, PLENTY)


def test_pages_that_are_not_sent_again_what_may_not_have_come_do_not(
    shared: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SharedMessageList, "rewind", ignore)
    with pytest.raises(AssertionError):
        run(Pages, QUICK)


def test_pages_that_are_told_together_whatever_happens_to_them_do_not(
    shared: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MulticastGroup, "leave", ignore)
    with pytest.raises((AssertionError, KeyError)):
        run(Pages, QUICK)


def test_every_page_ends_equal_to_the_database_on_the_public_way(public: None) -> None:
    run(PlainPages, FEW)


def test_without_the_gap_check_pages_do_not(shared: None) -> None:
    with pytest.raises(AssertionError):
        run(DeafPages, QUICK)


@pytest.mark.nightly  # it takes most of its examples to find one
def test_without_quotes_that_follow_their_messages_pages_do_not(shared: None) -> None:
    with pytest.raises(AssertionError):
        run(UnquotingPages, QUICK)


def test_without_the_gap_check_pages_do_not_on_the_public_way(public: None) -> None:
    with pytest.raises(AssertionError):
        run(DeafPlainPages, QUICK)
