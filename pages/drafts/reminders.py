"""What a person wants to be reminded of, live: what and when; set, moved and ended here."""

from typing import Final
from uuid import UUID

from nicegui import events

from chatapp import notifications, reminders
from chatapp.accounts.time_zones import zone_named
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.events import Event, RemindersChanged, account_topic
from chatapp.notifications import AlertKind
from chatapp.reminders import ReminderView, Repeats
from chatapp.web import urls
from chatapp.web.parameters import LARGEST, uuid_of
from pages.components.dialogs import sheet
from pages.components.elements import box, button, icon, markup, text
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.components.offered_times import REPEATS
from pages.drafts.reminder_row import row_html
from pages.drafts.tabs import show_tabs
from pages.shell.layout import menu_button
from pages.shell.refresher import gathered_refresh
from pages.shell.shell import Shell

REFRESH_SECONDS: Final = 0.3  # changes within this time are read together
ON_CLICK: Final = "(e) => chatapp.elements.act(e, emit)"
HINT: Final = "Choose “Remind me…” on a message, or type “/remind me tomorrow 9:00 water the plants” in any room."


class RemindersPage:
    """One page's list of reminders."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._shown: list[ReminderView] = []
        with box("pane").on("click", shell.with_error_notices(self._act), js_handler=ON_CLICK) as pane:
            with box("pane-head"):
                menu_button()
                with box("titles"):
                    text("h1", "Reminders")
                button("New reminder", weakly(self._ask), classes="quiet", icon_name="plus")
            with box("pane-body", tabindex="0", role="region", aria_label="Reminders"):
                show_tabs(urls.REMINDERS)
                self._rows = markup("", "later-list", "ul", aria_label="Your reminders")
                with box("empty caught-up") as self._empty:
                    icon("alarm")
                    text("h2", "No reminders")
                    text("p", HINT)
        refresh = weakly_awaited(self.refresh)
        self._refreshing = gathered_refresh(shell, refresh, REFRESH_SECONDS, is_wanted=lambda: not pane.is_deleted)
        topic = account_topic(shell.actor.account_id)
        shell.on_leaving_view(shell.chat.broker.subscribe(topic, weakly(self._on_event)))
        shell.on_leaving_view(shell.on_missed(refresh))

    async def refresh(self) -> None:
        """Show the reminders there are now."""
        async with self._shell.chat.reading() as session:
            self._shown = await reminders.all_reminders(session, actor=self._shell.actor)
        if self._rows.is_deleted:
            return
        self._rows.set({"innerHTML": "".join(map(row_html, self._shown))})
        self._empty.set_visibility(not self._shown)

    async def mark_read(self) -> None:
        """Mark as read what the person was reminded of: they see it here."""
        shell = self._shell
        if any(one.told_at for one in self._shown):
            async with shell.chat.transaction() as work:
                await notifications.mark_read(work, actor=shell.actor, upto=LARGEST, kinds=(AlertKind.REMINDER,))

    def _on_event(self, event: Event) -> None:
        if isinstance(event, RemindersChanged):
            self._refreshing.request()

    async def _act(self, event: events.GenericEventArguments) -> None:
        """Move or end a reminder: the button says which."""
        act, _, which = str(event.args).partition(" ")
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
                        at=values["at"] or " ",
                        repeats=Repeats(values["repeats"]),
                    )
                dialog.close()
                await self.refresh()

            with LiveForm(self._shell, "Save", save) as form:
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
    await page.mark_read()
