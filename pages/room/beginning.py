"""What stands at the top of a conversation: what the room is, for everybody who comes to its first message."""

from html import escape

from chatapp.rooms import RoomView
from pages.components.elements import avatar_html
from pages.components.room_labels import tile_html


def beginning_html(room: RoomView) -> str:
    """Return the beginning of a room as HTML: its tile or its partner's face, its name, its purpose."""
    name = escape(room.name)
    if room.partner is not None:
        face = avatar_html(room.partner.uuid, room.partner.name, "large", room.partner.avatar)
        said = "This is the very beginning of your conversation. Only the two of you can read it."
        return f'{face}<h2>{name}</h2><p class="muted">{said}</p>'
    about = f"<p><bdi>{escape(room.description)}</bdi></p>" if room.description else ""
    who = "Only members can read it." if room.is_private else "Everyone here can join and read it."
    said = f'<p class="muted">This is the very beginning of <bdi>{name}</bdi>. {who}</p>'
    return f"{tile_html(room, 'xl')}<h2>{name}</h2>{about}{said}"
