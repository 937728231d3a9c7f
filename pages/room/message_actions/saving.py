"""Keeping messages for later in a room: the act, and the mark on what is kept, which only its owner's page has."""

from uuid import UUID

from chatapp import messages
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.errors import Unavailable
from chatapp.events import Event, SavedChanged, account_topic
from pages import theme
from pages.components.elements import Markup, markup
from pages.shell.page_state.refresher import Refresher
from pages.shell.shell import Shell


class Saving:
    """One page's saved messages of one room: `read`, then `show`."""

    def __init__(self, shell: Shell, room_uuid: UUID) -> None:
        self._shell, self._room_uuid = shell, room_uuid
        self._numbers: frozenset[int] = frozenset()
        styles = self._styles = list[Markup]()  # one, since `show`
        self._refresher = Refresher(
            shell, weakly_awaited(self._refresh), lambda: not any(style.is_deleted for style in styles)
        )
        topic = account_topic(shell.actor.account_id)
        shell.on_leaving_view(shell.chat.broker.subscribe(topic, weakly(self._on_event), SavedChanged))
        shell.on_leaving_view(shell.on_missed(self._refresher.run))

    async def read(self) -> None:
        """Learn what is saved: in the snapshot that the room is read in, or, while the database is away, later."""
        try:
            await self._refresher.run(retries=False)
        except Unavailable:
            self._refresher.request()

    def show(self) -> None:
        """Mark it by a style in the current container."""
        html, listed = self._shows
        self._styles.append(markup(html, tag="style", data_saved=listed))

    async def _refresh(self) -> None:
        """Mark what is saved now."""
        shell = self._shell
        await shell.chat.broker.settle()
        found = await shell.chat.read(messages.saved_numbers, actor=shell.actor, room_uuid=self._room_uuid)
        if found == self._numbers:
            return
        self._numbers = found
        html, listed = self._shows
        for style in self._styles:
            if not style.is_deleted:
                style.set({"innerHTML": html, "data-saved": listed})

    @property
    def _shows(self) -> tuple[str, str]:
        """The style, and the numbers in it."""
        numbers = sorted(self._numbers)
        rows = ",".join(f'[data-number="{number}"]' for number in numbers)
        html = theme.in_place(theme.SAVED_MARKS, self._room_uuid).replace("ROWS", rows) if numbers else ""
        return html, " ".join(map(str, numbers))

    async def toggle(self, number: int) -> None:
        """Save a message, or take it off the list if it is there."""
        is_saved, actor, room_uuid = number in self._numbers, self._shell.actor, self._room_uuid
        async with self._shell.chat.changing(self._shell.actor) as work:
            if is_saved:
                await messages.unsave(work, actor=actor, room_uuid=room_uuid, number=number)
            else:
                await messages.save(work, actor=actor, room_uuid=room_uuid, number=number, is_done=False)
        self._shell.notify("Removed from Saved." if is_saved else "Saved for later.")

    def _on_event(self, event: Event) -> None:
        if isinstance(event, SavedChanged) and event.room_uuid == self._room_uuid:
            self._refresher.request()
