"""What concerned the person, in all their rooms: the newest first, live; each leads to its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from nicegui import events, ui

from chatapp import notifications
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.events import AlertsRead, Event, MembershipChanged, RoomRead, RoomUnread, account_topic
from chatapp.messages.markup import Pictures
from chatapp.notifications import LISTED, OWN_ALERTS, AlertKind, AlertView
from chatapp.storage.paging import Page
from chatapp.web import urls
from pages.activity.row import key_of, row_html
from pages.components.elements import box, button, markup, text
from pages.components.nothing_here import nothing_here
from pages.components.paged_list import PagedList
from pages.shell.layout.pane_head import pane_head
from pages.shell.page_state.followed_rooms import FollowedRooms
from pages.shell.page_state.refresher import gathered_refresh
from pages.shell.shell import Shell

REFRESH_SECONDS: Final = 0.5  # changes within this time are read together
HINT: Final = "Mentions, replies, threads you follow, keywords, reactions, reminders and new rooms show up here."
ON_CLICK: Final = "(e) => chatapp.elements.act(e, emit)"
OPENED: Final = (AlertKind.REACTION, *OWN_ALERTS)  # of these, no read mark of a room says that they are read
NOTHING_SUCH: Final = "Nothing here yet"


@dataclass(frozen=True, slots=True)
class Show:
    """One of the lists: its label, and what is in it."""

    label: str
    kinds: tuple[AlertKind, ...] = LISTED
    is_unread: bool = False


SHOWS: Final[Mapping[str, Show]] = {
    "": Show("All"),
    "unread": Show("Unread", is_unread=True),
    "mentions": Show("Mentions", (AlertKind.MENTION, AlertKind.EVERYONE, AlertKind.KEYWORD)),
    "replies": Show("Replies", (AlertKind.REPLY,)),
    "threads": Show("Threads", (AlertKind.THREAD,)),
    "reactions": Show("Reactions", (AlertKind.REACTION,)),
    "added": Show("Added", (AlertKind.ADDED,)),
    "reminders": Show("Reminders", OWN_ALERTS),
}


class ActivityPage:
    """One page's list, kept in step with what happens and with what is read on any device."""

    def __init__(self, shell: Shell, show: str) -> None:
        self._shell, self._show = shell, SHOWS[show]
        with box("pane").on("click", shell.with_error_notices(self._act), js_handler=ON_CLICK) as pane:
            self._head(show)
            with box("pane-body", tabindex="0", role="region", aria_label="Activity"):
                container = box("mention-rows", "ul", aria_label="What concerned you")
                self._empty = nothing_here(
                    "bell", "You're all caught up" if self._show.is_unread else NOTHING_SUCH, HINT
                )
                self._list: PagedList[AlertView, int, ui.element] = PagedList(
                    shell,
                    container,
                    read=self._read,
                    draw=partial(_row, shell.chat.custom_emoji.pictures),
                    key=key_of,
                    on_change=self._show_if_empty,
                    more_label="Show older activity",
                )
        refresh = weakly_awaited(self.refresh)
        self._refreshing = gathered_refresh(shell, refresh, REFRESH_SECONDS, is_wanted=lambda: not pane.is_deleted)
        request = weakly(self._refreshing.request)
        topic = account_topic(shell.actor.account_id)
        shell.on_leaving_view(shell.chat.alert_watchers.add(shell.actor.account_id, request))
        shell.on_leaving_view(shell.chat.broker.subscribe(topic, weakly(self._on_event)))
        shell.on_leaving_view(shell.on_missed(refresh))
        self._rooms = FollowedRooms(shell, request)

    def _head(self, shown: str) -> None:
        with pane_head("Activity"):
            read = self._shell.with_error_notices(weakly_awaited(self._mark_read))
            button("Mark all read", read, classes="quiet", icon_name="check")
        with box("index-bar"), box("tabs", "nav", aria_label="Which activity"):
            for name, show in SHOWS.items():
                link = text("a", show.label, "tab")
                link.props["href"] = urls.with_query(urls.ACTIVITY, show=name)
                link.props["aria-current"] = "page" if name == shown else "false"

    async def refresh(self) -> None:
        """Show what there is now; no less than before."""
        await self._list.reload()

    async def _read(self, _: str, after: int | None) -> Page[AlertView, int]:
        async with self._shell.chat.reading() as session:
            page = await notifications.listing(
                session,
                actor=self._shell.actor,
                kinds=self._show.kinds,
                is_unread=self._show.is_unread,
                after=after,
            )
        self._rooms.follow(one.room.uuid for one in page.items if one.room)
        return page

    async def _mark_read(self) -> None:
        """Mark as read what is listed, and what is older; what has come since is not."""
        newest = max((one.alert_id for one in self._list.items), default=0)
        async with self._shell.chat.changing(self._shell.actor) as work:
            await notifications.mark_read(work, actor=self._shell.actor, upto=newest)

    async def _act(self, event: events.GenericEventArguments) -> None:
        """Mark as read what is opened, and would stay unread in its room."""
        act, _, which = str(event.args).partition(" ")
        one = next((each for each in self._list.items if str(each.alert_id) == which), None)
        if act == "read" and one is not None and one.is_unread and one.kind in OPENED:
            async with self._shell.chat.changing(self._shell.actor) as work:
                await notifications.mark_read(work, actor=self._shell.actor, alert_ids=[one.alert_id])

    def _on_event(self, event: Event) -> None:
        if isinstance(event, RoomRead | RoomUnread | AlertsRead | MembershipChanged):
            self._refreshing.request()

    def _show_if_empty(self) -> None:
        if not self._empty.is_deleted:
            self._empty.set_visibility(not len(self._list))


def _row(pictures: Pictures, one: AlertView) -> ui.element:
    with box("mention-item", "li") as row:
        markup(row_html(one, pictures), "mention-row activity-row", data_unread=str(one.is_unread).lower())
    return row


async def show(shell: Shell, show: str = "") -> None:
    """Show what concerned the person. ``show``: one of `SHOWS`."""
    shell.set_title("Activity")
    await ActivityPage(shell, show if show in SHOWS else "").refresh()
