"""Reading a room: what is seen counts as read, and a line shows where the new begins."""

from collections.abc import Sequence
from uuid import UUID

from nicegui import ui

from chatapp.events import Event, MessageView, RoomRead, account_topic
from chatapp.rooms import RoomView
from pages.shell import Shell

LINE = """
.msg[data-number="%d"] { margin-top: 12px; border-top: 1px solid var(--accent); padding-top: 10px; }
.msg[data-number="%d"]::before { content: "New"; position: absolute; top: -9px; right: 20px; padding: 0 8px;
  background: var(--bg); color: var(--accent); font-size: var(--t12); font-weight: 600; line-height: 18px; }
"""


class Reading:
    """One page's reading of a room, from opening it until leaving it.

    The line stands above the first message that was unread when the room was opened, or that came while the page was
    hidden and everything before it was read; it stays until the room is left, or until another such message comes.
    """

    def __init__(self, shell: Shell, room: RoomView) -> None:
        self._shell = shell
        self._room_uuid: UUID = room.uuid
        self._newest = room.last_number
        self._seen = room.last_read_number
        self._line = ui.html("", sanitize=False, tag="style")
        if self._seen < self._newest:
            self._draw_line(self._seen + 1)
        own_topic = account_topic(shell.actor.account_id)
        shell.on_leaving_view(shell.chat.broker.subscribe(own_topic, self._on_own_event))
        shell.on_leaving_view(shell.activity.on_visibility_change(self._see))
        self._see()

    def heard(self, news: Sequence[MessageView]) -> None:
        """Take in messages that were posted."""
        if self._shell.activity.is_visible:
            self._newest = max(self._newest, news[-1].number)
        else:
            for message in news:
                self._heard_unseen(message)
        self._see()

    def _heard_unseen(self, message: MessageView) -> None:
        if message.number <= self._newest:
            return
        was_all_seen, self._newest = self._seen >= self._newest, message.number
        if message.author_uuid == self._shell.actor.uuid:
            self._seen = message.number  # whoever writes has read
        elif was_all_seen:
            self._draw_line(message.number)

    def _on_own_event(self, event: Event) -> None:
        if isinstance(event, RoomRead) and event.room_uuid == self._room_uuid:  # perhaps on another page
            self._seen = max(self._seen, event.number)

    def _see(self) -> None:
        """Count everything as read, if the page can be seen."""
        if self._shell.activity.is_visible and self._seen < self._newest:
            self._seen = self._newest
            self._shell.chat.read_marks.mark(self._shell.actor, self._room_uuid, self._newest)

    def _draw_line(self, number: int) -> None:
        self._line.set_content(LINE % (number, number))
