"""A message about to be posted, one that is to be stored, and one that is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from chatapp.events import Attachment, MessageView
from chatapp.identity import Actor
from chatapp.messages import mentions
from chatapp.messages.drafts import Sent, SentDraft
from chatapp.messages.mentions import Names, Naming, Resolved
from chatapp.messages.replies import quotes
from chatapp.uploads.attaching import Attachable

CallsBots = Callable[[str], bool]  # says of a person's message whether it calls any


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message about to be posted: its form is checked, the author's rights are not.

    ``waits``: whether slow mode holds for it.
    """

    actor: Actor
    room_uuid: UUID
    body: str
    client_message_id: str
    reply_to: int | None = None
    draft: SentDraft | None = None
    names: Names = mentions.NONE
    here: frozenset[UUID] = frozenset()
    uploads: tuple[UUID, ...] = ()
    blocks: str = ""
    calls_bots: bool = False
    waits: bool = True

    @property
    def key(self) -> tuple[int, str]:
        """Its author and ``client_message_id``, by which it is stored once."""
        return self.actor.account_id, self.client_message_id

    @property
    def naming(self) -> Naming:
        """What its text may name."""
        return Naming(self.room_uuid, self.actor.account_id, self.names, self.here)

    def sent_from(self, room_id: int) -> Sent:
        """Return what ends its author's draft in its room."""
        return Sent(room_id, self.room_uuid, self.actor.account_id, self.body, self.draft)

    def as_stored(
        self, number: int, revision: int, at: datetime, previous_uuid: UUID | None, previous_at: datetime | None
    ) -> MessageView:
        """Return it as readers get it, but for whom it names, its files and what it answers.

        ``number``, ``revision``: the room's next ones. ``previous_uuid``, ``previous_at``: who wrote the message before
        it, and when.
        """
        return MessageView(
            room_uuid=self.room_uuid,
            number=number,
            revision=revision,
            author_uuid=self.actor.uuid,
            author_username=self.actor.username,
            author_name=self.actor.name,
            author_avatar=self.actor.avatar,
            client_message_id=self.client_message_id,
            body=self.body,
            blocks=self.blocks,
            created_at=at,
            previous_author_uuid=previous_uuid,
            previous_at=previous_at,
            is_by_bot=self.actor.is_bot,
        )


@dataclass(frozen=True, slots=True)
class Accepted:
    """A new message that is to be stored. ``indexes``: where it stands in its group, once or repeatedly."""

    new: NewMessage
    room_id: int
    quotable: quotes.Quotable | None
    names: Resolved
    files: tuple[Attachable, ...]
    indexes: list[int] = field(default_factory=list)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Its files as readers get them."""
        return tuple(one.view for one in self.files)


@dataclass(frozen=True, slots=True)
class Posted:
    """A stored message; ``is_new`` is false for a repeated post."""

    message: MessageView
    is_new: bool
