"""Home: the unread rooms with their last words, or that one has caught up; below, what is left to do. Live."""

from nicegui import events

from chatapp import messages
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.events import DraftChanged, Event, SavedChanged, account_topic
from chatapp.messages import LeftToDo
from chatapp.web import urls
from pages.components.elements import box, markup, text
from pages.components.nothing_here import nothing_here
from pages.home.last_words import LastWords
from pages.home.left_to_do import left_to_do_html
from pages.home.read_all import as_shown, mark_all_read
from pages.home.unread_card import card_html
from pages.shell.layout.pane_head import pane_head
from pages.shell.page_state.followed_rooms import FollowedRooms
from pages.shell.page_state.refresher import gathered_refresh
from pages.shell.page_state.unread import UnreadRoom
from pages.shell.shell import Shell

REFRESH_SECONDS = 2.0  # what comes within this time is read and shown together
AT_MOST = 20  # rooms that are shown
ON_CLICK = "(e) => chatapp.elements.act(e, emit)"
ALL = "all"
READ_ALL = f'<button class="button quiet" type="button" data-act="{ALL}">Mark all read</button>'


class Home:
    """One page's Home. A page that nobody sees reads nothing until it is seen."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._words = LastWords()
        self._shown: tuple[UnreadRoom, ...] = ()
        self._left_to_do = LeftToDo([], [], [])
        self._changes, self._read_at = 1, 0  # of what is at hand: so many, and how many of them were read
        with box("pane").on("click", shell.with_error_notices(self._act), js_handler=ON_CLICK) as pane:
            with pane_head("Home"):
                self._read_all = markup(READ_ALL, tag="span")
            with box("pane-body home", tabindex="0", role="region", aria_label="Home"):
                self._cards = markup("", "unread-cards", "ul")
                self._empty = nothing_here("check", "You're all caught up", "New messages in your rooms show up here.")
                with self._empty:
                    text("a", "See all rooms", "button").props["href"] = urls.ROOMS
                self._lists = markup("", "left-to-do-lists")
        refresh = weakly_awaited(self.refresh)
        self._refreshing = gathered_refresh(shell, refresh, REFRESH_SECONDS, is_wanted=lambda: not pane.is_deleted)
        self._rooms = FollowedRooms(shell, weakly(self._on_left_to_do))
        change = weakly(self._on_change)
        shell.on_leaving_view(shell.unread.on_change(change))
        shell.on_leaving_view(shell.unread.on_mentions(weakly(self._on_left_to_do)))
        shell.on_leaving_view(shell.activity.on_visibility_change(change))
        topic = account_topic(shell.actor.account_id)
        shell.on_leaving_view(shell.chat.broker.subscribe(topic, weakly(self._on_event)))
        shell.on_leaving_view(shell.on_missed(weakly_awaited(self._read_again)))

    async def refresh(self) -> None:
        """Show what is unread and at hand now; of rooms without news nothing is read again."""
        unread = self._shell.unread.value[:AT_MOST]
        stale = [one for one in unread if self._words.of(one) is None]
        changes = self._changes
        if stale or changes != self._read_at:
            async with self._shell.chat.reading() as session:
                uuids = [one.room.uuid for one in stale]
                found = await messages.latest(session, actor=self._shell.actor, room_uuids=uuids)
                if changes != self._read_at:
                    self._left_to_do = await messages.left_to_do(session, actor=self._shell.actor)
                    self._read_at = changes
            self._rooms.follow(mention.room.uuid for mention in self._left_to_do.mentions)
            self._rooms.follow(saved.room.uuid for saved in self._left_to_do.saved)
            self._words.take(stale, found)
        self._show(unread)

    def _show(self, unread: tuple[UnreadRoom, ...]) -> None:
        if self._empty.is_deleted:
            return
        self._shown = unread
        newest_first = sorted(unread, key=self._words.said_at, reverse=True)
        pictures = self._shell.chat.custom_emoji.pictures
        cards = "".join(card_html(one, self._words.of(one) or [], pictures) for one in newest_first)
        self._cards.set({"innerHTML": cards, "data-count": str(len(unread))})
        self._read_all.set({"data-count": str(len(unread)), "data-news": str(self._shell.unread.has_news).lower()})
        self._empty.set_visibility(not unread)
        self._lists.set({"innerHTML": left_to_do_html(self._left_to_do, pictures)})

    def _on_change(self) -> None:
        if not self._shell.activity.is_visible:
            return
        if self._words.suffice(self._shell.unread.value[:AT_MOST], self._shown):
            self._refreshing.flush()
        else:
            self._refreshing.request()

    def _on_left_to_do(self) -> None:
        self._changes += 1
        self._on_change()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, DraftChanged | SavedChanged):
            self._on_left_to_do()

    async def _read_again(self) -> None:
        self._on_left_to_do()

    async def _act(self, event: events.GenericEventArguments) -> None:
        """Mark a room read, or all that are unread."""
        if event.args == ALL:
            await mark_all_read(self._shell, self._shown)
            return
        chosen = [one for one in self._shell.unread.value if event.args == str(one.room.uuid)]
        async with self._shell.chat.changing(self._shell.actor) as work:
            for room_uuid, number in as_shown(chosen, self._shown).items():
                await messages.mark_read(work, actor=self._shell.actor, room_uuid=room_uuid, number=number)


async def show(shell: Shell) -> None:
    """Show what is new for the person."""
    shell.set_title("Home")
    await shell.unread.known()
    await Home(shell).refresh()
