"""Being reminded of a message: the dialog that asks when."""

from datetime import datetime
from typing import Final
from uuid import UUID

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
from pages.room.actions import Actions
from pages.shell.shell import Shell

SET: Final = "You'll be reminded"


class RemindingOf:
    """One page's way to be reminded of a message of its room."""

    def __init__(self, shell: Shell, room_uuid: UUID, actions: Actions) -> None:
        self._shell, self._room_uuid = shell, room_uuid
        actions.on("remind", self._ask)

    async def _ask(self, number: int, _: str) -> None:
        """Ask when to be reminded."""
        zone = zone_named(self._shell.actor.time_zone)
        with sheet(self._shell, "Remind me") as dialog:

            async def choose(at: datetime) -> None:
                if close_once(dialog):
                    await self._remind(number, at.isoformat(), zone.key, Repeats.NEVER)

            async def remind_at(values: dict[str, str]) -> None:
                await self._remind(number, values["at"], zone.key, Repeats(values["repeats"]))
                dialog.close()

            show_times(self._shell, offers(self._shell.chat.now().astimezone(zone)), choose)
            with LiveForm(self._shell, "Set reminder", remind_at, scope="remind-") as form:
                hint = f"In your time zone, {zone.key}."
                form.field(Field("at", "Date and time", "datetime-local", hint=hint))
                form.field(Field("repeats", "Repeat", value="never", options=REPEATS))
                form.actions(dialog.close)

    async def _remind(self, number: int, at: str, time_zone: str, repeats: Repeats) -> None:
        shell = self._shell
        async with shell.chat.changing(shell.actor) as work:
            made = await reminders.remind(
                work,
                actor=shell.actor,
                now=shell.chat.now(),
                room_uuid=self._room_uuid,
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
