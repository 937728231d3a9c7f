"""Messages that a person has written for later, live: what, where, when; sent now, changed or deleted here."""

from functools import partial
from uuid import UUID

from nicegui import events

from chatapp import notifications, rooms, scheduled
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.events import Event, ScheduledChanged, account_topic
from chatapp.notifications import AlertKind
from chatapp.scheduled import ScheduledView
from chatapp.web import urls
from chatapp.web.parameters import LARGEST, uuid_of
from pages.components.dialogs import confirm, sheet
from pages.components.elements import box, icon, markup, text
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.drafts.scheduled_row import row_html
from pages.drafts.tabs import show_tabs
from pages.shell.layout import menu_button
from pages.shell.refresher import gathered_refresh
from pages.shell.shell import Shell

REFRESH_SECONDS = 0.3  # changes within this time are read together
ON_CLICK = "(e) => chatapp.elements.act(e, emit)"
HINT = "Press the clock beside “Send”, and your message is sent at the time you choose."


class ScheduledPage:
    """One page's list of messages for later."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._shown: list[ScheduledView] = []
        with box("pane").on("click", shell.with_error_notices(self._act), js_handler=ON_CLICK) as pane:
            with box("pane-head"):
                menu_button()
                with box("titles"):
                    text("h1", "Scheduled")
            with box("pane-body", tabindex="0", role="region", aria_label="Scheduled"):
                show_tabs(urls.SCHEDULED)
                self._rows = markup("", "later-list", "ul", aria_label="Your scheduled messages")
                with box("empty caught-up") as self._empty:
                    icon("clock")
                    text("h2", "Nothing scheduled")
                    text("p", HINT)
        refresh = weakly_awaited(self.refresh)
        self._refreshing = gathered_refresh(shell, refresh, REFRESH_SECONDS, is_wanted=lambda: not pane.is_deleted)
        topic = account_topic(shell.actor.account_id)
        shell.on_leaving_view(shell.chat.broker.subscribe(topic, weakly(self._on_event)))
        shell.on_leaving_view(shell.on_missed(refresh))

    async def refresh(self) -> None:
        """Show what waits now."""
        async with self._shell.chat.reading() as session:
            self._shown = await scheduled.all_scheduled(session, actor=self._shell.actor)
            uuids = [one.room_uuid for one in self._shown if one.room_uuid]
            known = {room.uuid: room for room in await rooms.own(session, actor=self._shell.actor, room_uuids=uuids)}
        if self._rows.is_deleted:
            return
        html = (row_html(one, known.get(one.room_uuid) if one.room_uuid else None) for one in self._shown)
        self._rows.set({"innerHTML": "".join(html)})
        self._empty.set_visibility(not self._shown)

    async def mark_read(self) -> None:
        """Mark as read that something was not sent: the person sees it here."""
        shell = self._shell
        if any(one.problem for one in self._shown):
            async with shell.chat.transaction() as work:
                await notifications.mark_read(work, actor=shell.actor, upto=LARGEST, kinds=(AlertKind.UNSENT,))

    def _on_event(self, event: Event) -> None:
        if isinstance(event, ScheduledChanged):
            self._refreshing.request()

    async def _act(self, event: events.GenericEventArguments) -> None:
        """Send, change or delete a message: the button says which."""
        act, _, which = str(event.args).partition(" ")
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
    await page.mark_read()
