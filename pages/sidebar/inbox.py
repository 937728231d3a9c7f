"""The rooms one is in: listed, counted and kept in step while the page is open.

The database says which rooms there are, and how far each is and was read; messages heard since then move the numbers.
Numbers are absolute and only grow, so an event that comes twice, late or never leaves no wrong count behind.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from uuid import UUID

from nicegui import ui

from chatapp import rooms
from chatapp.errors import Unavailable
from chatapp.events import (
    LOBBY_TOPIC,
    PRESENCE_TOPIC,
    Event,
    MemberJoined,
    MemberLeft,
    MembershipChanged,
    PresenceChanged,
    RoomChanged,
    RoomClosed,
    RoomRead,
    account_topic,
)
from chatapp.presence import State
from chatapp.realtime.activity import NewActivity
from chatapp.rooms import RoomView
from pages.components.elements import text
from pages.components.room_labels import is_in_room
from pages.shell.shell import Shell
from pages.sidebar.rows import Row
from pages.sidebar.sections import Section

LIMIT = 200  # rooms in the sidebar
TOGETHER = 0.1  # seconds in which changes are drawn together


class Inbox:
    """One page's list of rooms."""

    def __init__(self, shell: Shell, *, saved: Section, joined: Section, direct: Section) -> None:
        self._shell = shell
        self._saved, self._joined, self._direct = saved, joined, direct
        self._rows: dict[UUID, Row] = {}
        self._partners: dict[UUID, UUID] = {}  # account → the direct room with it
        self._unsubscribe: dict[UUID, Callable[[], None]] = {}
        self._stale: set[UUID] = set()
        self._drawing: asyncio.TimerHandle | None = None
        self._is_due = self._is_refreshing = False
        self._is_whole = True  # nothing can have been missed yet
        self._list = ui.context.slot.parent
        self._more: ui.element | None = None

    async def open(self) -> None:
        """Listen first, read second, then show."""
        shell, broker = self._shell, self._shell.chat.broker
        for topic in (account_topic(shell.actor.account_id), LOBBY_TOPIC, PRESENCE_TOPIC):
            shell.client.on_delete(broker.subscribe(topic, self._on_event))
        shell.client.on_delete(shell.activity.on_visibility_change(self._see_current))
        shell.client.on_delete(self._close)
        shell.client.on_delete(shell.on_missed(self._read_anew))
        shell.on_path_change(self._mark)
        await self._refreshing(is_patient=False)
        shell.client.on_connect(self._connected)

    def _connected(self) -> None:
        """Ask anew, for the broker may have lost something, like the connection; all that is new was just read."""
        if not self._is_whole:
            self._refresh_soon()
        self._is_whole = False

    def _refresh_soon(self) -> None:
        """Ask the database anew; an answer that is under way may be too old already."""
        self._is_due = True
        if not self._is_refreshing:
            self._shell.run(self._refreshing())

    async def _read_anew(self) -> None:
        self._is_due = True
        if not self._is_refreshing:
            await self._refreshing()

    async def _refreshing(self, *, is_patient: bool = True) -> None:
        """Show the rooms the person is in, until nothing has happened meanwhile. ``is_patient``: try again on failure.

        Raises:
            Unavailable: the database is away, and nobody is to wait for it.
        """
        self._is_due = self._is_refreshing = True
        try:
            while self._is_due and self._is_alive:
                self._is_due = False
                try:
                    await self._refresh()
                except Unavailable as error:
                    if not is_patient:
                        raise
                    self._is_due = True
                    await asyncio.sleep(error.retry_after)
        finally:
            self._is_refreshing = False

    async def _refresh(self) -> None:
        room_activity = self._shell.chat.room_activity
        before = room_activity.moment
        await self._shell.chat.broker.settle()
        async with self._shell.chat.reading() as session:
            found = await rooms.joined(session, actor=self._shell.actor, limit=LIMIT)
        if not self._is_alive or all(room_activity.is_quiet_since(before, room) for room in self._show(found)):
            return
        if self._shell.client.has_socket_connection:
            self._is_due = True  # only now are the new ones listened to
        else:
            self._is_whole = False  # it is asked as soon as the page is connected

    @property
    def _is_alive(self) -> bool:
        return self._shell.is_signed_in and not self._shell.client.is_deleted

    def _show(self, found: list[RoomView]) -> list[UUID]:
        """Show these rooms; returns those that are new here."""
        new = [room.uuid for room in found if room.uuid not in self._rows]
        here = {room.uuid for room in found}
        for room_uuid in [uuid for uuid in self._rows if uuid not in here]:
            self._drop(room_uuid)
        with self._joined.box:
            for room in found:
                self._take(room)
        self._arrange()
        self._offer_more(is_wanted=len(found) >= LIMIT)
        self._mark(self._shell.path)
        self._show_unread()
        return new

    def _offer_more(self, *, is_wanted: bool) -> None:
        if is_wanted and self._more is None:
            with self._list:
                self._more = text("a", "All my rooms", "row more-rooms")
                self._more.props["href"] = "/rooms?show=joined"
        if self._more is not None:
            self._more.set_visibility(is_wanted)

    def _take(self, room: RoomView) -> None:
        """Show a room, new or as it is now."""
        if (row := self._rows.get(room.uuid)) is not None:
            row.show(room)
            self._draw_soon(room.uuid)
        else:
            noted = self._shell.chat.read_marks.noted(self._shell.actor, room.uuid)
            self._rows[room.uuid] = Row(room, self._state_of(room), noted)
            room_activity = self._shell.chat.room_activity
            hear = partial(self._hear, self._rows[room.uuid])
            self._unsubscribe[room.uuid] = room_activity.subscribe(room.uuid, hear, self._on_room_event)
        if room.partner is not None:
            self._partners[room.partner.uuid] = room.uuid

    def _drop(self, room_uuid: UUID) -> None:
        """Forget a room, and hear nothing more of it."""
        if (row := self._rows.pop(room_uuid, None)) is None:
            return
        self._unsubscribe.pop(room_uuid)()
        if row.room.partner is not None:
            self._partners.pop(row.room.partner.uuid, None)
        row.delete()
        self._draw_soon(room_uuid)

    def _arrange(self) -> None:
        rows = sorted(self._rows.values(), key=lambda row: row.room.sort_key)
        self._saved.arrange([row for row in rows if row.room.is_saved])
        self._joined.arrange([row for row in rows if not (row.room.is_saved or row.room.is_direct)])
        self._direct.arrange([row for row in rows if row.room.is_direct and not row.room.is_saved])

    def _mark(self, path: str) -> None:
        """Tint the row of the view that is shown."""
        for room_uuid, row in self._rows.items():
            is_current = is_in_room(path, room_uuid)
            if is_current != row.is_current:
                row.is_current = is_current
                row.draw()
        self._see_current()

    def _see_current(self) -> None:
        """What is shown and seen is read; the room's page writes that down."""
        for room_uuid, row in self._rows.items():
            if row.is_current and row.unread and self._shell.follows_live:
                row.last_read = row.last_number
                self._draw_soon(room_uuid)

    def _on_event(self, event: Event) -> None:
        """Take in what concerns the person, the lobby, or somebody's presence."""
        if isinstance(event, PresenceChanged):
            self._on_presence(event.account_uuid)
        elif isinstance(event, RoomRead):
            self._on_read(event)
        elif isinstance(event, MemberLeft):
            self._lose(event.room_uuid)
            self._refresh_soon()
        elif isinstance(event, MemberJoined | MembershipChanged) or (
            isinstance(event, RoomChanged) and (event.is_reopened or self._may_list(event.room_uuid))
        ):
            self._refresh_soon()

    def _may_list(self, room_uuid: UUID) -> bool:
        return room_uuid in self._rows or self._is_refreshing  # then it may be on its way here

    def _on_read(self, event: RoomRead) -> None:
        if (row := self._rows.get(event.room_uuid)) is not None:
            row.stands(0, event.number)
            self._draw_soon(event.room_uuid)
        elif self._may_list(event.room_uuid):
            self._refresh_soon()

    def _on_room_event(self, event: Event) -> None:
        """Take in what happens in one of the rooms, apart from messages."""
        if isinstance(event, RoomClosed):
            self._lose(event.room_uuid)
        elif isinstance(event, RoomChanged) and event.room_uuid in self._partners.values():
            self._refresh_soon()  # the other person is called something else; the lobby hears of all other rooms

    def _hear(self, row: Row, arrived: NewActivity) -> None:
        """Take in the messages of a tenth of a second."""
        if arrived.last_number <= row.last_number or not self._shell.is_signed_in:
            return
        before, row.last_number = row.unread, arrived.last_number
        if row.is_current and self._shell.follows_live:
            row.last_read = arrived.last_number
        elif own := arrived.by_author.get(self._shell.actor.uuid):
            row.last_read = max(row.last_read, own)  # whoever writes has read
        if row.unread != before:
            self._draw_soon(row.room.uuid, 0)

    def _on_presence(self, account_uuid: UUID) -> None:
        if (room_uuid := self._partners.get(account_uuid)) is not None:
            row = self._rows[room_uuid]
            row.state = self._state_of(row.room)
            self._draw_soon(room_uuid)

    def _state_of(self, room: RoomView) -> State:
        return self._shell.chat.presence.state_of(room.partner.uuid) if room.partner else State.OFFLINE

    def _lose(self, room_uuid: UUID) -> None:
        """A room is not ours any more: silent at once, whatever the database takes its time for."""
        self._drop(room_uuid)
        self._arrange()

    def _draw_soon(self, room_uuid: UUID, pause: float = TOGETHER) -> None:
        self._stale.add(room_uuid)
        if self._drawing is None:
            self._drawing = asyncio.get_running_loop().call_later(pause, self._draw)

    def _draw(self) -> None:
        self._drawing = None
        stale, self._stale = self._stale, set()
        if not self._is_alive:
            return
        for row in [self._rows[room_uuid] for room_uuid in stale if room_uuid in self._rows]:
            # what another page of the person shows already is about to be stored: no dot for a blink
            row.stands(0, self._shell.chat.read_marks.noted(self._shell.actor, row.room.uuid))
            row.draw()
        self._show_unread()

    def _show_unread(self) -> None:
        self._shell.set_unread(sum(row.calls for row in self._rows.values()))

    def _close(self) -> None:
        if self._drawing is not None:
            self._drawing.cancel()
        for unsubscribe in self._unsubscribe.values():
            unsubscribe()
