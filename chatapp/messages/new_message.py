"""A message about to be posted, and one that is."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from chatapp.events import MessageView
from chatapp.identity import Actor
from chatapp.messages import mentions
from chatapp.messages.ending_drafts import SentDraft
from chatapp.messages.mentions import Names, Naming

CallsBots = Callable[[str], bool]  # says of a person's message whether it calls any


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message about to be posted: its form is checked, the author's rights are not."""

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

    @property
    def naming(self) -> Naming:
        """What its text may name."""
        return Naming(self.room_uuid, self.actor.account_id, self.names, self.here)


@dataclass(frozen=True, slots=True)
class Posted:
    """A stored message; ``is_new`` is false for a repeated post."""

    message: MessageView
    is_new: bool
