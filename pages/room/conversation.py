"""A room's conversation on one page: the messages shown, moving through them, and what of them is read."""

from datetime import datetime
from typing import Any

from chatapp import messages
from chatapp.callbacks import ignore, weakly
from chatapp.rooms import RoomView
from chatapp.web import urls
from chatapp.web.parameters import is_number
from pages.browser.calls import call
from pages.room.message_actions.editing import add_edit_field
from pages.room.message_actions.saving import Saving
from pages.room.message_actions.toolbar import ON_SERVER, add_toolbar
from pages.room.timeline.beginning import beginning_html
from pages.room.timeline.new_messages import NewMessages
from pages.room.timeline.own_marks import OwnMarks
from pages.room.timeline.paging import ChunkRange, Pager, RoomHistory
from pages.room.timeline.reading import Reading
from pages.room.timeline.scrolling import reading_place
from pages.room.timeline.timeline import Timeline
from pages.room.timeline.to_newest import ToNewest
from pages.room.timeline.window import OnPosted, Window
from pages.shell.shell import Shell

JUMP = 2  # it counts as so many requests


class Conversation:
    """One page's conversation. ``number``: the message it is opened at; 0: the first unread, or the end.

    ``beginning``: what stands above the first message, instead of what the room is. ``is_beside``: the page has another
    conversation, which comes first.
    """

    def __init__(
        self,
        shell: Shell,
        room: RoomView,
        history: RoomHistory,
        number: int,
        saving: Saving,
        *,
        beginning: str = "",
        is_beside: bool = False,
    ) -> None:
        self._shell, self._history = shell, history
        on_posted = weakly(self._on_posted)
        self._beginning, self.saving = beginning, saving
        above = beginning or beginning_html(room)
        self._timeline = Timeline(history.rendered_room, above, on_posted, is_beside=is_beside)
        self.pager = Pager(history, self._timeline)
        shell.on_leaving_view(shell.activity.on_visibility_change(weakly(self._rest_or_wake)))  # before it is read
        self._rest_or_wake()
        to_newest = ToNewest()
        self.reading = Reading(
            shell, room, to_newest, self._timeline, newest=history.last_number, is_at_message=number > 0
        )
        self._room_uuid, self._room = room.uuid, room
        self._timeline.viewport.props.update({"data-path": urls.room(room.uuid), "data-acts": ON_SERVER})
        self._show_rights(room)
        with self._timeline.viewport:
            self._own_marks = OwnMarks(shell, room.uuid)
            self.saving.show()
            add_toolbar()
            add_edit_field(room.uuid)
            if number:
                reading_place(number, "link")
            elif not self.reading.has_read_all:
                reading_place(self.reading.first_unread, "new")
            else:
                reading_place(is_at_end=True)
        self._timeline.on_range = weakly(self._on_range)
        self._number = number
        self.on_posted: OnPosted = ignore  # called with new messages
        shell.on_leaving_view(to_newest.close)

    @property
    def window(self) -> Window:
        """Which part of the room the page shows."""
        return self._timeline.window

    def show_range(self, chunks: ChunkRange) -> None:
        """Show these chunks, which are held, and from now on every change."""
        self._timeline.show_range(*chunks)

    def focus(self) -> None:
        """Give the focus to the message the conversation was opened at."""
        if self._number:
            self._scroll_to(self._number)

    def show_room(self, room: RoomView) -> None:
        """Show what the room is called now, and what it is for."""
        self._room = room
        self.show_beginning(self._beginning)
        self._show_rights(room)
        self.reading.know(room)

    def show_beginning(self, beginning: str) -> None:
        """Show this above the first message; if it is empty, what the room is."""
        self._beginning = beginning
        self._timeline.set_beginning(beginning or beginning_html(self._room))

    def miss(self) -> None:
        """Say that a link leads to a message that doesn't exist; the address becomes the room's own."""
        self._shell.set_path(urls.room(self._room_uuid))
        self._shell.client.run_javascript(call("readers.mend", str(self._room_uuid)))
        with self._shell.client:
            self._shell.notify("That message doesn't exist. Showing the latest ones.")

    def close(self) -> None:
        """Show no more changes. Closing twice is no error."""
        self._timeline.close()

    def _show_rights(self, room: RoomView) -> None:
        """Tell the browser who reads, so that its toolbar offers what they may do; the services decide."""
        moderates = room.may_moderate or (self._shell.actor.is_administrator and not room.is_direct)
        rights = {"me": str(self._shell.actor.uuid), "moderates": moderates, "can-pin": room.may_be_read}
        rights["topics"] = room.begins_threads
        for name, value in rights.items():
            if self._timeline.viewport.props.get(f"data-{name}") != str(value).lower():
                self._timeline.viewport.props[f"data-{name}"] = str(value).lower()

    async def to_newest(self) -> None:
        """Show the newest messages."""
        await self.pager.to_newest()
        self._shell.client.run_javascript(call("readers.end", str(self._room_uuid)))

    def set_address(self, number: Any) -> None:
        """Note that the page's address names this message, 0: none."""
        if is_number(number):
            uuid = self._room_uuid
            self._shell.set_path(urls.message(uuid, number) if number > 0 else urls.room(uuid))

    async def jump(self, number: Any) -> None:
        """Show the message that the browser asks for."""
        if isinstance(number, int):
            await self.jump_to(number)

    async def jump_to(self, number: int) -> None:
        """Show a message, or, if it doesn't exist, the newest ones."""
        await self._shell.wait_turn(JUMP)
        if 1 <= number <= self._history.last_number:
            await self.pager.to_message(number)
            self._scroll_to(number)
        else:
            await self.to_newest()
            self.miss()

    async def to_date(self, said: Any) -> None:
        """Show the first message since a moment, which is the beginning of a day where the reader is."""
        if (moment := moment_of(said)) is None:
            return
        await self._shell.wait_turn(JUMP)
        async with self._shell.chat.reading() as session:
            number = await messages.first_since(
                session, actor=self._shell.actor, room_uuid=self._room_uuid, moment=moment
            )
        if not number:
            await self.to_newest()
            return
        await self.pager.to_message(number)
        self._shell.client.run_javascript(call("readers.go", str(self._room_uuid), number, "new"))

    def _scroll_to(self, number: int) -> None:
        self._shell.client.run_javascript(call("readers.go", str(self._room_uuid), number, "link"))

    def _on_range(self) -> None:
        self._own_marks.ask(self._timeline.crowded())

    def _rest_or_wake(self) -> None:
        self._timeline.rest(is_wanted=self._shell.activity.is_hidden)

    def _on_posted(self, posted: NewMessages) -> None:
        self.reading.on_posted(posted)
        self.on_posted(posted)

    def on_seen(self, said: Any) -> None:
        """Take in which messages have been in view: the first, the last, and whether that is the newest."""
        if is_seen_event(said):
            first, last, is_at_end = said
            self._timeline.scrolled_to(first, is_at_end=is_at_end)
            self.reading.on_seen(first, last, is_at_end=is_at_end and self._timeline.window.is_attached)


def moment_of(args: Any) -> datetime | None:
    """Return the moment that our script's ``date`` event tells, or None."""
    try:
        moment = datetime.fromisoformat(args) if isinstance(args, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def is_seen_event(args: Any) -> bool:
    """Say whether these are the arguments of our script's ``seen`` event."""
    return isinstance(args, list) and [type(part) for part in args] == [int, int, bool] and 0 < args[0] <= args[1]
