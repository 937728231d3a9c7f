"""The requests for what is for later: scheduled messages, and reminders."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from chatapp.client.models import Message, Reminder, ScheduledMessage
from chatapp.client.protocol import Address, Request, Steps, ask

Moment = datetime | str | timedelta  # a time, one on the account's own clocks, or in how long
REMINDERS: Final = "me/reminders"
SCHEDULED: Final = "me/scheduled"


class LaterCalls:
    """The calls of one program. Each returns steps to be run; nothing is asked before that."""

    def __init__(self, address: Address) -> None:
        self._patience = address.patience

    def ask(self, request: Request) -> Steps[Any]:
        """Ask for something of which there is no call."""
        return ask(request, self._patience)

    def remind(self, what: dict[str, Any], at: Moment, repeats: str) -> Steps[Reminder]:
        """Set a reminder of the account's own. ``what``: its text, or the message's room_uuid and number."""
        new = {**what, **_when(at), "repeats": repeats}
        return Reminder.model_validate((yield from self.ask(Request("POST", REMINDERS, json=new))))

    def reminders(self) -> Steps[list[Reminder]]:
        """Return the account's reminders."""
        return [Reminder.model_validate(one) for one in (yield from self.ask(Request("GET", REMINDERS)))]

    def change_reminder(self, uuid: UUID, text: str | None, at: Moment | None, repeats: str | None) -> Steps[Reminder]:
        """Change a reminder; what is None stays."""
        change = {**_given(text=text, repeats=repeats), **(_when(at) if at is not None else {})}
        return Reminder.model_validate((yield from self.ask(Request("PATCH", f"{REMINDERS}/{uuid}", json=change))))

    def end_reminder(self, uuid: UUID) -> Steps[None]:
        """Delete a reminder."""
        yield from self.ask(Request("DELETE", f"{REMINDERS}/{uuid}"))

    def schedule(
        self, room: UUID, body: str, uploads: Sequence[UUID], at: Moment, *, reply_to: int | None, key: str
    ) -> Steps[ScheduledMessage]:
        """Have a message sent later; ``key``: its ``client_message_id``."""
        new: dict[str, Any] = {"room_uuid": str(room), "body": body, "at": _moment(at), "client_message_id": key}
        new |= {"uploads": [str(one) for one in uploads], **_given(reply_to=reply_to)}
        return ScheduledMessage.model_validate((yield from self.ask(Request("POST", SCHEDULED, json=new))))

    def scheduled(self) -> Steps[list[ScheduledMessage]]:
        """Return the account's messages for later."""
        return [ScheduledMessage.model_validate(one) for one in (yield from self.ask(Request("GET", SCHEDULED)))]

    def change_scheduled(self, uuid: UUID, body: str | None, at: Moment | None) -> Steps[ScheduledMessage]:
        """Change a message for later; what is None stays."""
        change = _given(body=body, at=None if at is None else _moment(at))
        answer = yield from self.ask(Request("PATCH", f"{SCHEDULED}/{uuid}", json=change))
        return ScheduledMessage.model_validate(answer)

    def cancel(self, uuid: UUID) -> Steps[None]:
        """Delete a message for later."""
        yield from self.ask(Request("DELETE", f"{SCHEDULED}/{uuid}"))

    def send_now(self, uuid: UUID) -> Steps[Message]:
        """Send a message for later right away."""
        return Message.model_validate((yield from self.ask(Request("POST", f"{SCHEDULED}/{uuid}/send"))))


def _when(at: Moment) -> dict[str, Any]:
    return {"in_seconds": round(at.total_seconds())} if isinstance(at, timedelta) else {"at": _moment(at)}


def _moment(at: Moment) -> str:
    at = datetime.now(UTC) + at if isinstance(at, timedelta) else at
    return at.isoformat() if isinstance(at, datetime) else at


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
