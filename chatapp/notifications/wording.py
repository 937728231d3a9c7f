"""In which words people are told. Plain text: whoever shows it escapes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from chatapp.messages.markup.turns import Turns
from chatapp.messages.plain_words import plain, text_of
from chatapp.notifications.due import Due
from chatapp.web import urls
from models import AlertKind

SUMMARY: Final = "summary"
AT_MOST: Final = 20  # notices at once; what is more is one summary
NAMED: Final = 3  # rooms and people in a summary
TITLE_LENGTH, TEXT_LENGTH = 200, 300


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person is told: one alert, or a summary of several, which has no room.

    ``alert_id``: the newest it stands for; ``count``: how many; ``number``: of the message, or None.
    """

    alert_id: int
    kind: str
    room_uuid: UUID | None
    number: int | None
    title: str
    text: str
    count: int = 1

    @property
    def path(self) -> str:
        """Where it leads to."""
        return path_of(self.kind, self.room_uuid, self.number)


def summarized(alerts: Sequence[Due]) -> tuple[Sequence[Due], Sequence[Due]]:
    """Return which of what one person is told comes as one summary, and which as themselves, which are few.

    What was held comes as a summary, and if there is more than a person can take in, everything does. Reminders come
    one by one.
    """
    others = [one for one in alerts if one.kind != AlertKind.REMINDER]
    waited = [one for one in others if one.is_held and not one.is_urgent]
    if len(others) - len(waited) > AT_MOST:
        waited = others
    if len(waited) <= 1:  # a summary of one says less than the one
        return [], alerts
    together = {one.alert_id for one in waited}
    return waited, [one for one in alerts if one.alert_id not in together]


async def notices(alerts: Sequence[Due], turns: Turns) -> list[Notice]:
    """Return what to tell one person. ``turns``: of whoever tells many, who lets others have theirs in between."""
    together, singly = summarized(alerts)
    told = [summary(together)] if together else []
    for one in singly:
        await turns.render(text_of(one.body))
        told.append(notice(one))
    return told


def notice(due: Due) -> Notice:
    """Return what to tell of one alert."""
    title = title_of(due.kind, due.actor_name, due.room_name)[:TITLE_LENGTH]
    number = due.number if due.room_uuid else None
    text = (due.words or plain(due.body))[:TEXT_LENGTH]
    return Notice(due.alert_id, due.kind, due.room_uuid, number, title, text)


def path_of(kind: str, room_uuid: UUID | None, number: int | None) -> str:
    """Return where an alert leads to: its message or its room, or the list that it is in."""
    if kind == AlertKind.UNSENT:
        return urls.SCHEDULED
    if room_uuid is None:
        return urls.REMINDERS if kind == AlertKind.REMINDER else urls.ACTIVITY
    return urls.message(room_uuid, number) if number else urls.room(room_uuid)


def title_of(kind: AlertKind, who: str, room: str) -> str:
    """Return what happened. ``room``: its name; empty in a direct chat, which is called after who writes there."""
    if kind == AlertKind.REMINDER:
        return f"Reminder from {room}" if room else "Reminder"
    if kind == AlertKind.UNSENT:
        return f"Your message to {room} wasn't sent" if room else "Your scheduled message wasn't sent"
    if kind == AlertKind.ADDED:
        return f"{who} added you to {room}"
    if not room:
        return f"{who} replied to you" if kind == AlertKind.REPLY else who
    said = {
        AlertKind.MENTION: f"{who} mentioned you in {room}",
        AlertKind.REPLY: f"{who} replied to you in {room}",
        AlertKind.EVERYONE: f"{who} mentioned everyone in {room}",
        AlertKind.THREAD: f"{who} replied in a thread in {room}",
    }
    return said.get(kind, f"{who} in {room}")


def summary(held: Sequence[Due]) -> Notice:
    """Return one notice for what came while a person wanted to hear nothing, or all at once."""
    places = list(dict.fromkeys(one.room_name or one.actor_name for one in held))
    more = len(places) - NAMED
    named = ", ".join(places[:NAMED]) + (f" and {more} more" if more > 0 else "")
    away = " while you were away" if any(one.is_held for one in held) else ""
    title = f"{len(held):,} notifications{away}"
    return Notice(held[-1].alert_id, SUMMARY, None, None, title, named[:TEXT_LENGTH], len(held))
