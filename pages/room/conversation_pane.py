"""A conversation and its composer in one place of a page: a room's own, or that of a thread beside it."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from chatapp import rooms
from chatapp.callbacks import ignore, weakly, weakly_awaited
from chatapp.errors import NotFound
from chatapp.events import (
    Event,
    MemberJoined,
    MemberLeft,
    MembersAdded,
    MembershipChanged,
    PeopleHereChanged,
    RoomChanged,
    RoomUnread,
    account_topic,
)
from chatapp.messages.history import MessagePage
from chatapp.realtime.subscription import Listener, Subscription
from chatapp.rooms import RoomView
from chatapp.web.parameters import number_of
from pages.components.room_labels import invitation_to
from pages.room.composer.composer import Composer, ComposerView
from pages.room.composer.typing import TypingLine
from pages.room.conversation import Conversation
from pages.room.message_actions.saving import Saving
from pages.room.thread.thread_root import ThreadRoot
from pages.room.timeline.paging import ChunkRange, RoomHistory
from pages.room.timeline.rendered_room import RenderedRoom
from pages.shell.page_state.refresher import Refresher
from pages.shell.shell import Shell

if TYPE_CHECKING:
    from pages.room.page import ConversationPage

GONE = "This person's account is deactivated, so they won't see new messages."
ALL_GONE = "These people's accounts are deactivated, so no one will see new messages."


class ConversationPane:
    """One conversation on one page: listen, read, build, begin, in this order. It ends with its ``shell``.

    ``wanted``: the message it is opened at, as an address says. ``on_event`` hears what happens in the room once it is
    shown, ``on_room`` is called with the room when something of it has changed. ``is_beside``: the page has another
    one, which comes first.
    """

    def __init__(
        self,
        shell: Shell,
        room_uuid: UUID,
        wanted: str,
        *,
        on_event: Listener,
        on_room: Callable[[RoomView], None],
        is_beside: bool = False,
    ) -> None:
        self.shell = self._shell = shell
        self._uuid, self._wanted, self._is_beside = room_uuid, wanted, is_beside
        self._listener, self._on_room, self._also_in = on_event, on_room, ""
        self._refresher = Refresher(shell, weakly_awaited(self._refresh))
        self._early: list[Event] | None = []  # events before the history was shown
        self._is_built = False
        self._root: ThreadRoot | None = None
        self.around: ConversationPage | None = None  # the page that shows the room; None: a thread's, beside it
        self.room: RoomView  # since `listen`
        self.history: RoomHistory  # since `read`

    async def listen(self) -> None:
        """Subscribe, and find the room; everything shown is read after this.

        Raises:
            NotFound: there is no such room, or the person may not see it.
            Forbidden: the person is not a member, or it is closed.
        """
        shell, actor = self._shell, self._shell.actor
        listening = shell.chat.feeds.listen(
            actor=actor, room_uuid=self._uuid, listener=self._on_event, via_renderer=True, on_end=self._end
        )
        self._saving = Saving(shell, self._uuid)
        (self._subscription, self.room), _ = await asyncio.gather(listening, self._saving.read())
        shell.on_leaving_view(self._subscription.close)
        shell.on_leaving_view(self._forget)
        if self.room.is_thread:
            self._root = ThreadRoot(shell, self.room, weakly(self._show_root))
        own_topic = account_topic(actor.account_id)
        kinds = MembershipChanged, RoomUnread
        shell.on_leaving_view(shell.chat.broker.subscribe(own_topic, self._on_own_event, *kinds))

    async def read(self) -> None:
        """Read what is shown first; nothing falls between subscribing and reading."""
        room, found = self.room, [self.room]  # for the first reading: the right to read was asked for just now
        read = partial(_read, self._shell, self._subscription, found, room.uuid)
        self.history = RoomHistory(RenderedRoom.of(self._subscription.feed), read, room.last_number)
        self._number = _number(self._wanted, self.history.last_number)
        start = self._number or (room.first_unread if room.unread else 0)
        self._beginning = await self._root.read() if self._root is not None else ""
        self._chunks: ChunkRange = await (self.history.around(start) if start else self.history.newest())

    def build(self) -> None:
        """Show the conversation and its composer in the current container."""
        shell, room = self._shell, self.room
        self.conversation = Conversation(
            shell,
            room,
            self.history,
            self._number,
            self._saving,
            beginning=self._beginning,
            is_beside=self._is_beside,
        )
        self.conversation.show_range(self._chunks)
        self.typing = TypingLine(shell, self._subscription, room, self.conversation.window)
        self.writing = Composer(
            shell,
            room.uuid,
            ComposerView(
                invitation_to(room),
                _warning(room),
                self._pause,
                self.typing.has_readers,
                scope="beside-" if self._is_beside else "",
                also_in=self._also_in,
                noted=str(room.uuid) if room.is_direct else "",
                file_limit=shell.chat.uploads.limits.file,
            ),
        )
        self._is_built = True
        shell.places[str(room.uuid)] = self

    async def begin(self) -> None:
        """Give the focus to the message that is wanted; pass on what has happened meanwhile, and what comes."""
        self.conversation.focus()
        if self._wanted and not self._number:
            self.conversation.miss()
        early, self._early = self._early or [], None
        for event in early:
            self._on_event(event)
        self._enter_presence()
        if self._pause:
            await self.writing.count_down()
        self._shell.on_leaving_view(self._shell.on_missed(self._refresher.run))

    async def go_to(self, wanted: str) -> None:
        """Show the message that an address asks for, if there is one."""
        if number := _number(wanted, self.history.last_number):
            await self.conversation.jump_to(number)

    def offer(self, also_in: str) -> None:
        """Offer to say a thread's messages as well where its room is, which is called so now."""
        self._also_in = also_in
        if self._is_built:
            self.writing.offer(also_in)

    def close(self) -> None:
        """Stop listening to the room, before anything is shown. Closing twice is no error."""
        self._subscription.close()

    def refresh(self) -> None:
        """Show the room as it is by now."""
        self._refresher.request()

    def _end(self) -> None:
        """Show nothing more of the room: the person has left it, or the view, or it is closed."""
        if self._is_built:
            self.conversation.close()

    def _forget(self) -> None:
        """Hold no longer whoever hears of this: they hold it. The browser's words are for others now."""
        self._listener = self._on_room = ignore
        self.around = None
        if self._shell.places.get(str(self._uuid)) is self:
            del self._shell.places[str(self._uuid)]

    @property
    def _pause(self) -> int:
        """How many seconds the person waits between two messages."""
        return 0 if self.room.may_moderate or self._shell.actor.is_administrator else self.room.slow_mode

    def _enter_presence(self) -> None:
        shell, presence, room_uuid = self._shell, self._shell.chat.presence, self.room.uuid
        actor, page = shell.actor, shell.client.id

        def mark() -> None:
            if shell.client.has_socket_connection:
                presence.enter(room_uuid, actor, page)
            else:
                presence.leave(room_uuid, actor, page)

        mark()
        shell.on_connection_change(mark)
        shell.on_leaving_view(lambda: presence.leave(room_uuid, actor, page))

    def _on_event(self, event: Event) -> None:
        """Handle an event of the room; the feed calls this for members alone."""
        if self._early is not None:
            self._early.append(event)
            return
        if isinstance(event, PeopleHereChanged):  # the most frequent: each who comes tells each who is there
            self.typing.refresh()
        elif isinstance(event, MemberLeft) and event.account_id == self._shell.actor.account_id:
            pass  # nothing of the room may be read any more
        elif isinstance(event, MemberJoined | MembersAdded | MemberLeft | MembershipChanged | RoomChanged):
            self.refresh()
        self._listener(event)

    def _on_own_event(self, event: Event) -> None:
        """Handle what the person does to this room on any page: save it, mute it, mark it as unread."""
        is_own = isinstance(event, MembershipChanged | RoomUnread) and event.room_uuid == self.room.uuid
        if is_own and self._early is None:
            self.refresh()

    async def _refresh(self) -> None:
        async with self._shell.chat.reading() as session:
            self.room = await rooms.get(session, actor=self._shell.actor, room_uuid=self.room.uuid)
        if self.writing.element.is_deleted:
            return
        self.conversation.show_room(self.room)
        self.writing.show(invitation_to(self.room), _warning(self.room), self._pause)
        self._on_room(self.room)

    def _show_root(self, beginning: str) -> None:
        if self._is_built and not self.writing.element.is_deleted:
            self.conversation.show_beginning(beginning)


async def _read(
    shell: Shell, subscription: Subscription, found: list[RoomView], room_uuid: UUID, after: int, before: int | None
) -> MessagePage:
    """Read messages for a subscription. ``found``: the room, for the first reading alone."""
    known = found.pop() if found else None
    return await shell.chat.feeds.read(
        subscription, actor=shell.actor, room_uuid=room_uuid, after=after, before=before, found=known
    )


def _number(wanted: str, last_number: int) -> int:
    """Return the number of the message that an address asks for, or 0 if there is no such message."""
    try:
        number = number_of(wanted)
    except NotFound:
        return 0
    return number if number <= last_number else 0


def _warning(room: RoomView) -> str:
    """Return why nobody will read what is written in a direct chat, if nobody will."""
    if not room.partners or any(one.is_active for one in room.partners):
        return ""
    return GONE if room.partner else ALL_GONE
