"""A room's conversation on one page: the messages shown, moving through them, and what of them is read."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from nicegui import events

from chatapp import messages
from chatapp.callbacks import ignore, weakly, weakly_awaited
from chatapp.rooms import RoomView
from chatapp.web import urls
from chatapp.web.parameters import is_number
from pages.browser.calls import call
from pages.room.actions import Actions
from pages.room.beginning import beginning_html
from pages.room.deleting import Deleting
from pages.room.editing import add_edit_field
from pages.room.editions import Editions
from pages.room.member_acts import add_people
from pages.room.new_messages import NewMessages
from pages.room.own_marks import OwnMarks
from pages.room.paging import ChunkRange, Pager, RoomHistory
from pages.room.pins import Pinning
from pages.room.pressing import Pressing
from pages.room.reacting import Reacting
from pages.room.readers import Readers
from pages.room.reading import Reading
from pages.room.reminding import RemindingOf
from pages.room.saving import Saving
from pages.room.scrolling import reading_place
from pages.room.timeline import Timeline
from pages.room.to_newest import ToNewest
from pages.room.toolbar import add_toolbar
from pages.room.unread_from import MarkingUnread
from pages.room.window import OnPosted, Window
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
        *,
        beginning: str = "",
        is_beside: bool = False,
    ) -> None:
        self._shell, self._history = shell, history
        on_posted = weakly(self._on_posted)
        self._beginning = beginning
        above = beginning or beginning_html(room)
        self._timeline = Timeline(history.rendered_room, above, on_posted, is_beside=is_beside)
        self._pager = Pager(history, self._timeline)
        shell.on_leaving_view(shell.activity.on_visibility_change(weakly(self._rest_or_wake)))  # before it is read
        self._rest_or_wake()
        to_newest = ToNewest()
        self._reading = Reading(
            shell, room, to_newest, self._timeline, newest=history.last_number, is_at_message=number > 0
        )
        self._room_uuid, self._room = room.uuid, room
        self._register_events()
        self._show_rights(room)
        self.actions = Actions(shell, self._timeline.viewport)
        Reacting(shell, room.uuid, self.actions)
        Pressing(shell, room.uuid, self.actions)
        Pinning(shell, room.uuid, self.actions)
        MarkingUnread(shell, room.uuid, self.actions)
        Readers(shell, room.uuid, self.actions)
        RemindingOf(shell, room.uuid, self.actions)
        Deleting(shell, room.uuid, self.actions)
        Editions(shell, room.uuid, self.actions)
        with self._timeline.viewport:
            self._own_marks = OwnMarks(shell, room.uuid)
            Saving(shell, room.uuid, self.actions)
            add_toolbar()
            add_edit_field(room.uuid)
            if number:
                reading_place(number, "link")
            elif not self._reading.has_read_all:
                reading_place(self._reading.first_unread, "new")
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
        self._reading.know(room)

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

    def _register_events(self) -> None:
        viewport, pager = self._timeline.viewport, self._pager
        viewport.props["data-path"] = urls.room(self._room_uuid)
        viewport.on("scroll", js_handler="(e) => chatapp.readers.look(e.target)")
        viewport.on("seen", self._on_seen, js_handler="(e) => emit(...e.detail)")
        viewport.on("address", self._set_address, js_handler="(e) => emit(...e.detail)")
        viewport.on("jump", self._on_jump, js_handler="(e) => emit(...e.detail)")
        add_first = "(e) => e.target.closest('.add-first') && emit()"
        viewport.on("click", self._with_notices(weakly_awaited(self._add_people)), js_handler=add_first)
        viewport.on("date", self._shell.with_error_notices(self._on_date), js_handler="(e) => emit(...e.detail)")
        viewport.on("caughtup", weakly(self._reading.release), js_handler="() => emit()")
        viewport.on("newest", self._with_notices(self._to_newest), js_handler="() => emit()")
        for kind, move in (("earlier", pager.back), ("later", pager.forward)):
            viewport.on(kind, self._with_notices(move), js_handler="() => emit()")

    def _show_rights(self, room: RoomView) -> None:
        """Tell the browser who reads, so that its toolbar offers what they may do; the services decide."""
        moderates = room.may_moderate or (self._shell.actor.is_administrator and not room.is_direct)
        rights = {"me": str(self._shell.actor.uuid), "moderates": moderates, "can-pin": room.may_be_read}
        rights["topics"] = room.begins_threads
        for name, value in rights.items():
            if self._timeline.viewport.props.get(f"data-{name}") != str(value).lower():
                self._timeline.viewport.props[f"data-{name}"] = str(value).lower()

    def _with_notices(self, move: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        return self._shell.with_error_notices(move)

    async def _add_people(self) -> None:
        await add_people(self._shell, self._room)

    async def _to_newest(self) -> None:
        await self._pager.to_newest()
        self._shell.client.run_javascript(call("readers.end", str(self._room_uuid)))

    def _set_address(self, event: events.GenericEventArguments) -> None:
        if is_number(event.args):
            uuid, number = self._room_uuid, event.args
            self._shell.set_path(urls.message(uuid, number) if number > 0 else urls.room(uuid))

    async def _on_jump(self, event: events.GenericEventArguments) -> None:
        if isinstance(event.args, int):
            await self._with_notices(lambda: self.jump_to(event.args))()

    async def jump_to(self, number: int) -> None:
        """Show a message, or, if it doesn't exist, the newest ones."""
        await self._shell.wait_turn(JUMP)
        if 1 <= number <= self._history.last_number:
            await self._pager.to_message(number)
            self._scroll_to(number)
        else:
            await self._to_newest()
            self.miss()

    async def _on_date(self, event: events.GenericEventArguments) -> None:
        """Show the first message since a moment, which is the beginning of a day where the reader is."""
        if (moment := moment_of(event.args)) is None:
            return
        await self._shell.wait_turn(JUMP)
        async with self._shell.chat.reading() as session:
            number = await messages.first_since(
                session, actor=self._shell.actor, room_uuid=self._room_uuid, moment=moment
            )
        if not number:
            await self._to_newest()
            return
        await self._pager.to_message(number)
        self._shell.client.run_javascript(call("readers.go", str(self._room_uuid), number, "new"))

    def _scroll_to(self, number: int) -> None:
        self._shell.client.run_javascript(call("readers.go", str(self._room_uuid), number, "link"))

    def _on_range(self) -> None:
        self._own_marks.ask(self._timeline.crowded())

    def _rest_or_wake(self) -> None:
        self._timeline.rest(is_wanted=self._shell.activity.is_hidden)

    def _on_posted(self, posted: NewMessages) -> None:
        self._reading.on_posted(posted)
        self.on_posted(posted)

    def _on_seen(self, event: events.GenericEventArguments) -> None:
        if is_seen_event(event.args):
            first, last, is_at_end = event.args
            self._timeline.scrolled_to(first, is_at_end=is_at_end)
            self._reading.on_seen(first, last, is_at_end=is_at_end and self._timeline.window.is_attached)


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
