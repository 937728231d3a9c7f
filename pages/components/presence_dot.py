"""How presence looks everywhere: a dot at the avatar's corner, told apart by its shape too, and a word for it."""

from uuid import UUID

from chatapp.presence import PresenceState
from pages.components.elements import avatar_html

PRESENCE_WORDS = {PresenceState.ONLINE: "online", PresenceState.AWAY: "away", PresenceState.OFFLINE: "offline"}


def avatar_with_presence_html(uuid: UUID, name: str, state: PresenceState, classes: str = "", digest: str = "") -> str:
    """Return the HTML of a person's avatar with a presence dot. ``digest``: of their picture, if they have one.

    Screen readers skip it: put the word from `PRESENCE_WORDS` into the name of the element around it.
    """
    picture = avatar_html(uuid, name, classes, digest)
    return f'<span class="seen" data-state="{state}">{picture}<i class="dot" aria-hidden="true"></i></span>'
