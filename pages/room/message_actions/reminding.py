"""Being reminded of a message: the dialog that asks when."""

from datetime import datetime
from typing import Final

from chatapp import reminders
from chatapp.accounts.time_zones import zone_named
from chatapp.reminders import Repeats
from chatapp.web import urls
from pages.browser.calls import call
from pages.components.dialogs import close_once, sheet
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.components.local_time import iso
from pages.components.offered_times import REPEATS, Offer, in_hours, morning, show_times
from pages.room.conversation_pane import ConversationPane

SET: Final = "You'll be reminded"


async def ask_when(pane: ConversationPane, number: int, _: str) -> None:
    """Ask when to be reminded of a message."""
    shell = pane.shell
    zone = zone_named(shell.actor.time_zone)
    with sheet(shell, "Remind me") as dialog:

        async def choose(at: datetime) -> None:
            if close_once(dialog):
                await _remind(pane, number, at.isoformat(), zone.key, Repeats.NEVER)

        async def remind_at(values: dict[str, str]) -> None:
            await _remind(pane, number, values["at"], zone.key, Repeats(values["repeats"]))
            dialog.close()

        show_times(shell, offers(shell.chat.now().astimezone(zone)), choose)
        with LiveForm(shell, "Set reminder", remind_at, scope="remind-") as form:
            hint = f"In your time zone, {zone.key}."
            form.field(Field("at", "Date and time", "datetime-local", hint=hint))
            form.field(Field("repeats", "Repeat", value="never", options=REPEATS))
            form.actions(dialog.close)


async def _remind(pane: ConversationPane, number: int, at: str, time_zone: str, repeats: Repeats) -> None:
    shell = pane.shell
    async with shell.chat.changing(shell.actor) as work:
        made = await reminders.remind(
            work,
            actor=shell.actor,
            now=shell.chat.now(),
            room_uuid=pane.room.uuid,
            number=number,
            at=at,
            repeats=repeats,
            time_zone=time_zone,
        )
    shell.client.run_javascript(call("sendLater.told", SET, iso(made.due_at), urls.REMINDERS))


def offers(now: datetime) -> list[Offer]:
    """Return times that people often want, by name. ``now``: on the person's own clocks."""
    tomorrow, monday = morning(now, 1), morning(now, 7 - now.weekday())
    hours = (("In 20 minutes", 1 / 3), ("In 1 hour", 1), ("In 3 hours", 3))
    offered = [(label, in_hours(now, ahead)) for label, ahead in hours]
    return [*offered, ("Tomorrow morning", tomorrow), *([("Next week", monday)] if monday != tomorrow else [])]
