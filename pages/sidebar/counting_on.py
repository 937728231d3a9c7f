"""New messages, as most pages take them: their person has read them, or the browser counts on from what its row shows.

All pages whose browsers count get the same frame (`unread.js`), and nothing is worked out for them that
is the same for all: both together were a third of what a message cost a page that looks elsewhere.
"""

from collections.abc import Callable
from functools import partial

from chatapp.realtime.activity import NewActivity
from pages.nicegui_patches import DirectOutbox
from pages.shell.page_state.unread import Unread
from pages.shell.shell import Shell
from pages.sidebar.room_row import RoomRow
from pages.sidebar.row_list import STALE
from pages.sidebar.unread_multicast import Draw, UnreadMulticast, marks_of

Count = Callable[[], Unread]  # a bound method


class CountingOn:
    """What one page's browser counts by itself. ``count``: says what is unread, once somebody asks.

    ``draw``: has a room's row drawn of which the browser has not been told all.
    """

    def __init__(self, shell: Shell, draw: Draw) -> None:
        self._shell, self._draw = shell, draw
        self._account_id, self._account_uuid = shell.actor.account_id, shell.actor.uuid

    def takes(self, row: RoomRow, new: NewActivity, count: Count) -> bool:
        """Take what is new, if it is messages that mention nobody; says whether that was all there was to do."""
        shell, room_uuid = self._shell, row.room.uuid
        if new.readers is None:  # the first page asks for all
            if not new.is_plain:
                return False
            new.readers = shell.chat.read_marks.readers_of(room_uuid)
        if room_uuid in shell.live_rooms:
            return self._reads_at_once(row, new.last_number)
        if (more := row.more_with(new.last_number)) <= 0 or shell.unread.is_watched:
            return False
        if self._account_id in new.readers or self._account_uuid in new.by_author or not self._send(row, more, new):
            return False
        row.last_number = new.last_number
        shell.unread.count_when_asked(count)
        self._join(row)
        return True

    def catch_up(self, row: RoomRow) -> None:
        """Learn what a row was not told of, as it was read at once or counted together; it hears all from now on."""
        self.leave(row)
        if row.listening is not None and row.is_at_rest:
            row.listening.hears_plain = True
            row.advance(last_number=row.listening.told, last_read=row.listening.told)

    def leave(self, *rows: RoomRow) -> None:
        """Have rows know what their browser has counted, before they are asked or drawn; each hears all from now on."""
        for row in rows:
            if row.multicast is not None and isinstance(outbox := self._shell.client.outbox, DirectOutbox):
                row.multicast.leave(outbox)

    def _join(self, row: RoomRow) -> None:
        if row.listening is not None and isinstance(outbox := self._shell.client.outbox, DirectOutbox):
            make = partial(UnreadMulticast, row.room.uuid, self._shell.chat.read_marks)
            row.listening.share(UnreadMulticast, make).join(outbox, row, self._shell.actor, self._draw)

    def _reads_at_once(self, row: RoomRow, number: int) -> bool:
        """Have a row that shows nothing be told of no such message any more, as long as its room is in view."""
        if not row.read_at_once(number):
            return False
        if row.listening is not None:
            row.listening.hears_plain = False
        return True

    def shows(self, row: RoomRow, more: int, new: NewActivity, count: Count) -> bool:
        """Have the browser show that so many more are unread, or fewer; says whether it can."""
        if row.room.is_direct or row.room.is_thread or self._shell.unread.is_watched:  # which show more than a number
            return False
        if more and not row.room.is_muted and not self._send(row, more, new):
            return False
        self._shell.unread.count_when_asked(count)
        return True

    def _send(self, row: RoomRow, more: int, new: NewActivity) -> bool:
        if not marks_of(row.room.uuid, new, more).write(self._shell.client):
            return False
        row.shown = STALE  # the browser has counted on
        return True
