"""A room as one person sees it: plain values, free of any database session."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from uuid import UUID

from chatapp import text
from chatapp.rooms.categories import CategoryView
from chatapp.rooms.hues import hue_of
from chatapp.rooms.member_views import MemberView
from chatapp.rooms.unread import ALL_COUNT, UncountedUnread
from models import Role, Visibility
from models.room import MODERATORS, adders_of


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room as one person sees it. A direct room is named after its ``partners``, which other rooms do not have.

    ``uncounted_unread``: the messages after the read mark that do not count as unread. ``last_at``: when
    its newest message was posted, if the list asks for it; outsiders of a private room are not told. ``is_added``: they
    did not come by themselves; ``is_unseen``: they have not opened the room since, which counts as one unread.
    ``removed_by``: who removed them, if somebody did and they cannot join. ``mentioned_in``: the numbers of unread
    messages that mention the person. ``alert_level``: which messages concern them; None: as in their other rooms.

    A thread has ``parent_uuid`` and ``root_number``: the room and the message that it belongs to; its members are the
    parent's. ``parent_name``: ``#`` and that room's name, or who is in that chat. ``follows``: its messages count as
    unread for the person; of a room: all its new threads will. Who has read nothing in a thread that they don't follow
    has a ``last_read_number`` that is its newest message's.
    ``has_thread_news``: somebody has replied in a thread that the person doesn't follow, after ``seen_revision`` of
    this room, which is what they have seen.
    """

    room_id: int
    uuid: UUID
    name: str
    name_key: str
    description: str
    visibility: str
    has_password: bool
    category: CategoryView | None
    created_at: datetime
    created_by: str
    closed_at: datetime | None
    member_count: int
    revision: int
    last_number: int
    is_member: bool
    role: str | None
    is_saved: bool
    is_muted: bool
    last_read_number: int
    alert_level: str | None = None
    partners: tuple[MemberView, ...] = ()
    uncounted_unread: UncountedUnread = ALL_COUNT
    mentioned_in: frozenset[int] = frozenset()
    last_at: datetime | None = field(default=None, compare=False)
    is_added: bool = False
    is_unseen: bool = False
    removed_by: str = ""
    chosen_hue: int | None = None
    slow_mode: int = 0  # seconds between two messages of a plain member
    begins_threads: bool = False  # answers go into threads
    members_may_add: bool = False  # while it is private
    pin_count: int = 0  # pinned messages, if the room alone was asked for
    parent_uuid: UUID | None = None
    parent_name: str = ""
    root_number: int | None = None
    follows: bool = False
    seen_revision: int = 0
    has_thread_news: bool = False

    @property
    def hue(self) -> int:
        """The hue of its light, in degrees: chosen, its category's, that of the partner, or its own."""
        if self.chosen_hue is not None:
            return self.chosen_hue
        by_category = self.category.hue if self.category else None
        own = self.partner.uuid if self.partner else self.parent_uuid or self.uuid
        return hue_of(own) if by_category is None else by_category

    @property
    def sort_key(self) -> str:
        """What lists of rooms are ordered by."""
        return text.fold(self.name)

    @property
    def is_private(self) -> bool:
        """Whether not everybody may join."""
        return self.visibility == Visibility.PRIVATE

    @property
    def is_direct(self) -> bool:
        """Whether this is a direct chat."""
        return self.visibility == Visibility.DIRECT

    @property
    def is_thread(self) -> bool:
        """Whether it belongs to a message of another room."""
        return self.parent_uuid is not None

    @property
    def partner(self) -> MemberView | None:
        """The other person of a direct chat of two; None for several, and for rooms."""
        return self.partners[0] if len(self.partners) == 1 else None

    @property
    def unread(self) -> int:
        """How many messages the person has not read; that they were added counts as one."""
        if self.is_thread and not self.follows:
            return 0
        uncounted = self.uncounted_unread.count
        messages = max(0, self.last_number - self.last_read_number - uncounted) if self.is_member else 0
        return messages + self.is_unseen

    @property
    def unread_mentions(self) -> int:
        """How many of the unread messages mention the person."""
        return len(self.mentioned_in)

    @property
    def first_unread(self) -> int:
        """The number of the first message after the read mark that counts as unread, or would."""
        uncounted = self.uncounted_unread.first
        return next(number for number in count(self.last_read_number + 1) if number not in uncounted)

    @property
    def may_be_read(self) -> bool:
        """Whether the person may read what is said in it: they are a member, and it is open."""
        return self.is_member and self.closed_at is None

    @property
    def may_manage(self) -> bool:
        """Whether to offer renaming, closing and the like; the service asks again."""
        return self.role == Role.OWNER and not (self.is_direct or self.is_thread)

    @property
    def may_moderate(self) -> bool:
        """Whether to offer removing people; the service asks again."""
        return self.role in MODERATORS and not self.is_direct

    @property
    def may_add(self) -> bool:
        """Whether to offer adding people; the service asks again."""
        return self.role in adders_of(Visibility(self.visibility), members_may_add=self.members_may_add)
