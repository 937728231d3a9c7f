"""Messages that a person has written for later, live: what, where, when; sent now, changed or deleted here."""

from functools import partial
from typing import Final
from uuid import UUID

from chatapp import rooms, scheduled
from chatapp.events import ScheduledChanged
from chatapp.notifications import AlertKind
from chatapp.scheduled import ScheduledView
from chatapp.web import urls
from chatapp.web.parameters import uuid_of
from pages.components.dialogs import confirm, sheet
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.drafts.later_page import Frame, LaterPage
from pages.drafts.scheduled_row import row_html
from pages.shell.shell import Shell

FRAME: Final = Frame(
    title="Scheduled",
    path=urls.SCHEDULED,
    label="Your scheduled messages",
    sign="clock",
    nothing="Nothing scheduled",
    hint="Press the clock beside “Send”, and your message is sent at the time you choose.",
    changed=ScheduledChanged,
)


class ScheduledPage(LaterPage):
    """One page's list of messages for later."""

    def __init__(self, shell: Shell) -> None:
        self._shown: list[ScheduledView] = []
        super().__init__(shell, FRAME)

    async def refresh(self) -> None:
        """Show what waits now."""
        async with self._shell.chat.reading() as session:
            self._shown = await scheduled.all_scheduled(session, actor=self._shell.actor)
            uuids = [one.room_uuid for one in self._shown if one.room_uuid]
            known = {room.uuid: room for room in await rooms.own(session, actor=self._shell.actor, room_uuids=uuids)}
        self.show_rows([row_html(one, known.get(one.room_uuid) if one.room_uuid else None) for one in self._shown])

    @property
    def has_problems(self) -> bool:
        """Whether something could not be sent."""
        return any(one.problem for one in self._shown)

    async def act(self, act: str, which: str) -> None:
        """Send, change or delete a message: the button says which."""
        one = next((each for each in self._shown if each.uuid == uuid_of(which)), None)
        if one is None:
            return
        if act == "send":
            await self._shell.chat.change_limit.count(self._shell.actor)
            await self._shell.chat.scheduled.send_now(actor=self._shell.actor, uuid=one.uuid)
            self._shell.notify(f"Sent to {one.room_name}.")
            await self.refresh()
        elif act == "edit":
            self._edit(one)
        elif act == "delete":
            words = "It's never sent, and can't be brought back."
            confirm(self._shell, "Delete this scheduled message?", words, "Delete", partial(self._delete, one.uuid))

    def _edit(self, one: ScheduledView) -> None:
        with sheet(self._shell, "Change scheduled message") as dialog:

            async def save(values: dict[str, str]) -> None:
                async with self._shell.chat.changing(self._shell.actor) as work:
                    await scheduled.edit(
                        work,
                        actor=self._shell.actor,
                        uuid=one.uuid,
                        now=self._shell.chat.now(),
                        body=values["body"],
                        at=values["at"] if values["at"] != one.at or one.problem else None,
                    )
                dialog.close()
                await self.refresh()

            with LiveForm(self._shell, "Save", save) as form:
                form.field(Field("body", "Message", "textarea", value=one.body, is_required=not one.files))
                zone = f"In the time zone {one.time_zone}."
                form.field(Field("at", "Date and time", "datetime-local", value=one.at, hint=zone))
                form.actions(dialog.close)

    async def _delete(self, uuid: UUID) -> None:
        async with self._shell.chat.changing(self._shell.actor) as work:
            await scheduled.cancel(work, actor=self._shell.actor, uuid=uuid)
        await self.refresh()


async def show(shell: Shell) -> None:
    """Show what the person has written for later."""
    shell.set_title("Scheduled")
    page = ScheduledPage(shell)
    await page.refresh()
    if page.has_problems:
        await page.mark_read(AlertKind.UNSENT)
