"""The message that a thread is about, above its replies: its own row is in the room, which may be out of sight."""

from collections.abc import Callable
from html import escape

from chatapp import messages
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.errors import Forbidden, NotFound
from chatapp.events import Event, MessageChanged, MessageView, room_topic
from chatapp.messages.markup import Pictures
from chatapp.rooms import RoomView
from chatapp.web import urls
from pages.components.elements import avatar_html
from pages.components.local_time import local_date
from pages.components.reply_count import replies_in_words
from pages.room.message.message_html import body_html
from pages.shell.page_state.refresher import Refresher
from pages.shell.shell import Shell

NONE_YET = "No replies yet"


class ThreadRoot:
    """The message of one thread on one page, from now on until its ``shell`` ends.

    ``on_change``: called with its HTML when it has changed: its text, its author's name, or how many replies there are.
    """

    def __init__(self, shell: Shell, thread: RoomView, on_change: Callable[[str], object]) -> None:
        self._shell, self._on_change = shell, on_change
        self._room_uuid, self._number = thread.parent_uuid or thread.uuid, thread.root_number or 0
        self._refresher = Refresher(shell, weakly_awaited(self._refresh))
        topic = room_topic(self._room_uuid)
        shell.on_leaving_view(shell.chat.broker.subscribe(topic, weakly(self._on_event)))
        shell.on_leaving_view(shell.on_missed(self._refresher.run))

    async def read(self) -> str:
        """Return what stands above a thread's replies, as safe HTML."""
        chat, number = self._shell.chat, self._number
        try:
            found = await chat.read(
                messages.read_page,
                actor=self._shell.actor,
                room_uuid=self._room_uuid,
                after=number - 1,
                before=number + 1,
            )
        except (NotFound, Forbidden):
            return ""  # no longer a member of the room: its page is about to say so
        return "".join(root_html(message, chat.custom_emoji.pictures) for message in found.messages)

    async def _refresh(self) -> None:
        self._on_change(await self.read())

    def _on_event(self, event: Event) -> None:
        if isinstance(event, MessageChanged) and event.message.number == self._number:
            self._refresher.request()


def root_html(message: MessageView, pictures: Pictures) -> str:
    """Return a thread's root as safe HTML. ``pictures``: of custom emoji."""
    face = avatar_html(message.author_uuid, message.author_name, digest=message.author_avatar)
    at = f'<a class="at" href="{urls.message(message.room_uuid, message.number)}">'
    when = f"{at}{local_date(message.created_at, with_time=True)}</a>"
    name = f'<bdi class="who">{escape(message.author_name)}</bdi>'
    body = body_html(message, pictures, is_row=False)
    if message.blocks:  # what is pressed in them belongs to the row in the room
        body = body.replace('<div class="body blocks"', '<div class="body blocks" inert', 1)
    replies = message.thread.replies if message.thread is not None else 0
    return (
        f'<div class="thread-root" data-key="{escape(message.client_message_id)}">{face}'
        f'<div class="head">{name} {when}</div>{body}</div>'
        f'<p class="thread-count">{replies_in_words(replies) if replies else NONE_YET}</p>'
    )
