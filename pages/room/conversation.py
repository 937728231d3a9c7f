"""A room's conversation on one page: what is shown of it, how it is moved through, and what of it is read."""

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import events

from chatapp.rooms import RoomView
from pages.components.room_labels import message_path, room_path
from pages.room.newest import ToNewest
from pages.room.paging import Pager, Past, Span
from pages.room.reading import Reading
from pages.room.scrolling import reading_place
from pages.room.timeline import WHERE_IT_BEGINS, Timeline
from pages.shell.shell import Shell

BETWEEN_TWO = "This is where your conversation begins. Only the two of you can read it."


class Conversation:
    """One page's conversation. ``number``: the message it is opened at; 0: the first unread, or the end."""

    def __init__(self, shell: Shell, room: RoomView, past: Past, number: int) -> None:
        self._shell, self._past = shell, past
        beginning = BETWEEN_TWO if room.is_direct else WHERE_IT_BEGINS
        self._timeline = Timeline(past.rendered_room, room.name, beginning, lambda news: self._reading.heard(news))
        self._pager = Pager(past, self._timeline)
        to_newest = ToNewest()
        self._reading = Reading(shell, room, to_newest, newest=past.last_number, is_elsewhere=number > 0)
        self._room_uuid = room.uuid
        self._listen()
        with self._timeline.viewport:
            if number:
                reading_place(number, "link")
            elif not self._reading.has_read_all:
                reading_place(self._reading.first_unread, "new")
            else:
                reading_place(is_at_end=True)
        self._number = number
        shell.on_leaving_view(to_newest.close)

    def show(self, span: Span) -> None:
        """Show the chapters that the board was made to hold, and from now on every change."""
        self._timeline.show(*span)

    def focus(self) -> None:
        """Give the focus to the message the conversation was opened at."""
        if self._number:
            self._go(self._number)

    def name(self, room_name: str) -> None:
        """Call the room by its present name."""
        self._timeline.name(room_name)

    def close(self) -> None:
        """Show nothing more of what happens. Closing twice is no error."""
        self._timeline.close()

    def _listen(self) -> None:
        viewport, pager = self._timeline.viewport, self._pager
        viewport.props["data-room"] = str(self._room_uuid)
        viewport.on("scroll", js_handler="() => reader.look()")
        viewport.on("seen", self._looked, js_handler="(e) => emit(...e.detail)")
        viewport.on("address", self._stand, js_handler="(e) => emit(...e.detail)")
        viewport.on("jump", self._jump, js_handler="(e) => emit(...e.detail)")
        viewport.on("newest", self._moving(self._to_newest), js_handler="() => emit()")
        for kind, move in (("earlier", pager.back), ("later", pager.forward)):
            viewport.on(kind, self._moving(move), js_handler="() => emit()")

    def _moving(self, move: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        return self._shell.with_error_notices(move)

    async def _to_newest(self) -> None:
        await self._pager.to_newest()
        self._shell.client.run_javascript("reader.end()")

    def _stand(self, event: events.GenericEventArguments) -> None:
        if isinstance(event.args, int):
            uuid, number = self._room_uuid, event.args
            self._shell.set_path(message_path(uuid, number) if number > 0 else room_path(uuid))

    async def _jump(self, event: events.GenericEventArguments) -> None:
        if isinstance(event.args, int):
            await self._moving(lambda: self._go_to(event.args))()

    async def _go_to(self, number: int) -> None:
        if 1 <= number <= self._past.last_number:
            await self._pager.to_message(number)
            self._go(number)
        else:
            await self._to_newest()
            say_that_there_is_none(self._shell)

    def _go(self, number: int) -> None:
        self._shell.client.run_javascript(f"reader.go({number}, 'link')")

    def _looked(self, event: events.GenericEventArguments) -> None:
        if is_view(event.args):
            first, last, is_at_end = event.args
            self._timeline.look(first, is_at_end=is_at_end)
            self._reading.looked(first, last, is_at_end=is_at_end and self._timeline.window.is_attached)


def is_view(told: Any) -> bool:
    """Say whether this is what our script tells of what is in view."""
    return isinstance(told, list) and [type(part) for part in told] == [int, int, bool] and 0 < told[0] <= told[1]


def say_that_there_is_none(shell: Shell) -> None:
    """Tell that the link leads to a message that does not exist."""
    with shell.client:
        shell.notify("There is no such message in this room. These are its newest.")
