"""What a person wants to be reminded of, live: what and when; set, moved and ended here."""

from typing import Final
from uuid import UUID

from chatapp import reminders
from chatapp.accounts.time_zones import zone_named
from chatapp.callbacks import weakly
from chatapp.events import RemindersChanged
from chatapp.notifications import AlertKind
from chatapp.reminders import ReminderView, Repeats
from chatapp.web import urls
from chatapp.web.parameters import uuid_of
from pages.components.dialogs import sheet
from pages.components.elements import button
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.components.offered_times import REPEATS
from pages.drafts.later_page import Frame, LaterPage
from pages.drafts.reminder_row import row_html
from pages.shell.shell import Shell

FRAME: Final = Frame(
    title="Reminders",
    path=urls.REMINDERS,
    label="Your reminders",
    sign="alarm",
    nothing="No reminders",
    hint="Choose “Remind me…” on a message, or type “/remind me tomorrow 9:00 water the plants” in any room.",
    changed=RemindersChanged,
)


class RemindersPage(LaterPage):
    """One page's list of reminders."""

    def __init__(self, shell: Shell) -> None:
        self._shown: list[ReminderView] = []
        super().__init__(shell, FRAME)

    def offer(self) -> None:
        """Show a button that sets a reminder."""
        button("New reminder", weakly(self._ask), classes="quiet", icon_name="plus")

    async def refresh(self) -> None:
        """Show the reminders there are now."""
        async with self._shell.chat.reading() as session:
            self._shown = await reminders.all_reminders(session, actor=self._shell.actor)
        pictures = self._shell.chat.custom_emoji.pictures
        self.show_rows([row_html(one, pictures) for one in self._shown])

    @property
    def has_told(self) -> bool:
        """Whether the person was reminded of something that they aren't done with."""
        return any(one.told_at for one in self._shown)

    async def act(self, act: str, which: str) -> None:
        """Change or end a reminder: the button says which."""
        one = next((each for each in self._shown if each.uuid == uuid_of(which)), None)
        if one is not None and act == "edit":
            self._edit(one)
        elif one is not None and act == "end":
            await self._end(one.uuid)

    def _ask(self) -> None:
        """Ask what to be reminded of, and when."""
        zone = zone_named(self._shell.actor.time_zone)
        with sheet(self._shell, "New reminder") as dialog:

            async def remind(values: dict[str, str]) -> None:
                async with self._shell.chat.changing(self._shell.actor) as work:
                    await reminders.remind(
                        work,
                        actor=self._shell.actor,
                        now=self._shell.chat.now(),
                        words=values["text"] or " ",
                        at=values["at"] or " ",
                        repeats=Repeats(values["repeats"]),
                        time_zone=zone.key,
                    )
                dialog.close()
                await self.refresh()

            with LiveForm(self._shell, "Set reminder", remind) as form:
                form.field(Field("text", "Remind me of"))
                hint = f"In your time zone, {zone.key}."
                form.field(Field("at", "Date and time", "datetime-local", hint=hint))
                form.field(Field("repeats", "Repeat", value="never", options=REPEATS))
                form.actions(dialog.close)

    def _edit(self, one: ReminderView) -> None:
        with sheet(self._shell, "Change reminder") as dialog:

            async def save(values: dict[str, str]) -> None:
                async with self._shell.chat.changing(self._shell.actor) as work:
                    await reminders.change(
                        work,
                        actor=self._shell.actor,
                        uuid=one.uuid,
                        now=self._shell.chat.now(),
                        words=values.get("text"),
                        at=values["at"] or " ",
                        repeats=Repeats(values["repeats"]),
                    )
                dialog.close()
                await self.refresh()

            with LiveForm(self._shell, "Save", save) as form:
                if one.number is None:
                    form.field(Field("text", "Remind me of", value=one.text))
                zone = f"In the time zone {one.time_zone}."
                form.field(Field("at", "Date and time", "datetime-local", value=one.at, hint=zone))
                form.field(Field("repeats", "Repeat", value=one.repeats, options=REPEATS))
                form.actions(dialog.close)

    async def _end(self, uuid: UUID) -> None:
        async with self._shell.chat.changing(self._shell.actor) as work:
            await reminders.end(work, actor=self._shell.actor, uuid=uuid, now=self._shell.chat.now())
        await self.refresh()


async def show(shell: Shell) -> None:
    """Show what the person wants to be reminded of."""
    shell.set_title("Reminders")
    page = RemindersPage(shell)
    await page.refresh()
    if page.has_told:
        await page.mark_read(AlertKind.REMINDER)
