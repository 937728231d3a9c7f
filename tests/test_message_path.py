"""A message's path: one post is traced from the composer to an open page's socket.

A file *hands on* if a function of it on the path calls another file of ours; the others compute a value and return. A
file is *entered* by a call from another file; what it schedules itself (a task, a thread, a timer) is no new entry,
and neither are several calls from one visit of the same file: a reader has both open.
"""

import asyncio
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType, SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from nicegui import Client, core, ui

from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.messages.history import MessagePage
from pages import nicegui_patches
from pages.nicegui_patches.page_socket import PageSocket
from pages.room.composer import send_queue
from pages.room.composer.send_queue import Sent
from pages.room.timeline.paging import RoomHistory
from pages.room.timeline.rendered_room import RenderedRoom
from pages.room.timeline.timeline import Timeline
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room
from tests.support.running.patience import until
from tests.support.servers.databases import SQLITE

ROOT = Path(__file__).parents[1]
STEPS = (  # as the documents name them: the function, its file, its qualified name
    ("messages.post", "chatapp/messages/posting/posting.py", "post_at_once"),  # as `post` does, without a task
    ("GroupCommit.submit", "chatapp/storage/group_commit.py", "GroupCommit.enqueue"),
    ("Transactions.run_sync", "chatapp/storage/unit_of_work.py", "Transactions.run_sync"),
    ("posting.store", "chatapp/messages/posting/posting.py", "store"),
    ("InProcessBroker.publish", "chatapp/broker/in_process.py", "InProcessBroker.publish"),
    ("RoomFeed.on_event", "chatapp/realtime/room_feed.py", "RoomFeed.on_event"),
    ("RenderedRoom.apply", "pages/room/timeline/rendered_room.py", "RenderedRoom.apply"),
    ("message_html.render", "pages/room/message/message_html.py", "render"),
    ("RenderedRoom.flush", "pages/room/timeline/rendered_room.py", "RenderedRoom.flush"),
    ("SharedMessageList.show", "pages/room/timeline/shared_message_list.py", "SharedMessageList.show"),
    ("DirectOutbox.share", "pages/nicegui_patches/direct_outbox.py", "DirectOutbox.share"),
)
DOCUMENTS = [name for name in ("README.md", "docs/architecture.md") if (ROOT / name).exists()]
MARKUP = "chatapp/messages/markup"  # text becomes HTML in there: one place, however many rules it has
ONE_PLACE = (MARKUP, "chatapp/message_index")  # and so does what searches ask
ASKING = (  # how rows are asked for, as a statement of SQLAlchemy: no step of a message
    "chatapp/storage/keyed_query.py",
    "chatapp/storage/fixed_statement.py",
    "chatapp/storage/many_rows.py",
)
HAND_ON_AT_MOST = 14  # files
ALL_AT_MOST = 38  # files, with those that only compute a value: may shrink, not grow
ENTRIES_AT_MOST = 2  # of each file


class FileVisit:
    """A file being read: entered once, whichever of its functions call each other."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.inner: dict[str, FileVisit] = {}


class Trace:
    """The calls of our own functions while it is on, in this thread and those that start after it."""

    def __init__(self) -> None:
        self.is_on = False
        self.calls: list[tuple[str, str]] = []  # file and qualified name, in order
        self.entries: Counter[str] = Counter()
        self.handing_on: set[str] = set()
        self._visits: dict[FrameType, FileVisit] = {}
        self._latest: dict[str, FileVisit] = {}

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        if not self.is_on or event != "call" or frame in self._visits or not (file := ours(frame.f_code)):
            return
        if (caller := self._caller(frame)) is not None:
            self.calls.append((file, frame.f_code.co_qualname))
            self._visits[frame] = self._latest[file] = self._visit(file, caller)

    def _caller(self, frame: FrameType) -> FileVisit | str | None:
        """Return the visit that calls; "" if the event loop, a thread or the test does; None if a library does."""
        above = frame.f_back
        while above is not None:
            if (found := self._visits.get(above)) is not None:
                return found
            name = above.f_code.co_filename
            if name == __file__ or name.endswith(("asyncio/events.py", "concurrent/futures/thread.py")):
                return ""
            if "site-packages" in name:
                return None
            above = above.f_back
        return ""

    def _visit(self, file: str, caller: FileVisit | str) -> FileVisit:
        if isinstance(caller, str):
            if (visit := self._latest.get(file)) is None:
                self.entries[file] += 1
                visit = FileVisit(file)
            return visit
        if caller.file == file:
            return caller
        self.handing_on.add(caller.file)
        if file not in caller.inner:
            self.entries[file] += 1
            caller.inner[file] = FileVisit(file)
        return caller.inner[file]


def ours(code: CodeType) -> str:
    """Return the file of a function of ours, from the repository's root, or its place; else nothing."""
    path = Path(code.co_filename)
    if not path.is_relative_to(ROOT):
        return ""
    file = path.relative_to(ROOT)
    if (place := next(filter(file.is_relative_to, ONE_PLACE), None)) is not None:
        return place
    is_ours = file.parts[0] in ("chatapp", "pages", "models") and file.as_posix() not in ASKING
    return file.as_posix() if is_ours else ""


class Protocol:
    """Uvicorn's side of an open page's websocket, whose browser reads everything at once."""

    close_sent = disconnected = False

    def __init__(self) -> None:
        self.transport = self
        self.writable = asyncio.Event()
        self.writable.set()
        self.frames: list[bytes] = []

    def is_closing(self) -> bool:
        return False

    def write(self, frame: bytes) -> None:
        self.frames.append(frame)


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(core.app.config, "message_history_length", 1000, raising=False)  # as NiceGUI sets on starting
    monkeypatch.setattr(core.app.config, "reconnect_timeout", 30.0, raising=False)
    assert nicegui_patches.install()
    yield
    nicegui_patches.install(is_wanted=False)


@pytest.fixture
def trace() -> Iterator[Trace]:
    trace = Trace()
    threading.setprofile(trace)
    sys.setprofile(trace)
    yield trace
    sys.setprofile(None)
    threading.setprofile(None)


async def open_page(chat: Chat, actor: Actor, room: UUID) -> Protocol:
    """Open a room as its page does; returns what the browser is sent."""
    feeds = chat.feeds
    subscription, view = await feeds.listen(actor=actor, room_uuid=room, listener=lambda _: None, via_renderer=True)

    async def read(after: int, before: int | None) -> MessagePage:
        return await feeds.read(subscription, actor=actor, room_uuid=room, after=after, before=before)

    history = RoomHistory(RenderedRoom.of(subscription.feed), read, view.last_number)
    client = nicegui_patches.adopt(Client(ui.page("")))
    with client:
        timeline = Timeline(history.rendered_room, "Garden", on_posted=lambda _: None)
        timeline.show_range(*await history.newest())
    outbox: Any = client.outbox
    outbox.updates.clear()
    client._response_built = True
    for message_list in outbox.shared_lists:
        message_list.pull()
    protocol = Protocol()
    outbox._socket = PageSocket(protocol)
    outbox._socket.is_open = True
    return protocol


@pytest.mark.parametrize("database", [SQLITE], indirect=True)
async def test_one_post_takes_the_steps_that_are_documented_through_few_files(
    trace: Trace, shared: None, chat: Chat, person: MakePerson
) -> None:
    chat.feeds.use_renderer(RenderedRoom)
    ann = await person("ann")
    room = await a_room(chat, ann)
    pages = [await open_page(chat, ann, room) for _ in range(2)]
    told = list[str]()
    browser = SimpleNamespace(outbox=None, run_javascript=told.append)
    shell: Any = SimpleNamespace(actor=ann, chat=chat, is_signed_in=True, client=browser)
    assert send_queue.post_at_once(shell, str(room), Sent(room, str(uuid4()), "before it"))
    await until(lambda: all(page.frames for page in pages))
    await asyncio.sleep(0.05)
    trace.is_on = True
    assert send_queue.post_at_once(shell, str(room), Sent(room, str(uuid4()), "Hello"))
    await until(lambda: all(len(page.frames) == 2 for page in pages))
    trace.is_on = False
    assert len(told) == 2
    at = [trace.calls.index((file, function)) for _, file, function in STEPS]
    assert at == sorted(at), "the steps are taken in another order than is documented"
    assert {file for _, file, _ in STEPS} <= {*trace.entries}
    assert len(trace.handing_on) <= HAND_ON_AT_MOST, " ".join(sorted(trace.handing_on))
    assert len(trace.entries) <= ALL_AT_MOST, " ".join(sorted(trace.entries))
    assert {file: count for file, count in trace.entries.items() if count > ENTRIES_AT_MOST} == {}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_name_every_step_and_its_file(document: str) -> None:
    text = (ROOT / document).read_text()
    assert [name for name, file, _ in STEPS if f"`{name}`" not in text or file not in text] == []
