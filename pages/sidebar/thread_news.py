"""What a page knows of threads by what it hears: those that the person follows have rows, others give their room a dot.

Each reply is told to every page that lists the room, in `NewActivity.threads`. The database is asked once for each
thread that a page hears of for the first time, never for a reply: who follows it, and who has seen what.
"""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from uuid import UUID
from weakref import proxy

from chatapp import rooms, threads
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.events import FollowingChanged
from chatapp.timers import Coalescer
from pages.shell.page_state.refresher import Refresher
from pages.shell.shell import Shell
from pages.sidebar.room_row import RoomRow

if TYPE_CHECKING:
    from pages.sidebar.room_rows import RoomRows

SECONDS: Final = 0.2  # what is to be asked within this time is asked together
MOST: Final = 1000  # threads that a page remembers not to be followed


class ThreadNews:
    """Threads of the rooms in one page's sidebar. ``rows``: whom they belong to, and where they are shown."""

    def __init__(self, shell: Shell, rows: "RoomRows") -> None:
        self._shell = shell
        self._rows: RoomRows = proxy(rows)
        self._others: dict[UUID, int] = {}  # thread that isn't followed → the room's revision of its newest reply
        self._asked: dict[UUID, UUID] = {}  # thread, or room, that is to be asked for → its room
        self._heard: dict[UUID, int] = {}  # of those threads: the room's revision of the newest reply
        self._refresher = Refresher(shell, weakly_awaited(self._refresh))
        self._asking = Coalescer(SECONDS, weakly(self._refresher.request), gathers_first=True)
        shell.client.on_delete(self._asking.cancel)

    def hear(self, row: RoomRow, news: Mapping[UUID, int]) -> None:
        """Learn of threads of a room whose roots have changed, and at which of its revisions the newest reply came."""
        for thread_uuid, revision in news.items():
            if thread_uuid in self._rows:  # it counts by itself
                continue
            known = self._others.get(thread_uuid)
            if known is None:
                self._heard[thread_uuid] = revision
                self.ask(thread_uuid, row.room.uuid)
                continue
            self._others[thread_uuid] = revision
            if revision > known:
                self._rows.show_news(row.room.uuid, max(row.news_at, revision))
            elif revision < known and row.news_at:  # the newest reply was removed
                self.ask(row.room.uuid, row.room.uuid)

    def follow(self, event: FollowingChanged) -> None:
        """Learn that the person follows a thread, or stopped."""
        self._others.pop(event.room_uuid, None)
        self.ask(event.room_uuid, event.parent_uuid)

    def ask(self, room_uuid: UUID, home_uuid: UUID) -> None:
        """Ask the database of a thread, or of news in a room, soon. ``home_uuid``: the thread's room, or itself."""
        self._asked[room_uuid] = home_uuid
        self._asking.request()

    async def _refresh(self) -> None:
        asked, self._asked = self._asked, {}
        if not asked:
            return
        chat, actor = self._shell.chat, self._shell.actor
        before, homes = chat.room_activity.sequence, set(asked.values())
        seen = {home: row.news_at for home in homes if (row := self._rows.get(home)) is not None}
        wanted = [room_uuid for room_uuid, home in asked.items() if room_uuid != home]
        try:
            followed, news = await asyncio.gather(
                chat.read(threads.followed_among, actor=actor, thread_uuids=wanted),
                chat.read(rooms.with_thread_news, actor=actor, room_uuids=homes),
            )
        except Exception:
            self._asked = asked | self._asked
            raise
        if self._shell.client.is_deleted or not self._shell.is_signed_in:
            return
        others = set(wanted).difference(one.uuid for one in followed)
        self._remember(others)
        for thread_uuid in self._rows.show_threads(followed, others):
            if not chat.room_activity.is_quiet_since(before, thread_uuid):  # the page subscribed to it only now
                self.ask(thread_uuid, asked[thread_uuid])
        for home, news_at in seen.items():
            row = self._rows.get(home)
            if row is not None and row.news_at == news_at:  # nothing was heard meanwhile
                self._rows.show_news(home, max(news_at, row.room.revision, 1) if home in news else 0)

    def _remember(self, others: set[UUID]) -> None:
        """Note which threads are not followed, as far as they were heard of: they aren't asked for again."""
        if len(self._others) > MOST:
            self._others.clear()
        heard, self._heard = self._heard, {}
        for thread_uuid, revision in heard.items():
            if thread_uuid in others:
                self._others[thread_uuid] = revision
            elif thread_uuid in self._asked:  # heard meanwhile
                self._heard[thread_uuid] = revision
