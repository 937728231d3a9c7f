"""What stands at the top of a conversation: what the room is, for everybody who comes to its first message."""

from html import escape

from chatapp.rooms import RoomView
from pages.components import icons
from pages.components.elements import avatar_html
from pages.components.room_labels import tile_html

FACES = 3  # of several people
ADD = '<button class="button add-first" type="button" data-tell="add_people {}"><span>{}</span>Add people</button>'


def beginning_html(room: RoomView) -> str:
    """Return a room's beginning as HTML: its tile or its people's faces, its name, its purpose, what to do first."""
    name = escape(room.name)
    if room.is_direct:
        faces = "".join(avatar_html(one.uuid, one.name, "large", one.avatar) for one in room.partners[:FACES])
        who = "the two of you" if room.partner else "the people in it"
        said = f"This is the very beginning of your conversation. Only {who} can read it."
        return f'<div class="chat-faces">{faces}</div><h2>{name}</h2><p class="muted">{said}</p>'
    about = f"<p><bdi>{escape(room.description)}</bdi></p>" if room.description else ""
    who = "Only members can read it." if room.is_private else "Everyone here can join and read it."
    said = f'<p class="muted">This is the very beginning of <bdi>{name}</bdi>. {who}</p>'
    add = ADD.format(room.uuid, icons.svg("plus")) if room.may_add and room.member_count == 1 else ""
    return f"{tile_html(room, 'xl')}<h2>{name}</h2>{about}{said}{add}"
