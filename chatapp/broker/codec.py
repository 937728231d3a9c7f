"""Events as bytes. Each kind has a name of its own that stays when classes are renamed; never pickle.

Processes of two versions may share a Redis while one replaces the other. A reader ignores
fields and kinds it does not know: it has no page that could show them. A known kind that it cannot decode (a missing
field) becomes EventsMissed, and subscribers read the database.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import structlog
from pydantic import TypeAdapter, ValidationError

from chatapp import events
from chatapp.events import Event, EventsMissed

log = structlog.get_logger(__name__)

MAX_LOGGED: Final = 100  # kinds
FORMAT: Final = 1  # raised only when the envelope itself changes; readers ignore higher ones
KINDS: Final[dict[str, type[Event]]] = {
    "message.changed": events.MessageChanged,
    "room.changed": events.RoomChanged,
    "room.administered": events.RoomAdministered,
    "webhook.stopped": events.WebhookStopped,
    "room.closed": events.RoomClosed,
    "member.joined": events.MemberJoined,
    "members.added": events.MembersAdded,
    "member.left": events.MemberLeft,
    "membership.changed": events.MembershipChanged,
    "room.read": events.RoomRead,
    "room.unread": events.RoomUnread,
    "following.changed": events.FollowingChanged,
    "draft.changed": events.DraftChanged,
    "saved.changed": events.SavedChanged,
    "scheduled.changed": events.ScheduledChanged,
    "reminders.changed": events.RemindersChanged,
    "reaction.crowded": events.ReactedInCrowd,
    "action.pressed": events.ActionPressed,
    "person.typed": events.PersonTyped,
    "account.changed": events.AccountChanged,
    "person.changed": events.PersonChanged,
    "status.changed": events.StatusChanged,
    "session.ended": events.SessionEnded,
    "tokens.revoked": events.TokensRevoked,
    "workspace.changed": events.WorkspaceChanged,
    "emoji.changed": events.EmojiChanged,
    "alerts.added": events.AlertsAdded,
    "alert.due": events.AlertDue,
    "alerts.read": events.AlertsRead,
    "notifications.changed": events.NotificationRulesChanged,
    "events.missed": events.EventsMissed,
    "attendance.changed": events.AttendanceChanged,
    "attendance.told": events.AttendanceReported,
    "attendance.kept": events.AttendanceConfirmed,
    "attendance.asked": events.AttendanceRequested,
}
LOCAL_ONLY: Final = (  # each process finds these out for itself, or answers them alone
    events.PresenceChanged,
    events.PeopleHereChanged,
    events.SavingChanged,
    events.BotsCalled,
)
EPHEMERAL: Final = (events.PersonTyped,)  # dropped first, and nobody is told of their loss
_NAMES: Final = {kind: name for name, kind in KINDS.items()}
_ADAPTERS: Final[dict[str, TypeAdapter[Any]]] = {name: TypeAdapter(kind) for name, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Envelope:
    """An event as it arrives. ``origin``: the process it comes from. ``event``: None if it cannot be decoded."""

    origin: str
    event: Event | None


def is_remote(event: Event) -> bool:
    """Say whether an event concerns other processes."""
    return not isinstance(event, LOCAL_ONLY)


def is_ephemeral(event: Event) -> bool:
    """Say whether an event may be lost without a word: it is not in the database, and soon no news."""
    return isinstance(event, EPHEMERAL)


def encode(origin: str, event: Event) -> bytes:
    """Return an event of this process as one line."""
    name = _NAMES[type(event)]
    return _head(origin, name) + _ADAPTERS[name].dump_json(event) + b"}"


def envelope_prefix(origin: str) -> bytes:
    """Return how each line of a process begins; it lets a process skip its own messages."""
    return json.dumps({"f": FORMAT, "o": origin}).encode()[:-1]


@lru_cache
def _head(origin: str, name: str) -> bytes:
    return envelope_prefix(origin) + b', "k": ' + json.dumps(name).encode() + b', "e": '


class Decoder:
    """Decodes what arrives, and logs each kind it cannot decode once."""

    def __init__(self) -> None:
        self.undecodable = 0
        self._logged: set[str] = set()

    def decode(self, data: bytes) -> Envelope:
        """Decode an envelope. Never raises."""
        try:
            envelope = json.loads(data)
            version, origin, kind = envelope["f"], envelope["o"], envelope["k"]
            payload = envelope["e"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return self._undecodable("not an envelope", "", None)
        if version != FORMAT or not (isinstance(origin, str) and isinstance(kind, str)) or kind not in KINDS:
            return self._undecodable(f"kind {kind}"[:80], str(origin), None)
        try:
            event: Event = _ADAPTERS[kind].validate_python(payload)
        except ValidationError:
            missed = None if issubclass(KINDS[kind], EPHEMERAL) else EventsMissed()
            return self._undecodable(f"fields of {kind}", origin, missed)
        return Envelope(origin, event)

    def _undecodable(self, what: str, origin: str, instead: Event | None) -> Envelope:
        self.undecodable += 1
        if what not in self._logged and len(self._logged) < MAX_LOGGED:
            self._logged.add(what)
            log.warning("undecodable event from another process", what=what)
        return Envelope(origin, instead)
