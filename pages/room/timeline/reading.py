"""Reading a room: what has been in view counts as read, and a line shows where the new begins."""

from functools import partial
from itertools import count
from uuid import UUID

from chatapp import rooms
from chatapp.callbacks import ignore
from chatapp.events import Event, MessageView, RoomRead, RoomUnread, account_topic
from chatapp.realtime.activity import NewActivity
from chatapp.realtime.uncounted import Uncounted
from chatapp.rooms import RoomView
from pages import theme
from pages.components.elements import markup
from pages.room.timeline.new_messages import NewMessages
from pages.room.timeline.timeline import Timeline
from pages.room.timeline.to_newest import ToNewest
from pages.shell.shell import Shell


class Reading:
    """One page's reading of a room, from opening it until leaving it.

    At the newest message every new message is read at once; further up, the messages that the browser says were in
    view, as long as none was left out. A hidden page reads nothing. The line is drawn above the first message that was
    unread when the room was opened, or that came while the page was hidden and everything before it was read. It stays
    until the room is left, or until another such message comes; the message below it always names its author.

    Once the person has marked the room as unread from a message on, nothing counts as read, whatever is in view, until
    they open the room again, write in it, or press Esc.

    ``newest``: the newest message's number. ``is_at_message``: the room was opened at a message, not at the line or its
    end.
    """

    def __init__(
        self,
        shell: Shell,
        room: RoomView,
        to_newest: ToNewest,
        timeline: Timeline,
        *,
        newest: int,
        is_at_message: bool = False,
    ) -> None:
        self._shell, self._to_newest = shell, to_newest
        self._readers, self._view = timeline.readers, timeline.view
        self._room_uuid: UUID = room.uuid
        self._is_direct = room.is_direct
        self._newest = newest
        self._seen = room.last_read_number
        self._uncounted = Uncounted(room.uncounted_unread, room.revision, room.last_number)
        self._is_at_end = self.has_read_all and not is_at_message  # until the browser says otherwise
        self._is_held = False  # marked as unread
        self._is_visible = False  # until the page has been shown what it missed: that came while nobody saw it
        self._in_view = (0, 0)  # the first and the last number that have been in view since the page was last seen
        self._line = markup("", tag="style")
        if not self.has_read_all:
            self._draw_line(self.first_unread)
        own_topic = account_topic(shell.actor.account_id)
        shell.on_leaving_view(shell.chat.broker.subscribe(own_topic, self._on_own_event, RoomRead, RoomUnread))
        activity = shell.chat.room_activity
        shell.on_leaving_view(activity.subscribe(room.uuid, self._on_activity, ignore, hears_plain=False))
        shell.on_leaving_view(shell.activity.on_visibility_change(self._mark_seen))
        shell.on_leaving_view(self._end)
        self._mark_seen()

    @property
    def has_read_all(self) -> bool:
        """Whether nothing is unread that counts."""
        return self._unread <= 0

    @property
    def first_unread(self) -> int:
        """The number of the first message that is unread and counts, or would be."""
        return next(number for number in count(self._seen + 1) if number not in self._uncounted)

    @property
    def _unread(self) -> int:
        return self._newest - self._seen - self._uncounted.after(self._seen)

    def on_posted(self, posted: NewMessages) -> None:
        """Count new messages as read or unread."""
        self._catch_up()
        if self._shell.actor.uuid in posted.authors:
            self._is_held = False
        if self._is_at_end and not self._is_held and self._is_visible:
            self._newest = max(self._newest, posted[-1].number)
            self._read_up_to(self._newest)
        else:
            is_all_read, own_uuid = self.has_read_all, self._shell.actor.uuid
            for message in posted:
                is_all_read = self._on_unseen(message, is_all_read, own_uuid)
            self._count()

    def on_seen(self, first: int, last: int, *, is_at_end: bool) -> None:
        """Note which messages have been in view, and whether the newest is."""
        self._in_view, self._is_at_end = (first, last), is_at_end
        self._mark_seen()

    def _on_activity(self, new: NewActivity) -> None:
        """Count removed messages no more, restored ones again, and lines of Chatapp never."""
        if new.counting:
            self._catch_up()
            self._uncounted.hear(new.counting)
            self._count()

    def _count(self) -> None:
        self._uncounted.forget(self._seen)
        self._to_newest.count(self._unread, is_seen=not self._shell.activity.is_hidden)

    async def _count_again(self) -> None:
        """Read what doesn't count after what is read by now: too many messages don't for a page to know them all."""
        async with self._shell.chat.reading() as session:
            room = await rooms.get(session, actor=self._shell.actor, room_uuid=self._room_uuid)
        self.know(room)

    def _on_unseen(self, message: MessageView, was_all_read: bool, own_uuid: UUID) -> bool:
        """Take a message that comes out of view; says whether all is read by then, as it was before or not."""
        if message.number <= self._newest:
            return was_all_read
        self._newest = message.number
        if not message.is_text:
            self._uncounted.hear({message.number: (message.revision, False)})
            return self.has_read_all
        if message.author_uuid == own_uuid:
            self._seen = message.number  # authors have read their own messages
            return self.has_read_all
        if message.number <= self._seen:
            return was_all_read  # on another page, before this one was shown it
        if was_all_read and not self._is_visible:
            self._draw_line(message.number)
        return False

    def _on_own_event(self, event: Event) -> None:
        self._catch_up()
        if isinstance(event, RoomRead) and event.room_uuid == self._room_uuid:  # perhaps on another page
            if event.number <= self._seen and self._view in self._readers.pages and self._uncounted.is_exact:
                return  # most pages: they have read it as it came
            self._seen = max(self._seen, event.number)
            self._count()
            if not self._uncounted.is_exact:
                self._shell.run(self._count_again())
        elif isinstance(event, RoomUnread) and event.room_uuid == self._room_uuid:
            self._seen, self._is_held = event.number, True
            self._uncounted.go_back(event.number)
            self._be_live(is_wanted=False)
            self._draw_line(event.number + 1)
            self._count()

    def know(self, room: RoomView) -> None:
        """Learn which of the unread messages don't count, as the database has it."""
        self._catch_up()
        self._uncounted.know(room.uncounted_unread, room.revision, room.last_number)
        self._count()

    def release(self) -> None:
        """Count as read again what is in view: the person says so."""
        if self._is_held:
            self._is_held = False
            self._mark_seen()

    def _mark_seen(self) -> None:
        """Count as read what is in view, if the page can be seen."""
        self._catch_up()
        self._is_visible = self._shell.activity.is_visible
        is_visible = self._is_visible and not self._is_held
        self._be_live(is_wanted=is_visible and self._is_at_end)
        first, last = self._in_view
        if is_visible and self._is_at_end:
            self._read_up_to(self._newest)
        elif is_visible and first <= self._seen + 1:
            self._read_up_to(min(last, self._newest))
        self._count()

    def _read_up_to(self, number: int) -> None:
        if number > self._seen:
            self._seen = number
            self._shell.chat.read_marks.mark(self._shell.actor, self._room_uuid, number)

    def _be_live(self, *, is_wanted: bool) -> None:
        """Have the person read at once what comes, or no more."""
        if is_wanted and self._view not in self._readers.pages:
            marks = self._shell.chat.read_marks
            on_read = marks.mark_each if self._is_direct else marks.mark_live  # the other one waits to see it
            self._readers.enter(self._view, self._shell.actor.account_id, partial(on_read, self._room_uuid))
            self._shell.live_rooms.add(self._room_uuid)
        elif not is_wanted:
            self._readers.leave(self._view)
            self._shell.live_rooms.discard(self._room_uuid)

    def _catch_up(self) -> None:
        """Learn what has been read at once, of which the page was not told."""
        if self._view in self._readers.pages:
            self._newest = max(self._newest, self._readers.newest)
            self._seen = max(self._seen, self._newest)

    def _end(self) -> None:
        self._be_live(is_wanted=False)

    def _draw_line(self, number: int) -> None:
        style = theme.in_place(theme.UNREAD_LINE, self._room_uuid).replace("NUMBER", str(number))
        self._line.set({"innerHTML": style})
