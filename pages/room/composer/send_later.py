"""Sending a message later: the dialog that asks when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chatapp import scheduled
from chatapp.accounts.time_zones import zone_named
from chatapp.slash_commands import require_message
from chatapp.uploads.limits import OF_MESSAGE
from chatapp.web import urls
from chatapp.web.parameters import number_of, uuid_of
from pages.browser.calls import call
from pages.components.dialogs import sheet
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.components.local_time import iso
from pages.components.offered_times import Offer, in_hours, morning, show_times
from pages.room.conversation_pane import ConversationPane


async def ask_when(pane: ConversationPane, said: Any) -> None:
    """Ask when the message that is typed is to be sent."""
    shell = pane.shell
    given = said if isinstance(said, dict) else {}
    body, reply_to = str(given.get("body", "")), given.get("reply_to")
    require_message(body)
    uploads = _uuids_of(given.get("uploads"))
    answered = number_of(str(reply_to)) if reply_to is not None else None
    zone = zone_named(shell.actor.time_zone)
    with sheet(shell, "Send later") as dialog:

        async def send(at: str) -> None:
            await _schedule(pane, body, answered, at, zone.key, uploads)
            dialog.close()

        async def send_at(values: dict[str, str]) -> None:
            await send(values["at"])

        show_times(shell, offers(shell.chat.now().astimezone(zone)), lambda at: send(at.isoformat()))
        with LiveForm(shell, "Schedule", send_at, scope="later-") as form:
            hint = f"In your time zone, {zone.key}."
            form.field(Field("at", "Date and time", "datetime-local", hint=hint))
            form.actions(dialog.close)


async def _schedule(
    pane: ConversationPane, body: str, reply_to: int | None, at: str, time_zone: str, uploads: Sequence[UUID]
) -> None:
    shell = pane.shell
    async with shell.chat.changing(shell.actor) as work:
        made = await scheduled.schedule(
            work,
            actor=shell.actor,
            room_uuid=pane.room.uuid,
            body=body,
            at=at,
            now=shell.chat.now(),
            time_zone=time_zone,
            reply_to=reply_to,
            upload_uuids=uploads,
        )
    done = call("sendLater.done", str(pane.room.uuid), body, iso(made.due_at), urls.SCHEDULED)
    shell.client.run_javascript(done)


def _uuids_of(given: object) -> list[UUID]:
    """Return the files that a browser names, at most one more than a message may have."""
    return [uuid_of(str(one)) for one in given[: OF_MESSAGE + 1]] if isinstance(given, list) else []


def offers(now: datetime) -> list[Offer]:
    """Return times that people often want, by name. ``now``: on the person's own clocks."""
    tomorrow = morning(now, 1)
    offered = [("In 1 hour", in_hours(now, 1)), ("Tomorrow morning", tomorrow)]
    if tomorrow.weekday() != 0:
        offered.append(("Monday morning", morning(now, 7 - now.weekday())))
    return offered
