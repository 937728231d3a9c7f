"""Rooms, their categories and memberships, and what a member may do."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import Column, Computed, Index, Integer, false, text
from sqlmodel import Field, SQLModel, String

from models.alert import AlertLevel
from models.case_folded import case_folded
from models.utc_datetime import UtcDateTime, now

_LISTENS = text("listens")


class Visibility(StrEnum):
    """Who may see that a room exists, and who may join it without being added.

    ``PRIVATE`` with a password is listed, and anyone with the password may join; without one, only members see it, and
    its owner and moderators add people, or all members. ``DIRECT`` is a chat of two to nine people; none of them can
    leave, and no others be added. ``THREAD`` belongs to a message of another room, whose members see it.
    """

    PUBLIC = "public"
    PRIVATE = "private"
    DIRECT = "direct"
    THREAD = "thread"


class Role(StrEnum):
    """What a member may do: an owner everything, a moderator manages members and messages."""

    OWNER = "owner"
    MODERATOR = "moderator"
    MEMBER = "member"


ROOMS: Final = (Visibility.PUBLIC, Visibility.PRIVATE)  # neither direct chats nor threads
MODERATORS: Final = (Role.OWNER, Role.MODERATOR)
ADDERS: Final[dict[Visibility, tuple[Role, ...]]] = {  # whose members may add others; in a direct chat nobody
    Visibility.PUBLIC: tuple(Role),
    Visibility.PRIVATE: MODERATORS,  # or all, as its owner decides
}


def adders_of(visibility: Visibility, *, members_may_add: bool) -> tuple[Role, ...]:
    """Return whose members may add others to a room of this kind. ``members_may_add``: see `Room`."""
    return tuple(Role) if visibility == Visibility.PRIVATE and members_may_add else ADDERS.get(visibility, ())


class Category(SQLModel, table=True):
    """A category of rooms. ``colour`` and ``icon`` name tokens of the theme."""

    id: int = Field(default=None, primary_key=True)
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    name: str = Field(max_length=30)
    name_key: str = Field(sa_type=case_folded(120), unique=True)
    colour: str = Field(max_length=16)
    icon: str = Field(max_length=16)


class Room(SQLModel, table=True):
    """A chat room.

    ``revision`` rises by one in the same transaction as each change of a message; ``last_number`` counts the messages.
    Together they give missed changes and unread counts without an event table or a counting query.
    ``name_key`` of a direct room is made of its account ids, so that the same people have at most one.

    A thread has ``parent_id`` and ``root_number``: the room and the message that it belongs to. ``home_id``: the room
    whose members have rights here: the parent, or the room itself. ``root_revision``: the parent's revision that told
    of the newest reply that is still there. A thread is closed and reopened with its parent.
    ``begins_threads``: pages have answers in the room go into threads. ``members_may_add``: while it is private, all
    members may add people.
    """

    __table_args__ = (
        Index("ix_room_created_by", "created_by_id", "name_key"),
        Index("ix_room_thread", "parent_id", "root_number", unique=True),
        Index("ix_room_news", "parent_id", "root_revision"),
        Index("ix_room_home", "home_id"),
    )
    __mapper_args__ = {"eager_defaults": True}  # else reading home_id after a change would ask again

    id: int = Field(default=None, primary_key=True)
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    name: str = Field(max_length=60)
    name_key: str = Field(sa_type=case_folded(240), unique=True)
    description: str = Field(default="", max_length=250)
    search_key: str = Field(default="", sa_type=case_folded(2000))  # name and description: what rooms are found by
    category_id: int | None = Field(default=None, foreign_key="category.id", index=True)
    visibility: Visibility = Field(default=Visibility.PUBLIC, sa_type=String(16))
    password_hash: str | None = Field(default=None, max_length=100)
    created_by_id: int = Field(foreign_key="account.id")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revision: int = 0
    last_number: int = 0
    slow_mode: int = 0  # seconds between two messages of one member; 0: no limit
    hue: int | None = None  # chosen, in degrees; None: its category's, or its own
    parent_id: int | None = Field(default=None, foreign_key="room.id")
    root_number: int | None = None
    begins_threads: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    members_may_add: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    root_revision: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    home_id: int | None = Field(default=None, sa_column=Column(Integer, Computed("coalesce(parent_id, id)")))

    @property
    def is_thread(self) -> bool:
        """Whether it belongs to a message of another room."""
        return self.visibility == Visibility.THREAD

    @property
    def is_direct(self) -> bool:
        """Whether this is a direct chat."""
        return self.visibility == Visibility.DIRECT

    @property
    def is_listed(self) -> bool:
        """Whether everybody may see that the room exists."""
        return self.visibility == Visibility.PUBLIC or (
            self.visibility == Visibility.PRIVATE and self.password_hash is not None
        )

    def can_be_seen_by(self, membership: "Membership | None") -> bool:
        """Return whether a person with this membership may learn that the room exists. A closed one: only its owner."""
        if self.closed_at is not None:
            return membership is not None and membership.role == Role.OWNER
        return membership is not None or self.is_listed

    def can_be_joined_by(self, membership: "Membership | None") -> bool:
        """Return whether a person may join without being added, with the password if there is one."""
        return membership is None and self.is_listed and self.closed_at is None

    def can_be_managed_by(self, membership: "Membership | None") -> bool:
        """Return whether a person may rename, close, reopen or delete the room, or change roles."""
        is_room = not (self.is_direct or self.is_thread)
        return membership is not None and membership.role == Role.OWNER and is_room

    def can_be_moderated_by(self, membership: "Membership | None") -> bool:
        """Return whether a person may remove people and others' messages, and add people to a private room."""
        return membership is not None and membership.role in MODERATORS and not self.is_direct

    def can_be_added_to_by(self, membership: "Membership | None") -> bool:
        """Return whether a person may add others."""
        adders = adders_of(self.visibility, members_may_add=self.members_may_add)
        return membership is not None and membership.role in adders


class Membership(SQLModel, table=True):
    """One person's membership of one room: without a row, they can neither read nor write in it.

    The right to a thread is the membership of its parent. A row of the thread itself says how far a member of the
    parent has read it, and with ``follows`` that they follow it; in a room ``follows`` means all its new threads.
    ``seen_revision``: the room's, up to which news of its threads are known to the person; in a row of a thread
    that they do not follow, the parent's.

    ``added_after``: how many messages the room had when somebody added the person; None if they came by themselves.
    ``is_unseen``: they were added and have not opened the room since. ``alert_level``: which of its messages concern
    them; None: as in their other rooms. ``listens``: messages may concern them that neither name nor answer them; such
    rows are looked at with each message (`chatapp/alerts/`).
    """

    __table_args__ = (
        Index("ix_membership_account", "account_id", "room_id"),
        Index("ix_membership_listens", "room_id", sqlite_where=_LISTENS, postgresql_where=_LISTENS),
    )

    room_id: int = Field(foreign_key="room.id", primary_key=True, ondelete="CASCADE")
    account_id: int = Field(foreign_key="account.id", primary_key=True, ondelete="CASCADE")
    role: Role = Field(default=Role.MEMBER, sa_type=String(16))
    joined_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    added_by_id: int | None = Field(default=None, foreign_key="account.id")  # None: joined without being added
    added_after: int | None = None
    is_unseen: bool = False
    last_read_number: int = 0
    last_read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_saved: bool = False
    is_muted: bool = False
    alert_level: AlertLevel | None = Field(default=None, sa_type=String(16))
    listens: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    follows: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    seen_revision: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Removal(SQLModel, table=True):
    """A person whom a moderator removed from a room, and who cannot join it until they are added again or let back.

    ``room_name``: the name at the time, as the person knows it; a private room's later names are not theirs to know.
    """

    __table_args__ = (Index("ix_removal_account", "account_id"),)

    room_id: int = Field(foreign_key="room.id", primary_key=True, ondelete="CASCADE")
    account_id: int = Field(foreign_key="account.id", primary_key=True, ondelete="CASCADE")
    removed_by_id: int = Field(foreign_key="account.id")
    removed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    room_name: str = Field(max_length=60)
