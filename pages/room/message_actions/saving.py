"""Keeping messages for later in a room: the act, and the mark on what is kept, which only its owner's page has."""

from uuid import UUID

from chatapp import messages
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.events import Event, SavedChanged, account_topic
from pages import theme
from pages.components.elements import markup
from pages.shell.refresher import Refresher
from pages.shell.shell import Shell


class Saving:
    """One page's saved messages of one room. Its style is in the current container."""

    def __init__(self, shell: Shell, room_uuid: UUID) -> None:
        self._shell, self._room_uuid = shell, room_uuid
        self._numbers: frozenset[int] = frozenset()
        style = self._style = markup("", tag="style", data_saved="")
        self._refresher = Refresher(shell, weakly_awaited(self._refresh), lambda: not style.is_deleted)
        topic = account_topic(shell.actor.account_id)
        shell.on_leaving_view(shell.chat.broker.subscribe(topic, weakly(self._on_event), SavedChanged))
        shell.on_leaving_view(shell.on_missed(self._refresher.run))
        self._refresher.request()

    async def _refresh(self) -> None:
        """Mark what is saved now."""
        shell = self._shell
        found = await shell.chat.read(messages.saved_numbers, actor=shell.actor, room_uuid=self._room_uuid)
        if found == self._numbers or self._style.is_deleted:
            return
        self._numbers = found
        rows = ",".join(f'[data-number="{number}"]' for number in sorted(found))
        html = theme.in_place(theme.SAVED_MARKS, self._room_uuid).replace("ROWS", rows) if found else ""
        self._style.set({"innerHTML": html, "data-saved": " ".join(map(str, sorted(found)))})

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
