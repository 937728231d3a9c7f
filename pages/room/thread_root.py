"""The message that a thread is about, above its replies: its own row is in the room, which may be out of sight."""

from html import escape

from chatapp import messages
from chatapp.errors import Forbidden, NotFound
from chatapp.events import MessageView
from chatapp.messages.markup import Pictures
from chatapp.rooms import RoomView
from chatapp.web import urls
from pages.components.elements import avatar_html
from pages.components.local_time import local_date
from pages.room.message_html import body_html
from pages.shell.shell import Shell


async def thread_beginning(shell: Shell, thread: RoomView) -> str:
    """Return what stands above a thread's replies, as HTML."""
    number, room_uuid = thread.root_number or 0, thread.parent_uuid or thread.uuid
    try:
        found = await shell.chat.read(
            messages.read_page, actor=shell.actor, room_uuid=room_uuid, after=number - 1, before=number + 1
        )
    except (NotFound, Forbidden):
        return ""  # no longer a member of the room: its page is about to say so
    return "".join(root_html(message, shell.chat.custom_emoji.pictures) for message in found.messages)


def root_html(message: MessageView, pictures: Pictures) -> str:
    """Return a thread's root as safe HTML. ``pictures``: of custom emoji."""
    face = avatar_html(message.author_uuid, message.author_name, digest=message.author_avatar)
    at = f'<a class="at" href="{urls.message(message.room_uuid, message.number)}">'
    when = f"{at}{local_date(message.created_at, with_time=True)}</a>"
    name = f'<bdi class="who">{escape(message.author_name)}</bdi>'
    return f'<div class="thread-root">{face}<div class="head">{name} {when}</div>{body_html(message, pictures)}</div>'
