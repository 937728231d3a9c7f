"""The threads that a person follows, in all their rooms: the unread ones first, live; each leads to its place."""

from dataclasses import dataclass
from functools import partial

from nicegui import events, ui

from chatapp import messages, threads
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.events import Event, FollowingChanged, account_topic
from chatapp.messages import MessagePreview
from chatapp.messages.markup import Pictures
from chatapp.storage.paging import Page
from chatapp.threads import FollowedThread
from chatapp.web.parameters import number_of, uuid_of
from pages.components.elements import box, markup, text
from pages.components.nothing_here import nothing_here
from pages.components.paged_list import PagedList
from pages.shell.layout.pane_head import pane_head
from pages.shell.page_state.followed_rooms import FollowedRooms
from pages.shell.page_state.refresher import gathered_refresh
from pages.shell.shell import Shell
from pages.threads.row import key_of, row_html

REFRESH_SECONDS = 0.3  # changes within this time are read together
ON_CLICK = "(e) => chatapp.elements.act(e, emit)"
UNFOLLOWED = "You won't be told of new replies any more."
NOTHING = "You don't follow any threads yet"
HINT = "Choose “Reply in thread” on a message. You follow threads that you begin or reply in, or that mention you."


@dataclass(frozen=True, slots=True)
class Listed:
    """A thread, and its newest reply unless all are deleted."""

    thread: FollowedThread
    last: MessagePreview | None


class ThreadsPage:
    """One page's list of threads, kept in step with what is said, read, followed and not followed any more."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        with box("pane").on("click", shell.with_error_notices(self._act), js_handler=ON_CLICK) as pane:
            pane_head("Threads")
            with box("pane-body", tabindex="0", role="region", aria_label="Threads"):
                self._unread_title = text("h2", "Unread", "threads-title")
                self._unread = self._list(is_unread=True)
                self._read_title = text("h2", "Read", "threads-title")
                self._read = self._list(is_unread=False)
                self._empty = nothing_here("thread", NOTHING, HINT)
        refresh = weakly_awaited(self.refresh)
        self._refreshing = gathered_refresh(shell, refresh, REFRESH_SECONDS, is_wanted=lambda: not pane.is_deleted)
        request = weakly(self._refreshing.request)
        topic = account_topic(shell.actor.account_id)
        shell.on_leaving_view(shell.chat.broker.subscribe(topic, weakly(self._on_event)))
        shell.on_leaving_view(shell.unread.on_change(request))
        shell.on_leaving_view(shell.on_missed(refresh))
        self._roots = FollowedRooms(shell, request)
        self._replies = FollowedRooms(shell, request, hears_new=True)

    def _list(self, *, is_unread: bool) -> PagedList[Listed, int, ui.element]:
        return PagedList(
            self._shell,
            box("thread-rows", "ul", aria_label="Unread threads" if is_unread else "Read threads"),
            read=partial(self._read_page, is_unread),
            draw=partial(_row, self._shell.chat.custom_emoji.pictures),
            key=lambda one: key_of(one.thread, one.last),
            on_change=weakly(self._show_if_empty),
            more_label="Show more unread threads" if is_unread else "Show more threads",
        )

    async def _read_page(self, is_unread: bool, _: str, after: int | None) -> Page[Listed, int]:
        actor = self._shell.actor
        async with self._shell.chat.reading() as session:
            page = await threads.followed(session, actor=actor, is_unread=is_unread, after=after)
            found = [one.thread.uuid for one in page.items]
            last = await messages.latest(session, actor=actor, room_uuids=found)
        self._replies.follow(found)
        self._roots.follow(one.room.uuid for one in page.items)
        return Page([Listed(one, next(reversed(last.get(one.thread.uuid, ())), None)) for one in page.items], page.next)

    async def refresh(self) -> None:
        """Show the threads as they are now; no fewer than before."""
        await self._unread.reload()
        await self._read.reload()
        self._show_if_empty()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, FollowingChanged):
            self._refreshing.request()

    async def _act(self, event: events.GenericEventArguments) -> None:
        """Do what the pressed button says: ``unfollow`` a thread, or ``read`` it up to the number that was shown."""
        chat, actor = self._shell.chat, self._shell.actor
        match str(event.args).split(" "):
            case ["read", thread, number]:
                room_uuid, upto = uuid_of(thread), number_of(number)
                async with chat.changing(actor) as work:
                    await messages.mark_read(work, actor=actor, room_uuid=room_uuid, number=upto)
            case ["unfollow", thread]:
                async with chat.changing(actor) as work:
                    await threads.unfollow(work, actor=actor, thread_uuid=uuid_of(thread))
                self._shell.notify(UNFOLLOWED)

    def _show_if_empty(self) -> None:
        if self._empty.is_deleted or not hasattr(self, "_read"):
            return
        self._empty.set_visibility(not (len(self._unread) or len(self._read)))
        self._unread_title.set_visibility(bool(len(self._unread)))
        self._read_title.set_visibility(bool(len(self._unread) and len(self._read)))


def _row(pictures: Pictures, one: Listed) -> ui.element:
    with box("thread-item", "li") as row:
        markup(row_html(one.thread, one.last, pictures), "thread-parts")
    return row


async def show(shell: Shell) -> None:
    """Show the threads that the person follows."""
    shell.set_title("Threads")
    await shell.unread.known()
    await ThreadsPage(shell).refresh()
