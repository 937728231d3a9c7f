"""The rooms a person is in, kept in step while the page is open.

The database says which rooms there are, and how far each is and was read; events since then move the numbers.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from chatapp import rooms, threads
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.events import (
    LOBBY_TOPIC,
    PEOPLE_TOPIC,
    Event,
    FollowingChanged,
    MemberJoined,
    MemberLeft,
    MembershipChanged,
    RoomChanged,
    RoomClosed,
    RoomRead,
    RoomUnread,
    StatusChanged,
    account_topic,
)
from chatapp.web import urls
from pages.components.parts import Attributes, Part, element_html
from pages.shell.page_state.refresher import Refresher
from pages.shell.shell import Shell
from pages.sidebar.room_rows import RoomRows
from pages.sidebar.sections import Section

LIMIT = 200  # rooms in the sidebar


class Inbox:
    """One page's list of rooms: subscribes to what changes it, and reads it again where an event is not enough."""

    def __init__(self, shell: Shell, sections: Mapping[str, Section]) -> None:
        self._shell = shell
        self._more, self._offers_more = Part(shell.client, "more-rooms", is_written=False), False
        self._rows = RoomRows(shell, sections, weakly(self._on_room_event))
        self._refresher = Refresher(shell, weakly_awaited(self._refresh))
        self._is_complete = True  # nothing can have been missed yet
        self._going_back = Counter[UUID]()  # rooms marked as unread → how often since they were read again
        self._left = set[UUID]()  # rooms that were left or closed since the last reading began

    async def open(self) -> None:
        """Subscribe first, read second, then show."""
        shell, broker = self._shell, self._shell.chat.broker
        for topic in (account_topic(shell.actor.account_id), LOBBY_TOPIC, PEOPLE_TOPIC):
            shell.client.on_delete(broker.subscribe(topic, self._on_event))
        shell.client.on_delete(shell.on_missed(self._refresher.run))
        await self._refresher.run(retries=False)
        shell.client.on_connect(self._connected)

    def _connected(self) -> None:
        """Read again: the broker may have lost events while the page had no connection. Not at the first one."""
        if not self._is_complete:
            self._refresher.request()
        self._is_complete = False

    async def _refresh(self) -> None:
        """Show the rooms as the database has them, and read again if one that is new here has changed meanwhile."""
        activity = self._shell.chat.room_activity
        before, going_back = activity.sequence, self._going_back.copy()
        self._left.clear()
        await self._shell.chat.broker.settle()
        found, unread = await asyncio.gather(
            self._shell.chat.read(rooms.joined, actor=self._shell.actor, limit=LIMIT),
            self._shell.chat.read(threads.unread, actor=self._shell.actor, limit=LIMIT),
        )
        if self._shell.client.is_deleted or not self._shell.is_signed_in:
            return
        new = self._rows.show([room for room in (*found, *unread) if room.uuid not in self._left], going_back)
        self._going_back -= going_back
        self._offers_more = len(found) >= LIMIT
        self._more.set(self._shown_more)
        if all(activity.is_quiet_since(before, room_uuid) for room_uuid in new):
            return
        if self._shell.client.has_socket_connection:
            self._refresher.request()  # the page subscribed to them only now
        else:
            self._is_complete = False  # read again as soon as the page is connected

    def more_html(self) -> str:
        """Return the link to all rooms as HTML for the page that is being built."""
        self._more.know(self._shown_more)
        stays = {"href": urls.rooms(rooms.Show.JOINED), "data-part": "more-rooms", "innerHTML": "All my rooms"}
        return element_html("a", {**stays, **self._shown_more})

    @property
    def _shown_more(self) -> Attributes:
        return {"class": f"row more-rooms{'' if self._offers_more else ' hidden'}"}

    def _on_event(self, event: Event) -> None:
        """Apply what concerns the person, the lobby, or other people's status."""
        if not self._shell.is_signed_in:
            return
        if isinstance(event, RoomRead):
            self._on_read(event)
        elif isinstance(event, RoomUnread):
            self._on_unread(event)
        elif isinstance(event, StatusChanged):
            if event.account_uuid in self._rows.partners:
                self._refresher.request()
        elif isinstance(event, MemberLeft):
            self._on_left(event)
        elif isinstance(event, FollowingChanged):
            self._rows.threads.follow(event)
        elif isinstance(event, MemberJoined | MembershipChanged) or self._changes_list(event):
            self._refresher.request()

    def _on_left(self, event: MemberLeft) -> None:
        """Take the room off the list, and say who removed the person if they did not leave by themselves."""
        self._take_off(event.room_uuid)
        if event.removed_by and not urls.is_within(self._shell.path, urls.room(event.room_uuid)):  # which says it, too
            self._shell.notify(f"{event.removed_by} removed you from {event.room_name}.")
        self._refresher.request()

    def _take_off(self, room_uuid: UUID) -> None:
        """Remove a room from the list, and from what is being read: that may have been found before."""
        self._left.add(room_uuid)
        self._rows.remove(room_uuid)

    def _changes_list(self, event: Event) -> bool:
        return isinstance(event, RoomChanged) and (event.is_reopened or self._may_list(event))

    def _on_read(self, event: RoomRead) -> None:
        row = self._rows.get(event.room_uuid)
        if row is not None:
            if row.news_at:
                self._rows.threads.ask(event.room_uuid, event.room_uuid)
            if not self._rows.read_up_to(event.room_uuid, event.number):
                self._refresher.request()
        elif self._may_list(event):
            self._refresher.request()

    def _on_unread(self, event: RoomUnread) -> None:
        """Show the room as unread again. What counts of it, the database says."""
        self._shell.chat.read_marks.forget(self._shell.actor, event.room_uuid)
        self._going_back[event.room_uuid] += 1
        self._refresher.request()

    def _may_list(self, event: RoomChanged | RoomRead) -> bool:
        """Whether the room is listed, or may be in the list that is being read."""
        return event.room_uuid in self._rows or self._refresher.is_running

    def _on_room_event(self, event: Event) -> None:
        """Apply what happens in one of the rooms, apart from messages."""
        if isinstance(event, RoomClosed):
            self._take_off(event.room_uuid)
        elif isinstance(event, RoomChanged) and self._rows.is_direct(event.room_uuid):
            self._refresher.request()  # the other person's name has changed; the lobby hears of all other rooms
