"""What is unread in a page's rooms, as its sidebar knows it, for the other parts of the page."""

from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakMethod

from chatapp.rooms import RoomView
from chatapp.timers import LeanEvent
from pages.shell.page_state.observable import Watchers


@dataclass(frozen=True, slots=True)
class UnreadRoom:
    """A room, or a followed thread, with unread messages that call for attention: it is not muted.

    ``last_number``: its newest message's. ``mentions``: how many of them mention the person. ``changed_at``: its
    revision when one of its messages was given another text or deleted, as far as that is known.
    """

    room: RoomView
    count: int
    last_number: int
    mentions: int = 0
    changed_at: int = 0


Unread = tuple[UnreadRoom, ...]


class UnreadRooms:
    """One page's unread rooms, kept in step by the sidebar: at once for a view that watches, otherwise when asked."""

    def __init__(self) -> None:
        self._rooms: Unread = ()
        self._count: WeakMethod[Callable[[], Unread]] | None = None  # while the rooms are to be counted again
        self._watchers, self._mention_watchers, self._thread_watchers = Watchers(), Watchers(), Watchers()
        self._is_known = LeanEvent()
        self.has_news = False  # in threads that the person doesn't follow: a room's dot is hollow

    @property
    def value(self) -> Unread:
        """Which rooms are unread."""
        self._count_now()
        return self._rooms

    @property
    def total(self) -> int:
        """How many messages are unread in all of them."""
        return sum(one.count for one in self.value)

    @property
    def mentions(self) -> int:
        """How many of them mention the person."""
        return sum(one.mentions for one in self.value)

    @property
    def in_threads(self) -> int:
        """How many of them are in threads that the person follows."""
        return _in_threads(self.value)

    @property
    def is_watched(self) -> bool:
        """Whether a view of the page shows what is unread, so that it must be told of each message."""
        return bool(self._watchers)

    def set(self, rooms: Unread, *, has_news: bool = False) -> None:
        """Take over what is unread now; whoever watches is told if it differs."""
        had, self._rooms, self._count = self._rooms, rooms, None
        had_news, self.has_news = self.has_news, has_news
        self._is_known.set()
        if rooms == had and has_news == had_news:
            return
        self._watchers.tell()
        if sum(one.mentions for one in had) != self.mentions:
            self._mention_watchers.tell()
        if _in_threads(had) != self.in_threads:
            self._thread_watchers.tell()

    async def known(self) -> None:
        """Wait until the sidebar has read it for the first time: views are built meanwhile."""
        await self._is_known.wait()

    def count_when_asked(self, count: Callable[[], Unread]) -> None:
        """Note that more is unread, which nobody watches and the browser counts. ``count``: a bound method."""
        if self._count is None:
            self._count = WeakMethod(count)

    def on_change(self, watch: Callable[[], None]) -> Callable[[], None]:
        """Call ``watch`` when anything of it changes; returns what ends it.

        What is left to count is counted: from now on each message is told to the sidebar by itself.
        """
        self._count_now()
        return self._watchers.add(watch)

    def _count_now(self) -> None:
        if self._count is not None:
            if (count := self._count()) is not None:
                self._rooms = count()
            self._count = None

    def on_mentions(self, watch: Callable[[], None]) -> Callable[[], None]:
        """Call ``watch`` when more or fewer of them mention the person; returns what ends it."""
        return self._mention_watchers.add(watch)

    def on_threads(self, watch: Callable[[], None]) -> Callable[[], None]:
        """Call ``watch`` when more or fewer of them are in threads; returns what ends it."""
        return self._thread_watchers.add(watch)


def _in_threads(rooms: Unread) -> int:
    return sum(one.count for one in rooms if one.room.is_thread)
