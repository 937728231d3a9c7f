"""How presence looks: a dot at the avatar's corner, told apart by its form as well, and said in words."""

from uuid import UUID

from chatapp.presence import State
from pages.components.elements import avatar_html

WORDS = {State.ONLINE: "online", State.AWAY: "away", State.OFFLINE: "offline"}


def seen_avatar_html(uuid: UUID, name: str, state: State, classes: str = "", digest: str = "") -> str:
    """Return a person's avatar with his presence. The words belong into the name of whatever it stands in."""
    picture = avatar_html(uuid, name, classes, digest)
    return f'<span class="seen" data-state="{state}">{picture}<i class="dot" aria-hidden="true"></i></span>'
