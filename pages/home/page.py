"""Home: the unread rooms with their last words, or that one has caught up. Live, from what the sidebar knows."""

from uuid import UUID

from nicegui import events

from chatapp import messages
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.messages import MessagePreview
from chatapp.web import urls
from pages.components.elements import box, icon, markup, text
from pages.home.unread_card import card_html
from pages.shell.layout import menu_button
from pages.shell.refresher import gathered_refresh
from pages.shell.shell import Shell
from pages.shell.unread import UnreadRoom

REFRESH_SECONDS = 2.0  # what comes within this time is shown together
AT_MOST = 20  # rooms that are shown
ON_CLICK = "(e) => chatapp.elements.act(e, emit)"
ALL = "all"
READ_ALL = f'<button class="button quiet" type="button" data-act="{ALL}">Mark all read</button>'


class Home:
    """One page's Home. A page that nobody sees reads nothing until it is seen."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._previews: dict[UUID, tuple[UnreadRoom, list[MessagePreview]]] = {}  # room → as it was, its last words
        with box("pane").on("click", shell.with_error_notices(self._act), js_handler=ON_CLICK) as pane:
            with box("pane-head"):
                menu_button()
                with box("titles"):
                    text("h1", "Home")
                self._read_all = markup(READ_ALL, tag="span")
            with box("pane-body", tabindex="0", role="region", aria_label="Unread"):
                self._cards = markup("", "unread-cards", "ul")
                with box("empty caught-up") as self._empty:
                    icon("check")
                    text("h2", "You're all caught up")
                    text("p", "New messages in your rooms show up here.")
                    text("a", "See all rooms", "button").props["href"] = urls.ROOMS
        refresh = weakly_awaited(self.refresh)
        self._refreshing = gathered_refresh(shell, refresh, REFRESH_SECONDS, is_wanted=lambda: not pane.is_deleted)
        change = weakly(self._on_change)
        shell.on_leaving_view(shell.unread.on_change(change))
        shell.on_leaving_view(shell.activity.on_visibility_change(change))

    async def refresh(self) -> None:
        """Show what is unread now; of rooms without news nothing is read again."""
        unread = self._shell.unread.value[:AT_MOST]
        stale = [one.room.uuid for one in unread if self._known(one) is None]
        if stale:
            async with self._shell.chat.reading() as session:
                found = await messages.latest(session, actor=self._shell.actor, room_uuids=stale)
            for one in unread:
                if one.room.uuid in stale:
                    self._previews[one.room.uuid] = (one, found.get(one.room.uuid, []))
        self._show(unread)

    def _show(self, unread: tuple[UnreadRoom, ...]) -> None:
        if self._empty.is_deleted:
            return
        newest_first = sorted(unread, key=self._said_at, reverse=True)
        cards = "".join(card_html(one, self._known(one) or []) for one in newest_first)
        self._cards.set({"innerHTML": cards, "data-count": str(len(unread))})
        self._read_all.set({"data-count": str(len(unread))})
        self._empty.set_visibility(not unread)

    def _known(self, one: UnreadRoom) -> list[MessagePreview] | None:
        """Return a room's last words, if they were read since its newest message and the last edit or deletion."""
        was, previews = self._previews.get(one.room.uuid, (None, []))
        is_known = was is not None and (was.last_number, was.changed_at) == (one.last_number, one.changed_at)
        return previews if is_known else None

    def _said_at(self, one: UnreadRoom) -> float:
        previews = self._known(one)
        return previews[-1].created_at.timestamp() if previews else 0.0

    def _on_change(self) -> None:
        if self._shell.activity.is_visible:
            self._refreshing.request()

    async def _act(self, event: events.GenericEventArguments) -> None:
        """Mark a room read, or all that are shown."""
        chosen = [one for one in self._shell.unread.value if event.args in (ALL, str(one.room.uuid))]
        actor = self._shell.actor
        async with self._shell.chat.transaction() as work:
            for one in chosen:
                await messages.mark_read(work, actor=actor, room_uuid=one.room.uuid, number=one.last_number)


async def show(shell: Shell) -> None:
    """Show what is new for the person."""
    shell.set_title("Home")
    await Home(shell).refresh()
