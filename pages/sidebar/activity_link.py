"""The link to Activity, with how much of it is unread; and what the browser is told of alerts that are due."""

from typing import Final
from uuid import UUID

from chatapp import notifications
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.events import (
    AlertDue,
    AlertsRead,
    Event,
    MemberLeft,
    MembershipChanged,
    RoomRead,
    RoomUnread,
    account_topic,
)
from chatapp.timers import Coalescer
from chatapp.web import urls
from pages.browser.calls import call
from pages.shell.page_state.refresher import Refresher
from pages.shell.shell import Shell
from pages.sidebar.nav_link import NavLink

SECONDS: Final = 1.0  # between two counts


class ActivityLink:
    """One page's link and its number. The browser shows what is due, and takes it back when it has been read."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self.link = NavLink(shell, urls.ACTIVITY, "bell", "Activity")
        self._count = 0
        self._told: set[UUID] = set()  # rooms of which this page has told something that is not read yet
        self._refresher = Refresher(shell, weakly_awaited(self._refresh))
        self._counting = Coalescer(SECONDS, weakly(self._refresher.request))
        account_id = shell.actor.account_id
        shell.client.on_delete(self._counting.cancel)
        shell.client.on_delete(shell.chat.broker.subscribe(account_topic(account_id), self._on_event))
        shell.client.on_delete(shell.chat.alert_watchers.add(account_id, self._counting.request))
        shell.client.on_delete(shell.chat.alert_watchers.hear(account_id, weakly(self._tell)))
        shell.client.on_delete(shell.on_missed(self._refresher.run))

    async def open(self) -> None:
        """Show the number."""
        await self._refresher.run(retries=False)

    async def _refresh(self) -> None:
        count = await self._shell.chat.read(notifications.count_unread, actor=self._shell.actor)
        if self._shell.client.is_deleted:
            return
        if count <= self._count and self._shell.client.has_socket_connection:  # it may be what the system shows
            self._shell.client.run_javascript(call("notifications.tidy"))
        if count != self._count:
            self._count = count
            self.link.show_unread(count)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, AlertDue):
            self._tell(event)
        elif isinstance(event, RoomRead):
            self._take_back(event)
        if isinstance(event, _TAKE_AWAY) or (self._count and isinstance(event, RoomRead)):
            self._counting.request()

    def _tell(self, due: AlertDue) -> None:
        if not (self._shell.is_signed_in and self._shell.client.has_socket_connection):
            return
        alert = {
            "alert_id": due.alert_id,
            "kind": due.kind,
            "room_uuid": str(due.room_uuid) if due.room_uuid else None,
            "number": due.number,
            "path": due.path or urls.ACTIVITY,
            "title": due.title,
            "text": due.text,
            "count": due.count,
            "sound": due.has_sound,
        }
        if due.room_uuid is not None:
            self._told.add(due.room_uuid)
        self._shell.client.run_javascript(call("notifications.notify", alert))

    def _take_back(self, read: RoomRead) -> None:
        if read.room_uuid in self._told:
            taken = {"room_uuid": str(read.room_uuid), "number": read.number}
            self._shell.client.run_javascript(call("notifications.takeBack", taken))


_TAKE_AWAY: Final = (AlertsRead, RoomUnread, MemberLeft, MembershipChanged)
