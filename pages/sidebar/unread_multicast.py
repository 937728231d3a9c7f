"""The rows of one room whose browsers count on alike: all pages of its members that look elsewhere, nearly always.

They are told of new messages as one, and no row is asked whether it concerns it (`pages/nicegui_patches/multicast.py`):
twenty calls for each page were as much again as writing to it. Whatever is not plain is told to each row by itself, and
so is what its person has written, or is reading on another page. A row that is drawn leaves, and joins again with the
next message that its browser can count.

The first message after a while is told at once, what follows within a second as one: nobody looks at these pages, or
only at a number beside a room's name (`docs/decisions/0080-a-number-once-a-second.md`). Who leaves meanwhile is drawn.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

from chatapp.callbacks import weakly
from chatapp.identity import Actor
from chatapp.messages.read_state.read_marks import ReadMarks
from chatapp.realtime.activity import NewActivity
from chatapp.timers import Coalescer
from pages.browser.calls import call
from pages.nicegui_patches import DirectOutbox, EphemeralCall
from pages.nicegui_patches.multicast import MulticastGroup
from pages.sidebar.room_row import RoomRow

PAUSE = 1.0  # seconds between two frames

Draw = Callable[[UUID], None]


class UnreadMulticast:
    """Those rows. ``number``: the newest message that all of them are to show."""

    def __init__(self, room_uuid: UUID, read_marks: ReadMarks) -> None:
        self._room_uuid, self._read_marks = room_uuid, read_marks
        self._group = MulticastGroup[UnreadMember]()
        self._people: dict[int, dict[DirectOutbox, None]] = {}  # account → its pages
        self._accounts: dict[UUID, int] = {}
        self.number = self._told = 0
        self._telling = Coalescer(PAUSE, weakly(self._tell_all))

    @property
    def is_behind(self) -> bool:
        """Whether the browsers have yet to be told of the newest."""
        return self._told < self.number

    def hear(self, new: NewActivity) -> None:
        """Have the browsers count what is new, or let go the rows for which it is more than that."""
        if not self._group.members:
            return
        if not new.is_plain or new.last_number <= self.number:
            self._tell()
            self._group.dissolve()
            return
        if new.readers is None:
            new.readers = self._read_marks.readers_of(self._room_uuid)
        self._release(new.readers & self._people.keys())
        self._release(self._accounts[author] for author in new.by_author if author in self._accounts)
        self.number = new.last_number
        self._telling.request()

    def join(self, outbox: DirectOutbox, row: RoomRow, actor: Actor, draw: Draw) -> None:
        """Tell a row's page together with the others, if it has just been told of as much as they are to be.

        ``draw``: has a row drawn that leaves before its browser is told of the newest.
        """
        if not self._group.members:
            self.number = self._told = row.last_number
        if row.last_number != self.number:
            return
        self._tell()
        if self._group.join(outbox, UnreadMember(self, outbox, row, actor.account_id, draw)):
            self._people.setdefault(actor.account_id, {})[outbox] = None
            self._accounts[actor.uuid] = actor.account_id
            row.count_together(self)

    def leave(self, outbox: DirectOutbox) -> None:
        """Tell a page by itself again. Leaving twice is no error."""
        self._group.leave(outbox)

    def forget(self, outbox: DirectOutbox, account_id: int) -> None:
        """Note that a page has left."""
        pages = self._people[account_id]
        del pages[outbox]
        if not pages:
            del self._people[account_id]

    def _tell(self) -> None:
        if self.is_behind:
            self._telling.flush()

    def _tell_all(self) -> None:
        self._release(self._read_marks.readers_of(self._room_uuid) & self._people.keys())  # who began meanwhile
        more, self._told = self.number - self._told, self.number
        self._group.write(_mark(self._room_uuid, more, self.number).frame)

    def _release(self, accounts: Iterable[int]) -> None:
        for account_id in list(accounts):
            for outbox in list(self._people.get(account_id, ())):
                self._group.leave(outbox)


class UnreadMember:
    """One row that is told together with others."""

    __slots__ = ("_account_id", "_draw", "_multicast", "_outbox", "_row")

    def __init__(
        self, multicast: UnreadMulticast, outbox: DirectOutbox, row: RoomRow, account_id: int, draw: Draw
    ) -> None:
        self._multicast, self._outbox, self._row = multicast, outbox, row
        self._account_id, self._draw = account_id, draw

    def left(self) -> None:
        """Note in the row what its page was told, or is to be shown now."""
        self._multicast.forget(self._outbox, self._account_id)
        self._row.count_apart(self._multicast.number)
        if self._multicast.is_behind:
            self._draw(self._row.room.uuid)


def marks_of(room_uuid: UUID, new: NewActivity, more: int) -> EphemeralCall:
    """Return the call by which browsers count so many more, or fewer; one for all pages."""
    if more not in new.frames:
        new.frames[more] = _mark(room_uuid, more, new.last_number)
    found: EphemeralCall = new.frames[more]
    return found


def _mark(room_uuid: UUID, more: int, newest: int) -> EphemeralCall:
    return EphemeralCall(call("unread.more", str(room_uuid), more, newest))
