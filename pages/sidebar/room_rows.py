"""The rows of the rooms in the sidebar: which there are, in which section, and what has changed since the database.

Numbers are absolute and only grow, so an event that comes twice, late or never leaves no wrong count behind.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from functools import cached_property, partial
from uuid import UUID

from chatapp.callbacks import weakly
from chatapp.events import Event
from chatapp.presence import PresenceState
from chatapp.realtime.activity import NewActivity
from chatapp.rooms import RoomView
from chatapp.timers import Coalescer
from pages.shell.page_state.unread import Unread, UnreadRoom
from pages.shell.shell import Shell
from pages.sidebar.counting_on import CountingOn
from pages.sidebar.partners import Partners
from pages.sidebar.room_row import RoomRow
from pages.sidebar.row_list import RowList, order_of
from pages.sidebar.sections import Section
from pages.sidebar.thread_news import ThreadNews

DRAW_SECONDS = 0.1  # changes within this time are drawn together


class RoomRows:
    """One page's rows, by room. ``on_event`` hears what happens in any of the rooms, apart from messages.

    ``sections``: ``saved``, ``rooms`` and ``direct``. ``partners``: with whom alone there is a direct chat.
    """

    def __init__(self, shell: Shell, sections: Mapping[str, Section], on_event: Callable[[Event], None]) -> None:
        self._shell = shell
        self._list = RowList(shell.client, sections, shell.chat.custom_emoji.pictures)
        self._on_event = on_event
        self._rows: dict[UUID, RoomRow] = {}
        self.partners = Partners(shell.chat.presence, weakly(self._show_presence))
        self._counting = CountingOn(shell, weakly(self._draw_soon))
        self._changed: set[UUID] = set()  # to be drawn
        self._drawing = Coalescer(DRAW_SECONDS, weakly(self._draw))
        shell.client.on_delete(shell.activity.on_visibility_change(self._read_current))
        shell.client.on_delete(shell.live_rooms.on_add(self._read_current))
        shell.client.on_delete(shell.live_rooms.on_discard(self._catch_up))
        shell.client.on_delete(self._close)
        shell.on_path_change(self._mark_current)

    def __contains__(self, room_uuid: UUID) -> bool:
        return room_uuid in self._rows

    def get(self, room_uuid: UUID) -> RoomRow | None:
        """Return the row of a room or a thread, if there is one."""
        return self._rows.get(room_uuid)

    @cached_property
    def threads(self) -> ThreadNews:
        """What the page hears of threads, from the first time on."""
        return ThreadNews(self._shell, self)

    def is_direct(self, room_uuid: UUID) -> bool:
        """Whether a room is listed as a direct chat."""
        return room_uuid in self and self._rows[room_uuid].room.is_direct

    def show(self, found: list[RoomView], going_back: Container[UUID] = ()) -> list[UUID]:
        """Show exactly these rooms; returns those that were not shown before.

        ``going_back``: what the person has marked as unread before this was read.
        Threads stay until it is known that they are no longer followed; those are asked for.
        """
        wanted = {room.uuid for room in found}
        found = [room for room in found if room.parent_uuid is None or room.parent_uuid in wanted]
        new = [room.uuid for room in found if room.uuid not in self._rows]
        for room_uuid, row in [(uuid, row) for uuid, row in self._rows.items() if uuid not in wanted]:
            if row.room.parent_uuid in wanted:
                self.threads.ask(room_uuid, row.room.parent_uuid)
            else:
                self._drop(room_uuid)
        for room in found:
            self._put(room, goes_back=room.uuid in going_back)
        self._arrange()
        self._mark_current(self._shell.path)
        self._show_unread()
        return new

    def remove(self, room_uuid: UUID) -> None:
        """Remove a room at once: the person is no longer in it, however long the database takes."""
        self._drop(room_uuid)
        self._arrange()

    def show_threads(self, found: list[RoomView], gone: Iterable[UUID]) -> list[UUID]:
        """Show threads that are followed, in rooms that are shown, and none that is ``gone``; returns new ones."""
        found = [thread for thread in found if thread.parent_uuid in self._rows]
        new = [thread.uuid for thread in found if thread.uuid not in self._rows]
        for room_uuid in gone:
            self._drop(room_uuid)
        for thread in found:
            self._put(thread, goes_back=False)
            self._draw_soon(thread.uuid)
        return new

    def show_news(self, room_uuid: UUID, revision: int) -> None:
        """Show that there is news in threads of a room, told at its ``revision``; none with 0."""
        if (row := self._rows.get(room_uuid)) is not None and row.news_at != revision:
            row.news_at = revision
            self._see(row)
            self._draw_soon(room_uuid)

    def read_up_to(self, room_uuid: UUID, number: int) -> bool:
        """Learn that the person has read a room up to this message; says whether its count is more than an estimate."""
        row = self._rows[room_uuid]
        self._counting.leave(row)
        if row.is_at_rest:
            row.last_read = max(row.last_read, number)
            return row.is_exact
        before = row.unread, row.mentions
        row.advance(last_number=0, last_read=number)
        if (row.unread, row.mentions) != before:
            self._draw_soon(room_uuid)
        return row.is_exact

    def _put(self, room: RoomView, *, goes_back: bool) -> None:
        """Show a room, new or as it is now."""
        if (row := self._rows.get(room.uuid)) is not None:
            self._counting.catch_up(row)
            row.show(room, goes_back=goes_back)
            self._draw_soon(room.uuid)
        else:
            pending = self._shell.chat.read_marks.noted(self._shell.actor, room.uuid)
            row = self._rows[room.uuid] = RoomRow(room, self._state_of(room), pending)
            row.is_current = row.is_at(self._shell.path)
            activity = self._shell.chat.room_activity
            hear = partial(RoomRows._on_messages, self, row)  # not of a method: each row would have its own
            row.listening = activity.subscribe(room.uuid, hear, self._on_event)
        if room.partner is not None:
            self.partners.add(room.partner.uuid, room.uuid)

    def _drop(self, room_uuid: UUID) -> None:
        if (row := self._rows.pop(room_uuid, None)) is None:
            return
        self._counting.leave(row)
        row.end()
        if row.room.partner is not None:
            self.partners.discard(row.room.partner.uuid)
        for thread_uuid in [uuid for uuid, one in self._rows.items() if one.room.parent_uuid == room_uuid]:
            self._drop(thread_uuid)
        self._draw_soon(room_uuid)

    def _arrange(self) -> None:
        self._counting.leave(*self._rows.values())
        self._list.arrange(order_of(self._rows.values()))

    def _mark_current(self, path: str) -> None:
        """Tint the row of the view that is shown."""
        changed = []
        for row in self._rows.values():
            if (is_current := row.is_at(path)) != row.is_current:
                row.is_current = is_current
                changed.append(row)
        self._counting.leave(*changed)
        self._list.draw(changed)
        self._read_current()

    def _read_current(self) -> None:
        """Count as read what the page shows and its reader sees; the room's page writes that down."""
        for row in filter(None, map(self._rows.get, self._shell.live_rooms)):
            self._counting.leave(row)
            if row.unread or row.news_at:
                row.last_read = row.last_number
                self._see(row)
                self._draw_soon(row.room.uuid)

    def _catch_up(self) -> None:
        """Learn what was read while a room was in view, of which its row was not told; and hear again what comes."""
        for row in self._rows.values():
            if row.room.uuid not in self._shell.live_rooms:
                self._counting.catch_up(row)

    def _see(self, row: RoomRow) -> None:
        """Note as seen what is new in threads of a room, if the page shows the room to its reader."""
        if row.news_at and row.room.uuid in self._shell.live_rooms:
            seen, row.news_at = row.news_at, 0
            self._shell.chat.read_marks.mark(self._shell.actor, row.room.uuid, row.last_read, seen)

    def _on_messages(self, row: RoomRow, new: NewActivity) -> None:
        if not self._shell.is_signed_in:
            return
        if self._counting.takes(row, new, self._unread):
            return  # nearly always
        self._counting.catch_up(row)
        # What another page of the person shows is about to be stored: no unread mark for a moment.
        if new.threads:
            self.threads.hear(row, new.threads)
        pending = self._shell.chat.read_marks.noted(self._shell.actor, row.room.uuid)
        before, mentions, changed_at = row.unread, row.mentions, row.changed_at
        row.changed_at = max(row.changed_at, new.changed_at)
        if new.last_number > row.last_number:
            row.last_number = new.last_number
            if row.room.uuid in self._shell.live_rooms:
                row.last_read = new.last_number
            elif own := new.by_author.get(self._shell.actor.uuid):
                row.last_read = max(row.last_read, own)  # authors have read what came before their message
        row.hear(new)
        for number, message in new.naming.items():
            is_one = message.mentions_person(self._shell.actor.uuid)
            row.note_mention(number, message.revision, is_one=is_one)
        row.advance(last_number=0, last_read=pending)
        more = row.unread - before
        is_news = more or row.changed_at != changed_at
        if row.mentions != mentions or (is_news and not self._counting.shows(row, more, new, self._unread)):
            self._draw_soon(row.room.uuid)

    def _state_of(self, room: RoomView) -> PresenceState:
        return self._shell.chat.presence.state_of(room.partner.uuid) if room.partner else PresenceState.OFFLINE

    def _show_presence(self, account_uuid: UUID) -> None:
        """Show the presence of a person with whom there is a direct room."""
        room_uuid = self.partners.room_with(account_uuid)
        if (row := self._rows.get(room_uuid) if room_uuid else None) is not None:
            row.state = self._state_of(row.room)
            self._draw_soon(row.room.uuid)

    def _draw_soon(self, room_uuid: UUID) -> None:
        self._changed.add(room_uuid)
        self._drawing.request()

    def _draw(self) -> None:
        changed, self._changed = self._changed, set()
        if not self._shell.is_signed_in or self._shell.client.is_deleted:
            return
        rows = [self._rows[room_uuid] for room_uuid in changed if room_uuid in self._rows]
        self._counting.leave(*rows)
        for row in rows:
            row.advance(last_number=0, last_read=self._shell.chat.read_marks.noted(self._shell.actor, row.room.uuid))
        if len(rows) < len(changed) or any(row.room.is_thread for row in rows):
            self._arrange()
        self._list.draw([row for row in rows if row.is_listed])
        self._show_unread()

    def _show_unread(self) -> None:
        self._shell.set_unread(self._unread(), has_news=any(row.has_news for row in self._rows.values()))

    def _unread(self) -> Unread:
        rows = self._rows.values()
        self._counting.leave(*rows)
        return tuple(
            UnreadRoom(row.room, row.badge_count, row.last_number, row.mentions, row.changed_at)
            for row in rows
            if row.badge_count
        )

    def _close(self) -> None:
        self._drawing.cancel()
        self.partners.close()
        for row in self._rows.values():
            row.end()
