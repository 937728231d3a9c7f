"""Which drafts the messages came from that a page is about to send: storing one ends the draft."""

from typing import Final

from chatapp.messages import SentDraft
from chatapp.text import KEY_LIMIT

AT_ONCE: Final = 100  # messages on their way


class SentDrafts:
    """What one page's browser has said of its next messages, by their ``client_message_id``."""

    __slots__ = ("_drafts",)

    def __init__(self) -> None:
        self._drafts: dict[str, SentDraft] = {}

    def note(self, client_message_id: str, draft: SentDraft) -> None:
        """Note which draft a message comes from; what no page of ours says is left out."""
        if len(client_message_id) <= KEY_LIMIT and draft.is_possible:
            if len(self._drafts) >= AT_ONCE:
                self._drafts.clear()  # they are answered within seconds
            self._drafts[client_message_id] = draft

    def take(self, client_message_id: str) -> SentDraft | None:
        """Return which draft a message comes from, once, if the browser has said so."""
        return self._drafts.pop(client_message_id, None)
