"""Alerts: what concerns a person, and what each person wants to be told of."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel, String, Text

from models.big_id import BigId
from models.case_folded import case_folded
from models.utc_datetime import UtcDateTime, now

_IS_OPEN = text("settled_at IS NULL")
TEN_AT_NIGHT, EIGHT_IN_THE_MORNING = 22 * 60, 8 * 60


class AlertLevel(StrEnum):
    """Which messages of a room concern a person: all, those that name them or answer them, or none."""

    ALL = "all"
    MENTIONS = "mentions"
    NOTHING = "nothing"


class AlertKind(StrEnum):
    """Why something concerns a person."""

    MENTION = "mention"  # it names them
    REPLY = "reply"  # it answers a message of theirs
    EVERYONE = "everyone"  # it calls all members, or those who were online
    KEYWORD = "keyword"  # it has a word they wait for
    THREAD = "thread"  # a reply in a thread they follow
    DIRECT = "direct"  # a direct chat
    MESSAGE = "message"  # a room they want to hear everything of
    REACTION = "reaction"  # to a message of theirs
    ADDED = "added"  # somebody added them to a room
    REMINDER = "reminder"  # they wanted to be reminded
    UNSENT = "unsent"  # a message they had scheduled could not be sent


LISTED: Final = (  # in Activity; the others only ask to be told
    AlertKind.MENTION,
    AlertKind.REPLY,
    AlertKind.EVERYONE,
    AlertKind.KEYWORD,
    AlertKind.THREAD,
    AlertKind.REACTION,
    AlertKind.ADDED,
    AlertKind.REMINDER,
    AlertKind.UNSENT,
)
OWN_ALERTS: Final = (AlertKind.REMINDER, AlertKind.UNSENT)  # caused by the person alone, and told wherever they are


class Alert(SQLModel, table=True):
    """One thing that concerns one person: their list "Activity", and the queue of what they are still to be told.

    ``message_id`` and ``number``: of the message; None and 0 without one. ``actor_id``: who caused it. ``words``: what
    it says, if no message says it. Of `OWN_ALERTS`, ``room_id`` may be None.
    ``settled_at``: since when nobody has to be told of it any more: it was told, or read, or is not worth it. Until
    then ``due_at`` is when somebody looks at it next, ``tries`` how often telling it was begun, and ``is_held`` whether
    it waited for the end of quiet hours. ``is_urgent``: its sender wants it told all the same. ``read_at``: it was
    marked as read in the list; what is read in its room needs no mark. ``mailed_at``: a mail has named it.
    """

    __table_args__ = (
        UniqueConstraint("account_id", "message_id", "actor_id", "emoji"),
        Index("ix_alert_account", "account_id", "id"),
        Index("ix_alert_message", "message_id"),
        Index("ix_alert_room", "room_id"),
        Index("ix_alert_due", "due_at", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    )

    id: int = Field(default=None, sa_type=BigId, primary_key=True)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE")
    kind: AlertKind = Field(sa_type=String(16))
    room_id: int | None = Field(default=None, foreign_key="room.id", ondelete="CASCADE")
    message_id: int | None = Field(default=None, sa_type=BigId, foreign_key="message.id", ondelete="CASCADE")
    number: int = 0
    actor_id: int = Field(foreign_key="account.id", ondelete="CASCADE")
    emoji: str = Field(default="", max_length=64)
    words: str = Field(default="", max_length=500, sa_column_kwargs={"server_default": ""})
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    due_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    tries: int = 0
    is_held: bool = False
    is_urgent: bool = False
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    mailed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NotificationRules(SQLModel, table=True):
    """What a person wants to be told of, and when. Without a row the defaults apply.

    ``level``: in rooms without one of their own; None: the workspace's. ``keywords``: as typed, one per line.
    ``quiet_days``: one bit for each day on which quiet hours begin, Monday is 1; ``quiet_from`` and ``quiet_to``:
    minutes since midnight in ``time_zone``; equal ones are a whole day. ``mailed_at``: when the last mail went.
    """

    __tablename__ = "notification_rules"

    account_id: int = Field(foreign_key="account.id", primary_key=True, ondelete="CASCADE")
    level: AlertLevel | None = Field(default=None, sa_type=String(16))
    keywords: str = Field(default="", sa_type=Text)
    quiet_days: int = 0
    quiet_from: int = TEN_AT_NIGHT
    quiet_to: int = EIGHT_IN_THE_MORNING
    time_zone: str = Field(default="", max_length=64)
    paused_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    has_mail: bool = True
    has_sound: bool = False
    mailed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AlertKeyword(SQLModel, table=True):
    """A word that a person waits for. ``key``: folded, as it is looked for in folded texts."""

    __tablename__ = "alert_keyword"
    __table_args__ = (UniqueConstraint("account_id", "key"),)

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE")
    key: str = Field(sa_type=case_folded(240))
