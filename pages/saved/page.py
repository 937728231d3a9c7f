"""Messages that a person keeps for later, and those they are done with: two lists, live."""

from functools import partial

from nicegui import events, ui

from chatapp import messages
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.events import Event, SavedChanged, account_topic
from chatapp.messages import SavedView
from chatapp.messages.markup import Pictures
from chatapp.storage.paging import Page
from chatapp.web.parameters import number_of, uuid_of
from pages.components.elements import box, markup, text
from pages.components.nothing_here import nothing_here
from pages.components.paged_list import PagedList
from pages.saved.row import key_of, row_html
from pages.shell.layout.pane_head import pane_head
from pages.shell.page_state.followed_rooms import FollowedRooms
from pages.shell.page_state.refresher import gathered_refresh
from pages.shell.shell import Shell

REFRESH_SECONDS = 0.3  # changes within this time are read together
ON_CLICK = "(e) => chatapp.elements.act(e, emit)"
HINT = "Choose “Save for later” on a message, and it's here when you have time."


class SavedPage:
    """One page's lists of saved messages."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        with box("pane").on("click", shell.with_error_notices(self._act), js_handler=ON_CLICK) as pane:
            pane_head("Saved")
            with box("pane-body later", tabindex="0", role="region", aria_label="Saved"):
                self._open_title = text("h2", "For later")
                self._open = self._list(is_done=False)
                self._empty = nothing_here("bookmark", "Nothing saved for later", HINT)
                self._done_title = text("h2", "Done")
                self._done = self._list(is_done=True)
        refresh = weakly_awaited(self.refresh)
        self._refreshing = gathered_refresh(shell, refresh, REFRESH_SECONDS, is_wanted=lambda: not pane.is_deleted)
        topic = account_topic(shell.actor.account_id)
        shell.on_leaving_view(shell.chat.broker.subscribe(topic, weakly(self._on_event)))
        shell.on_leaving_view(shell.on_missed(refresh))
        self._rooms = FollowedRooms(shell, weakly(self._refreshing.request))

    def _list(self, *, is_done: bool) -> PagedList[SavedView, str, ui.element]:
        container = box("later-list", "ul", aria_label="Done" if is_done else "For later")
        return PagedList(
            self._shell,
            container,
            read=partial(self._read, is_done),
            draw=partial(_row, self._shell.chat.custom_emoji.pictures),
            key=key_of,
            on_change=self._show_if_empty,
            more_label="Show more",
        )

    async def _read(self, is_done: bool, _: str, after: str | None) -> Page[SavedView, str]:
        async with self._shell.chat.reading() as session:
            page = await messages.all_saved(session, actor=self._shell.actor, is_done=is_done, after=after or "")
        self._rooms.follow(one.room.uuid for one in page.items)
        return page

    async def refresh(self) -> None:
        """Show what is saved now; no less than before."""
        await self._open.reload()
        await self._done.reload()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, SavedChanged):
            self._refreshing.request()

    async def _act(self, event: events.GenericEventArguments) -> None:
        """Do what the pressed button says: ``done``, ``later`` or ``remove``, the room and the message's number."""
        match str(event.args).split(" "):
            case [("done" | "later" | "remove") as act, room, number]:
                which = {"room_uuid": uuid_of(room), "number": number_of(number)}
            case _:
                return
        actor = self._shell.actor
        async with self._shell.chat.changing(self._shell.actor) as work:
            if act == "remove":
                await messages.unsave(work, actor=actor, **which)  # type: ignore[arg-type]
            else:
                await messages.save(work, actor=actor, is_done=act == "done", **which)  # type: ignore[arg-type]
        await self.refresh()

    def _show_if_empty(self) -> None:
        if self._empty.is_deleted or not hasattr(self, "_done"):
            return
        self._empty.set_visibility(not len(self._open))
        self._open_title.set_visibility(bool(len(self._open)))
        self._done_title.set_visibility(bool(len(self._done)))


def _row(pictures: Pictures, one: SavedView) -> ui.element:
    with box("later-row", "li") as row:
        markup(row_html(one, pictures), "later-parts")
    return row


async def show(shell: Shell) -> None:
    """Show the messages that the person keeps for later."""
    shell.set_title("Saved")
    await SavedPage(shell).refresh()
