"""Where the person is mentioned, in all their rooms: the newest first, live; each leads to its message."""

from functools import partial

from nicegui import ui

from chatapp import messages
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.messages import MentionView
from chatapp.messages.markup import Pictures
from chatapp.storage.paging import Page
from pages.components.elements import box, markup
from pages.components.nothing_here import nothing_here
from pages.components.paged_list import PagedList
from pages.mentions.row import key_of, row_html
from pages.shell.layout.pane_head import pane_head
from pages.shell.page_state.followed_rooms import FollowedRooms
from pages.shell.page_state.refresher import gathered_refresh
from pages.shell.shell import Shell

REFRESH_SECONDS = 0.5  # changes within this time are read together
NOTHING = "No one has mentioned you yet"
HINT = "When someone writes @ and your username, or @room in one of your rooms, you find it here."


class Mentions:
    """One page's list of mentions, kept in step with what is said, edited, deleted and read."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        with box("pane") as pane:
            pane_head("Mentions")
            with box("pane-body", tabindex="0", role="region", aria_label="Mentions"):
                container = box("mention-rows", "ul", aria_label="Messages that mention you")
                self._empty = nothing_here("at", NOTHING, HINT)
                self._list: PagedList[MentionView, int, ui.element] = PagedList(
                    shell,
                    container,
                    read=self._read,
                    draw=partial(_row, shell.chat.custom_emoji.pictures),
                    key=key_of,
                    on_change=self._show_if_empty,
                    more_label="Show older mentions",
                )
        refresh = weakly_awaited(self.refresh)
        self._refreshing = gathered_refresh(shell, refresh, REFRESH_SECONDS, is_wanted=lambda: not pane.is_deleted)
        shell.on_leaving_view(shell.unread.on_change(weakly(self._refreshing.request)))
        shell.on_leaving_view(shell.on_missed(refresh))
        self._rooms = FollowedRooms(shell, weakly(self._refreshing.request))

    async def refresh(self) -> None:
        """Show the mentions as they are now; no fewer than before."""
        await self._list.reload()

    async def _read(self, _: str, after: int | None) -> Page[MentionView, int]:
        async with self._shell.chat.reading() as session:
            page = await messages.mentioned(session, actor=self._shell.actor, after=after)
        self._rooms.follow(one.room.uuid for one in page.items)
        return page

    def _show_if_empty(self) -> None:
        if not self._empty.is_deleted:
            self._empty.set_visibility(not len(self._list))


def _row(pictures: Pictures, one: MentionView) -> ui.element:
    with box("mention-item", "li") as row:
        markup(row_html(one, pictures), "mention-row", data_unread=str(one.is_unread).lower())
    return row


async def show(shell: Shell) -> None:
    """Show where the person is mentioned."""
    shell.set_title("Mentions")
    await Mentions(shell).refresh()
