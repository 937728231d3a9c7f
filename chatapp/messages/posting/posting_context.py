"""What a group of posts refers to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chatapp.events import MessageView
from chatapp.messages.mentions.resolving import Lookup
from chatapp.messages.posting import insert
from chatapp.messages.posting.slow_mode_pauses import Pauses
from chatapp.messages.replies import quotes
from chatapp.uploads.attaching import Attachables


@dataclass(frozen=True, slots=True)
class PostingContext:
    """What a group of posts refers to, as it is in their transaction: one statement for each.

    ``room_ids``: the room of each post; None if its author is no member. ``earlier``: what is stored already, by author
    and ``client_message_id``. ``quotable``: by room and number.
    """

    members: insert.Memberships
    room_ids: Sequence[int | None]
    earlier: Mapping[tuple[int, str], MessageView]
    quotable: Mapping[tuple[int, int], quotes.Quotable]
    names: Lookup
    files: Attachables
    pauses: Pauses
