"""Events of alerts: what concerns people, and what they are told of it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AlertsAdded:
    """Something concerns people, or no longer does.

    ``alert_ids``: what they are to be told; ``account_ids``: whose list has changed.
    ``room_uuid``: None if it is in no room.
    """

    room_uuid: UUID | None
    alert_ids: tuple[int, ...]
    account_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AlertDue:
    """A person is told of an alert, on all their pages. ``count``: more than 1 in a summary, which has no room.

    ``number``: of the message, or None. ``path``: where it leads to.
    """

    account_id: int
    alert_id: int
    kind: str
    room_uuid: UUID | None
    number: int | None
    title: str
    text: str
    count: int = 1
    path: str = ""
    has_sound: bool = False


@dataclass(frozen=True, slots=True)
class AlertsRead:
    """A person has marked alerts as read in their list; told to their own pages alone."""

    account_id: int


@dataclass(frozen=True, slots=True)
class NotificationRulesChanged:
    """A person has changed what they want to be told of; told to their own pages and open direct chats with them."""

    account_id: int
