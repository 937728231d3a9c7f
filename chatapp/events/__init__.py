"""Events, named in the past tense. Events travel over the broker after the commit that made them true."""

from dataclasses import dataclass
from uuid import UUID

from chatapp.events.alerts import AlertDue as AlertDue
from chatapp.events.alerts import AlertsAdded as AlertsAdded
from chatapp.events.alerts import AlertsRead as AlertsRead
from chatapp.events.alerts import NotificationRulesChanged as NotificationRulesChanged
from chatapp.events.attendance import AttendanceChanged as AttendanceChanged
from chatapp.events.attendance import AttendanceConfirmed as AttendanceConfirmed
from chatapp.events.attendance import AttendanceReported as AttendanceReported
from chatapp.events.attendance import AttendanceRequested as AttendanceRequested
from chatapp.events.interactions import ActionPressed as ActionPressed
from chatapp.events.interactions import BotsCalled as BotsCalled
from chatapp.events.message_view import Attachment as Attachment  # their callers know one place for all that travels
from chatapp.events.message_view import Mention as Mention
from chatapp.events.message_view import MessageView as MessageView
from chatapp.events.message_view import Quote as Quote
from chatapp.events.message_view import Reaction as Reaction
from chatapp.events.message_view import RoomLink as RoomLink
from chatapp.events.message_view import Thread as Thread
from chatapp.events.message_view import ThreadPerson as ThreadPerson
from chatapp.events.own_pages import DraftChanged as DraftChanged
from chatapp.events.own_pages import ReactedInCrowd as ReactedInCrowd
from chatapp.events.own_pages import RemindersChanged as RemindersChanged
from chatapp.events.own_pages import SavedChanged as SavedChanged
from chatapp.events.own_pages import ScheduledChanged as ScheduledChanged
from chatapp.events.owners import RoomAdministered as RoomAdministered
from chatapp.events.owners import WebhookStopped as WebhookStopped
from chatapp.events.reading import FollowingChanged as FollowingChanged
from chatapp.events.reading import RoomRead as RoomRead
from chatapp.events.reading import RoomUnread as RoomUnread


@dataclass(frozen=True, slots=True)
class MessageChanged:
    """A message was posted, edited, deleted or reacted to; ``message.revision`` is the room's revision since then.

    ``is_restored``: its author has undone its deletion.
    """

    message: MessageView
    is_restored: bool = False


@dataclass(frozen=True, slots=True)
class RoomChanged:
    """A room was made, changed, closed, reopened or deleted. ``is_reopened``: its members have it back."""

    room_uuid: UUID
    is_reopened: bool = False


@dataclass(frozen=True, slots=True)
class RoomClosed:
    """A room was closed or deleted; its topic carries no events after this."""

    room_uuid: UUID


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """A person became a member of a room."""

    room_uuid: UUID
    account_id: int


@dataclass(frozen=True, slots=True)
class MembersAdded:
    """A member has added several people to a room at once. Each of them also hears MemberJoined."""

    room_uuid: UUID
    account_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """A person is no longer a member of a room. If somebody removed them: by whom, and from which room, as names."""

    room_uuid: UUID
    account_id: int
    removed_by: str = ""
    room_name: str = ""


@dataclass(frozen=True, slots=True)
class MembershipChanged:
    """A membership changed: its role, or whether the room is saved or muted."""

    room_uuid: UUID
    account_id: int


@dataclass(frozen=True, slots=True)
class PersonTyped:
    """A person is writing in a room. Nothing repairs its loss, and nothing needs to: it is news for seconds."""

    room_uuid: UUID
    account_uuid: UUID
    name: str


@dataclass(frozen=True, slots=True)
class PeopleHereChanged:
    """A person opened a room's page or left it. Presence has the current list."""

    room_uuid: UUID


@dataclass(frozen=True, slots=True)
class PresenceChanged:
    """A person is online, away or offline now. Presence has the current state."""

    account_uuid: UUID


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """A person's name, picture, address or rights have changed."""

    account_id: int


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """A person's name or picture may have changed; the database has the current ones."""

    account_uuid: UUID


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """A person's status has changed; the database has the current one."""

    account_uuid: UUID


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """A signed-in browser was signed out."""

    session_id: int


@dataclass(frozen=True, slots=True)
class TokensRevoked:
    """API tokens of an account were taken back, or it can't be used any more."""

    account_id: int


@dataclass(frozen=True, slots=True)
class EventsMissed:
    """This process may have missed events; subscribers read the database again."""


@dataclass(frozen=True, slots=True)
class SavingChanged:
    """Saving became unavailable or available again in this process; the database has the current state."""


@dataclass(frozen=True, slots=True)
class WorkspaceChanged:
    """The workspace's name, logo or settings have changed; the database has the current ones."""


@dataclass(frozen=True, slots=True)
class EmojiChanged:
    """A custom emoji was added or deleted; the database has those that there are."""


Event = (
    MessageChanged
    | RoomChanged
    | RoomAdministered
    | WebhookStopped
    | RoomClosed
    | MemberJoined
    | MembersAdded
    | MemberLeft
    | MembershipChanged
    | RoomRead
    | RoomUnread
    | FollowingChanged
    | DraftChanged
    | SavedChanged
    | RemindersChanged
    | ScheduledChanged
    | ReactedInCrowd
    | ActionPressed
    | BotsCalled
    | PersonTyped
    | PeopleHereChanged
    | PresenceChanged
    | AccountChanged
    | PersonChanged
    | StatusChanged
    | SessionEnded
    | TokensRevoked
    | EventsMissed
    | SavingChanged
    | WorkspaceChanged
    | EmojiChanged
    | AlertsAdded
    | AlertDue
    | AlertsRead
    | NotificationRulesChanged
    | AttendanceChanged
    | AttendanceReported
    | AttendanceConfirmed
    | AttendanceRequested
)


def room_topic(room_uuid: UUID) -> str:
    """Name the topic that carries one room's events to its members."""
    return f"room:{room_uuid}"


def typing_topic(room_uuid: UUID) -> str:
    """Name the topic that carries who is typing in one room."""
    return f"typing:{room_uuid}"


def account_topic(account_id: int) -> str:
    """Name the topic that carries what concerns one person."""
    return f"account:{account_id}"


LOBBY_TOPIC = "lobby"  # rooms come, change and go
PRESENCE_TOPIC = "presence"
ATTENDANCE_TOPIC = "attendance"  # processes tell each other who is there
MISSED_TOPIC = "missed"  # the broker admits a loss
SAVING_TOPIC = "saving"  # the database goes away, and comes back
PEOPLE_TOPIC = "people"  # names, pictures and statuses change
BOTS_TOPIC = "bots"  # messages call bots
WORKSPACE_TOPIC = "workspace"  # its name, logo and settings change
EMOJI_TOPIC = "emoji"  # custom ones come and go
ALERTS_TOPIC = "alerts"  # something concerns people
