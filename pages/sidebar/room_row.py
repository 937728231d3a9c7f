"""A room or a thread in the sidebar: how far it is and was read, and what of it is unread."""

from typing import Protocol

from chatapp.presence import PresenceState
from chatapp.realtime.activity import Listening, NewActivity
from chatapp.realtime.uncounted import Uncounted
from chatapp.rooms import RoomView
from chatapp.web import urls
from pages.nicegui_patches import DirectOutbox
from pages.sidebar.room_row_html import RowView


class Multicast(Protocol):
    """Rows that are counted together."""

    def leave(self, outbox: DirectOutbox) -> None:
        """Count the row of this page by itself again."""


class RoomRow:
    """The row of a room or a thread: numbers that move with what happens, from which its `view` follows.

    ``pending_read``: the last message the person has read, if this process is about to store that; otherwise 0.
    ``shown``: what the browser has of it, kept by `RowList`. ``news_at``: the room's revision of the newest news in
    threads that the person doesn't follow, or a later one; 0 if they have seen all.
    """

    __slots__ = (
        "_is_counted",
        "_mentions",
        "_uncounted",
        "changed_at",
        "is_current",
        "last_number",
        "last_read",
        "listening",
        "multicast",
        "news_at",
        "room",
        "shown",
        "state",
    )

    def __init__(self, room: RoomView, state: PresenceState, pending_read: int = 0) -> None:
        self.room = room
        self._is_counted = _is_counted(room)
        self.state = state
        self.last_number, self.last_read = room.last_number, max(room.last_read_number, pending_read)
        self._uncounted = Uncounted(room.uncounted_unread, room.revision, room.last_number)
        self._mentions = dict.fromkeys(room.mentioned_in, (room.revision, True))  # number → since, is it one
        self.news_at = room.revision if room.has_thread_news else 0
        self.changed_at = room.revision  # of the room, when what its messages say changed last
        self.listening: Listening | None = None  # to what is new in the room
        self.is_current = False
        self.multicast: Multicast | None = None  # with whom its browser counts on; the row learns of it when that ends
        self.shown = 0

    @property
    def unread(self) -> int:
        """How many messages are unread, without those that do not count; that the person was added counts as one."""
        uncounted = self._uncounted.after(self.last_read)
        return max(0, self.last_number - self.last_read - uncounted) + self.room.is_unseen

    @property
    def is_exact(self) -> bool:
        """Whether ``unread`` is more than an estimate; else the room has to be read again."""
        return self._uncounted.is_exact

    @property
    def is_at_rest(self) -> bool:
        """Whether it shows nothing, and is told of no new messages alone, as its room is in view."""
        return self.listening is not None and not (self.listening.hears_plain or self.multicast)

    @property
    def is_listed(self) -> bool:
        """Whether it is to be seen: a thread while something in it is unread."""
        return not self.room.is_thread or self.unread > 0

    @property
    def badge_count(self) -> int:
        """How many unread messages the row's badge counts: none in a muted room."""
        return 0 if self.room.is_muted else self.unread

    @property
    def has_news(self) -> bool:
        """Whether its dot is hollow: there is news in threads that the person doesn't follow."""
        return self.news_at > 0 and not self.room.is_muted

    @property
    def mentions(self) -> int:
        """How many of the unread messages mention the person."""
        mentions = self._mentions
        return sum(is_one for number, (_, is_one) in mentions.items() if number > self.last_read) if mentions else 0

    @property
    def red_count(self) -> int:
        """What concerns the person: all of a direct chat, mentions, being added. Nothing does in a muted room."""
        if self.room.is_muted:
            return 0
        return self.unread if self.room.is_direct else self.mentions + self.room.is_unseen

    @property
    def view(self) -> RowView:
        """What the row shows now."""
        counts = self.badge_count, self.mentions, self.red_count
        return RowView(self.room, self.state, self.is_current, *counts, self.has_news)

    def end(self) -> None:
        """Hear no more of the room."""
        if self.listening is not None:
            self.listening()

    def is_at(self, path: str) -> bool:
        """Say whether the room is shown at an address."""
        return urls.is_within(path, urls.room(self.room.uuid))

    def read_at_once(self, number: int) -> bool:
        """Learn of a message that has been read; says whether that is all there is to it, as nearly always."""
        has_more = self._mentions or self.last_number != self.last_read or self.room.is_unseen or len(self._uncounted)
        if has_more or number < self.last_number:
            return False
        self.last_number = self.last_read = number
        return True

    def more_with(self, number: int) -> int:
        """Return how many messages more are unread with those up to this one, all of which count.

        0: the row shows more than that, or it is to be worked out.
        """
        is_plain = self._is_counted and self.last_read <= self.last_number and self._uncounted.is_exact
        return number - self.last_number if is_plain else 0

    def count_together(self, multicast: Multicast) -> None:
        """Be told no more of new messages alone: the page's browser is, together with others."""
        self.multicast = multicast
        if self.listening is not None:
            self.listening.hears_plain = False

    def count_apart(self, number: int) -> None:
        """Learn up to which message the browser was told, and be told of what comes."""
        self.multicast, self.last_number = None, max(self.last_number, number)
        if self.listening is not None:
            self.listening.hears_plain = True

    def show(self, room: RoomView, *, goes_back: bool = False) -> None:
        """Take over what the room is now; numbers never go back, unless the person has marked it as unread."""
        self.room, self._is_counted = room, _is_counted(room)
        if goes_back:
            self.last_read = room.last_read_number
            self._uncounted.go_back(room.last_read_number)
        self.changed_at = max(self.changed_at, room.revision)
        if self.news_at <= room.revision:
            self.news_at = room.revision if room.has_thread_news else 0
        later = {number: one for number, one in self._mentions.items() if one[0] > room.revision}
        self._mentions = dict.fromkeys(room.mentioned_in, (room.revision, True)) | later
        self._uncounted.know(room.uncounted_unread, room.revision, room.last_number)
        self.advance(last_number=room.last_number, last_read=room.last_read_number)

    def hear(self, new: NewActivity) -> None:
        """Learn which messages count no more or again, of which some may be known already."""
        self._uncounted.hear(new.counting)

    def note_mention(self, number: int, revision: int, *, is_one: bool) -> None:
        """Learn whether a message mentions the person, since a revision of its room; events may come in any order."""
        since, _ = self._mentions.get(number, (self.room.revision, False))  # the database knew what came before
        if number > self.last_read and revision > since:
            self._mentions[number] = (revision, is_one)

    def advance(self, *, last_number: int, last_read: int) -> None:
        """Learn the newest message's number, and the last one that was read. Neither ever goes back."""
        self.last_number = max(self.last_number, last_number)
        self.last_read = max(self.last_read, last_read)
        if self._mentions and min(self._mentions) <= self.last_read:
            self._mentions = {number: one for number, one in self._mentions.items() if number > self.last_read}
        self._uncounted.forget(self.last_read)


def _is_counted(room: RoomView) -> bool:
    """Say whether a row shows its number alone, which goes into the title as well."""
    return not (room.is_direct or room.is_thread or room.is_muted)
