"""One room: the conversation, the composer, who is here; or, for people who are not members, the way in."""

import asyncio
from uuid import UUID

from nicegui import ui

from chatapp import rooms
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.errors import Forbidden, NotFound
from chatapp.events import Event, MemberLeft, PeopleHereChanged, RoomClosed
from chatapp.rooms import RoomView
from chatapp.web import urls
from chatapp.web.parameters import uuid_of
from pages.browser.calls import call
from pages.components.elements import box, markup
from pages.components.room_labels import hue_style
from pages.invites.get_started import greeting
from pages.room.composer.paused_note import PausedNote
from pages.room.conversation_pane import ConversationPane
from pages.room.details.details import Details
from pages.room.details.removed import show_removal
from pages.room.entry import show_closed, show_way_in
from pages.room.head.head import RoomHead
from pages.room.thread.thread_panel import ThreadPanel
from pages.room.timeline.added_line import show_added_line
from pages.room.timeline.author_hues import AuthorHues
from pages.room.timeline.own_marks import own_name_rule
from pages.room.timeline.seen_mark import SeenMark
from pages.shell.shell import Shell

FACES = 3  # of who has written last, in the head


class ConversationPage:
    """A member's open page of a room. ``wanted``: the message it is opened at, as the address says.

    ``threads``: the panel beside the conversation, which shows one at a time.
    """

    def __init__(self, shell: Shell, room_uuid: UUID, wanted: str) -> None:
        self._shell = shell
        self._pane = ConversationPane(shell, room_uuid, wanted, on_event=self._on_event, on_room=self._on_room)
        self._author_hues = AuthorHues(shell, room_uuid)

    async def listen(self) -> None:
        """Subscribe, and find the room; everything shown is read after this. Raises as `ConversationPane.listen`."""
        await asyncio.gather(self._pane.listen(), self._author_hues.read())  # in one snapshot

    @property
    def room(self) -> RoomView:
        """The room, as `listen` has found it."""
        return self._pane.room

    def leave(self) -> None:
        """Stop listening to the room, before anything is shown."""
        self._pane.close()

    async def show(self) -> None:
        """Read, then show."""
        shell, room = self._shell, self._pane.room
        shell.set_title(room.name, room.hue)
        self._container = box("pane", style=hue_style(room.hue))
        await self._pane.read()
        self._greeting = await greeting(shell, room.uuid)
        await shell.chat.page_turns.wait()
        with self._container:
            markup(own_name_rule(shell.actor.uuid), tag="style")
            self._build(room)
        await self._pane.begin()
        if room.is_added:
            with self._container:
                await show_added_line(shell, room)

    def _build(self, room: RoomView) -> None:
        shell, pane, rendered_room = self._shell, self._pane, self._pane.history.rendered_room
        with box("room") as frame:
            self._author_hues.show()
            with box("pane", data_place=str(room.uuid)):
                self.head = RoomHead(shell, room, rendered_room.speakers(FACES))
                if self._greeting is not None:
                    self._greeting()
                pane.build()
            if room.is_direct:
                self._seen_mark = SeenMark(shell, room, rendered_room)
                self.paused_note = PausedNote(shell, room.uuid)
            self._details = Details(shell, room, frame, self.head.details_button)
            self.threads = ThreadPanel(shell, room, frame, self._details)
            self.head.on_details(weakly_awaited(self._toggle_details))
            self.head.on_pins(weakly_awaited(self._show_pins))
            pane.conversation.on_posted = weakly(self._details.on_posted)
            pane.around = self

    async def _toggle_details(self) -> None:
        """Show the details, or close them; a thread at their place closes."""
        await self.threads.close()
        await self._details.toggle()

    async def _show_pins(self) -> None:
        await self.threads.close()
        await self._details.show_pins()

    def _on_event(self, event: Event) -> None:
        """Handle what happens in the room around its conversation."""
        if isinstance(event, PeopleHereChanged):
            self.head.show_here()
            self._details.refresh()
        elif isinstance(event, RoomClosed):
            self._leave(f"{self._pane.room.name} was archived.")
        elif isinstance(event, MemberLeft) and event.account_id == self._shell.actor.account_id:
            self._shell.run(self._shell.refresh_view())

    def _on_room(self, room: RoomView) -> None:
        """Show the room as it is now around the conversation."""
        self._shell.set_title(room.name, room.hue)
        self._container.props["style"] = hue_style(room.hue)
        self.head.show(room)
        self._details.refresh(room)
        self.threads.know(room)
        self._shell.run(self._author_hues.tell_apart())

    def _leave(self, sentence: str) -> None:
        async def leave() -> None:
            with self._shell.client:
                if self._pane.room.may_manage:
                    await self._shell.refresh_view()
                else:
                    ui.navigate.to(urls.ROOMS)
                    self._shell.notify(sentence)

        self._shell.run(leave())


async def show(shell: Shell, room_uuid: str, number: str = "", thread: str = "", at: str = "") -> None:
    """Show a room: to members the conversation, to others the way in; to people who may not know of it, "not here".

    Who was removed from it is told by whom. ``number``: the message to open it at, ``thread``: what to open beside it,
    ``at`` that message, as the address says. A thread is shown beside its room.
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
        if page.room.is_thread:
            page.leave()
            await _show_beside_its_room(shell, page.room, number)
            return
        await page.show()
        if thread:
            await shell.with_error_notices(page.threads.open_at)(thread, at)


async def _show_beside_its_room(shell: Shell, thread: RoomView, number: str) -> None:
    room_uuid = thread.parent_uuid or thread.uuid
    shell.lead_to(urls.room(room_uuid))
    ui.run_javascript(call("threads.lead", urls.room(room_uuid)))
    await show(shell, str(room_uuid), str(thread.root_number), str(thread.uuid), number)


async def _show_from_outside(shell: Shell, room_uuid: UUID, number: str) -> None:
    async with shell.chat.reading() as session:
        room = await rooms.get(session, actor=shell.actor, room_uuid=room_uuid)
    if room.parent_uuid is not None:
        await show(shell, str(room.parent_uuid))
        return
    if room.may_be_read:  # they have joined meanwhile
        await show(shell, str(room_uuid), number)
        return
    if room.removed_by:
        show_removal(shell, room.uuid, room.name, room.removed_by)
        return
    shell.set_title(room.name, room.hue)
    with box("pane", style=hue_style(room.hue), data_place=str(room.uuid)):
        (show_closed if room.is_member else show_way_in)(shell, room)
