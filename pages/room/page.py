"""One room: the conversation, the composer, who is here; or, for people who are not members, the way in."""

from uuid import UUID

from nicegui import ui

from chatapp import rooms
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.errors import Forbidden, NotFound
from chatapp.events import (
    Event,
    MemberJoined,
    MemberLeft,
    MembersAdded,
    MembershipChanged,
    PeopleHereChanged,
    RoomChanged,
    RoomClosed,
    RoomUnread,
    account_topic,
)
from chatapp.messages.history import MessagePage
from chatapp.rooms import RoomView
from chatapp.web import urls
from chatapp.web.parameters import number_of, uuid_of
from pages.components.elements import box, markup
from pages.components.room_labels import addressee_of, hue_style
from pages.invites.get_started import greeting
from pages.room.added_line import show_added_line
from pages.room.author_hues import AuthorHues
from pages.room.composer import Composer
from pages.room.conversation import Conversation
from pages.room.details import Details
from pages.room.editing import pending_edits
from pages.room.entry import show_closed, show_way_in
from pages.room.head import RoomHead
from pages.room.own_system_lines import own_lines_rule
from pages.room.paging import ChunkRange, RoomHistory
from pages.room.paused_note import PausedNote
from pages.room.removed import show_removal
from pages.room.rendered_room import RenderedRoom
from pages.room.seen_mark import SeenMark
from pages.room.send_later import SendLater
from pages.room.typing import TypingLine
from pages.shell.refresher import Refresher
from pages.shell.shell import Shell

GONE = "This person's account is deactivated, so they won't see new messages."
ALL_GONE = "These people's accounts are deactivated, so no one will see new messages."
FACES = 3  # of who has written last, in the head


class ConversationPage:
    """A member's open page of a room. ``wanted``: the message it is opened at, as the address says."""

    def __init__(self, shell: Shell, room_uuid: UUID, wanted: str) -> None:
        self._shell = shell
        self._uuid = room_uuid
        self._wanted = wanted
        self._conversation: Conversation | None = None
        self._refresher = Refresher(shell, weakly_awaited(self._refresh))
        self._early: list[Event] | None = []  # events before the history was shown

    async def listen(self) -> None:
        """Subscribe, and find the room; everything shown is read after this.

        Raises:
            NotFound: there is no such room, or the person may not see it.
            Forbidden: the person is not a member, or it is closed.
        """
        shell, actor = self._shell, self._shell.actor
        self._subscription, self._room = await shell.chat.feeds.listen(
            actor=actor, room_uuid=self._uuid, listener=self._on_event, via_renderer=True, on_end=self._end
        )
        shell.on_leaving_view(self._subscription.close)
        own_topic = account_topic(actor.account_id)
        shell.on_leaving_view(shell.chat.broker.subscribe(own_topic, self._on_own_event))

    async def show(self) -> None:
        """Read, then show; nothing falls between subscribing and reading."""
        shell, subscription, room = self._shell, self._subscription, self._room
        shell.set_title(room.name, room.hue)
        self._container = box("pane", style=hue_style(room.hue))
        found = [room]  # for the first reading: the right to read was asked for just now

        async def read(after: int, before: int | None) -> MessagePage:
            known = found.pop() if found else None
            return await shell.chat.feeds.read(
                subscription, actor=shell.actor, room_uuid=room.uuid, after=after, before=before, found=known
            )

        history = RoomHistory(RenderedRoom.of(subscription.feed), read, room.last_number)
        number = _number(self._wanted, history.last_number)
        start = number or (room.first_unread if room.unread else 0)
        chunks = await (history.around(start) if start else history.newest())
        self._greeting = await greeting(shell, room.uuid)
        with self._container:
            markup(own_lines_rule(shell.actor.uuid), tag="style")
            self._build(history, number, chunks)
        early, self._early = self._early or [], None
        for event in early:
            self._on_event(event)
        if room.is_added:
            with self._container:
                await show_added_line(shell, room)
        self._enter_presence()
        shell.run(self._author_hues.tell_apart())
        if self._pause:
            await self._composer.count_down()
        shell.on_leaving_view(shell.on_missed(self._refresher.run))

    def _end(self) -> None:
        """Show nothing more of the room: the person has left it, or the view, or it is closed."""
        if self._conversation is not None:
            self._conversation.close()

    def _build(self, history: RoomHistory, number: int, chunks: ChunkRange) -> None:
        room = self._room
        with box("room") as frame:
            self._author_hues = AuthorHues(self._shell, room)
            with box("pane"):
                self._head = RoomHead(self._shell, room, history.rendered_room.speakers(FACES))
                if self._greeting is not None:
                    self._greeting()
                self._conversation = Conversation(self._shell, room, history, number)
                self._conversation.show_range(chunks)
                pending_edits(room.uuid)
                self._composer = Composer(self._shell, room.uuid, addressee_of(room))
                self._composer.slow_down(self._pause)
                self._composer.warn(_warning(room))
                SendLater(self._shell, room.uuid, self._composer.element)
                composer, window = self._composer.element, self._conversation.window
                self._typing = TypingLine(self._shell, self._subscription, room, composer, window)
            if room.is_direct:
                self._seen_mark = SeenMark(self._shell, room, history.rendered_room)
                self._paused_note = PausedNote(self._shell, room.uuid, self._composer.element)
            self._details = Details(self._shell, room, frame, self._head.details_button)
            self._head.on_details(self._details.toggle)
            self._head.on_pins(self._details.show_pins)
            self._conversation.on_posted = weakly(self._details.on_posted)
        self._conversation.focus()
        if self._wanted and not number:
            self._conversation.miss()

    @property
    def _pause(self) -> int:
        """How many seconds the person waits between two messages."""
        return 0 if self._room.may_moderate or self._shell.actor.is_administrator else self._room.slow_mode

    def _enter_presence(self) -> None:
        shell, presence, room_uuid = self._shell, self._shell.chat.presence, self._room.uuid
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
        elif isinstance(event, PeopleHereChanged):  # the most frequent: each who comes tells each who is there
            self._head.show_here()
            self._typing.refresh()
            self._details.refresh()
        elif isinstance(event, RoomClosed):
            self._leave(f"{self._room.name} was archived.")
        elif isinstance(event, MemberLeft) and event.account_id == self._shell.actor.account_id:
            self._shell.run(self._shell.refresh_view())
        elif isinstance(event, MemberJoined | MembersAdded | MemberLeft | MembershipChanged | RoomChanged):
            self._refresher.request()

    def _on_own_event(self, event: Event) -> None:
        """Handle what the person does to this room on any page: save it, mute it, mark it as unread."""
        is_own = isinstance(event, MembershipChanged | RoomUnread) and event.room_uuid == self._room.uuid
        if is_own and self._early is None:
            self._refresher.request()

    async def _refresh(self) -> None:
        """Show the room as it is now around the conversation."""
        async with self._shell.chat.reading() as session:
            self._room = await rooms.get(session, actor=self._shell.actor, room_uuid=self._room.uuid)
        if self._container.is_deleted:
            return
        self._shell.set_title(self._room.name, self._room.hue)
        self._container.props["style"] = hue_style(self._room.hue)
        self._head.show(self._room)
        if self._conversation is not None:
            self._conversation.show_room(self._room)
        self._composer.address(addressee_of(self._room))
        self._composer.slow_down(self._pause)
        self._composer.warn(_warning(self._room))
        await self._author_hues.tell_apart()
        self._details.refresh(self._room)

    def _leave(self, sentence: str) -> None:
        async def leave() -> None:
            with self._shell.client:
                if self._room.may_manage:
                    await self._shell.refresh_view()
                else:
                    ui.navigate.to(urls.ROOMS)
                    self._shell.notify(sentence)

        self._shell.run(leave())


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


async def show(shell: Shell, room_uuid: str, number: str = "") -> None:
    """Show a room: to members the conversation, to others the way in; to people who may not know of it, "not here".

    Who was removed from it is told by whom. ``number``: the message to open it at, as the address says.
    """
    uuid = uuid_of(room_uuid)
    page = ConversationPage(shell, uuid, number)
    try:
        await page.listen()
    except Forbidden:
        await _show_from_outside(shell, uuid, number)
    except NotFound:
        async with shell.chat.reading() as session:
            removal = await rooms.own_removal(session, actor=shell.actor, room_uuid=uuid)
        show_removal(shell, uuid, removal.room_name, removal.by)
    else:
        await page.show()


async def _show_from_outside(shell: Shell, room_uuid: UUID, number: str) -> None:
    async with shell.chat.reading() as session:
        room = await rooms.get(session, actor=shell.actor, room_uuid=room_uuid)
    if room.may_be_read:  # they have joined meanwhile
        await show(shell, str(room_uuid), number)
        return
    if room.removed_by:
        show_removal(shell, room.uuid, room.name, room.removed_by)
        return
    shell.set_title(room.name, room.hue)
    with box("pane", style=hue_style(room.hue)):
        (show_closed if room.is_member else show_way_in)(shell, room)
