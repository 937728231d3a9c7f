"""One room: the conversation, the composer, who is here; or, for somebody who is no member, the way in."""

import asyncio
from collections.abc import Callable
from typing import cast
from uuid import UUID

from nicegui import events, ui

from chatapp import history, rooms
from chatapp.errors import NotFound
from chatapp.events import (
    Event,
    MemberJoined,
    MemberLeft,
    MembershipChanged,
    PeopleHereChanged,
    RoomChanged,
    RoomClosed,
    account_topic,
)
from chatapp.rooms import RoomView
from pages.board import Board
from pages.composer import Composer
from pages.details import Details
from pages.elements import box
from pages.reading import Reading
from pages.room_entry import show_closed, show_way_in
from pages.room_head import RoomHead
from pages.shell import Shell
from pages.timeline import NEAR_TOP, WHERE_IT_BEGINS, Timeline, gather

BETWEEN_TWO = "This is where your conversation begins. Only the two of you can read it."


class RoomPage:
    """A member's open page of a room."""

    def __init__(self, shell: Shell, room: RoomView, container: ui.element) -> None:
        self._shell = shell
        self._room = room
        self._container = container
        self._is_loading = False
        self._close_timeline: Callable[[], None] = lambda: None
        self._one_refresh = asyncio.Lock()
        self._early: list[Event] | None = []  # heard before the history was shown

    async def open(self) -> None:
        """Listen first, read second, then show; nothing falls between the two."""
        shell, chat = self._shell, self._shell.chat
        opened = await chat.feeds.open(
            actor=shell.actor, room_uuid=self._room.uuid, listener=self._on_event, gather=gather, on_end=self._end
        )
        shell.on_leaving_view(opened.subscription.close)
        own_topic = account_topic(shell.actor.account_id)
        shell.on_leaving_view(chat.broker.subscribe(own_topic, self._on_own_event))
        with self._container:
            self._build(cast(Board, opened.audience))
        self._timeline.show(opened.stretch.messages)
        early, self._early = self._early or [], None
        for event in early:
            self._on_event(event)
        self._enter_presence()
        shell.on_leaving_view(shell.on_missed(self._refresh))

    def _end(self) -> None:
        """Show nothing more of the room: the person has left it, or the view, or it is closed."""
        self._close_timeline()

    def _build(self, board: Board) -> None:
        room = self._room
        with box("room") as frame:
            with box("pane"):
                self._head = RoomHead(self._shell, room, lambda: self._details.toggle())
                beginning = BETWEEN_TWO if room.is_direct else WHERE_IT_BEGINS
                self._timeline = Timeline(board, room.name, beginning, lambda news: self._reading.heard(news))
                self._close_timeline = self._timeline.close
                self._reading = Reading(self._shell, room)
                self._timeline.viewport.on("scroll", self._show_earlier, throttle=0.3, js_handler=NEAR_TOP)
                self._timeline.earlier.on("click", self._show_earlier, js_handler="() => emit()")
                self._composer = Composer(room.uuid, _addressee(room))
            self._details = Details(self._shell, room, frame, self._head.details_button)

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
        """Take what happens in the room; the feed calls this for members alone."""
        if self._early is not None:
            self._early.append(event)
        elif isinstance(event, RoomClosed):
            self._lead_out(f"{self._room.name} was closed.")
        elif isinstance(event, MemberLeft) and event.account_id == self._shell.actor.account_id:
            self._shell.run(self._shell.refresh_view())
        elif isinstance(event, MemberJoined | MemberLeft | MembershipChanged | RoomChanged):
            self._shell.run(self._refresh())
        elif isinstance(event, PeopleHereChanged) and self._details.is_open:
            self._shell.run(self._details.refresh())

    def _on_own_event(self, event: Event) -> None:
        """Take what the person does to this room on another page: save it, mute it."""
        if isinstance(event, MembershipChanged) and event.room_uuid == self._room.uuid and self._early is None:
            self._shell.run(self._refresh())

    async def _refresh(self) -> None:
        """Show the room as it is now around the conversation."""
        async with self._one_refresh:  # two at once could show the older state last
            async with self._shell.chat.reading() as session:
                self._room = await rooms.get(session, actor=self._shell.actor, room_uuid=self._room.uuid)
            if self._container.is_deleted:
                return
            self._shell.set_title(self._room.name)
            self._head.show(self._room)
            self._timeline.name(self._room.name)
            self._composer.address(_addressee(self._room))
        await self._details.refresh(self._room)

    def _lead_out(self, sentence: str) -> None:
        async def leading() -> None:
            with self._shell.client:
                if self._room.may_manage:
                    await self._shell.refresh_view()
                else:
                    ui.navigate.to("/rooms")
                    self._shell.tell(sentence)

        self._shell.run(leading())

    async def _show_earlier(self, _: events.GenericEventArguments) -> None:
        if self._is_loading or not self._timeline.has_earlier:
            return
        self._is_loading = True
        try:
            await self._shell.explained(self._read_earlier)()
        finally:
            self._is_loading = False

    async def _read_earlier(self) -> None:
        async with self._shell.chat.reading() as session:
            stretch = await history.read(
                session,
                actor=self._shell.actor,
                room_uuid=self._room.uuid,
                before=self._timeline.first_number,
            )
        self._timeline.prepend(stretch.messages)


def _addressee(room: RoomView) -> str:
    return room.name if room.is_direct else f"#{room.name}"


async def show(shell: Shell, room_uuid: str) -> None:
    """Show a room: to members the conversation, to others the way in, to those who may not know of it nothing."""
    try:
        uuid = UUID(room_uuid)
    except ValueError:
        raise NotFound from None
    async with shell.chat.reading() as session:
        room = await rooms.get(session, actor=shell.actor, room_uuid=uuid)
    shell.set_title(room.name)
    container = box("pane")
    if room.is_member and room.closed_at is None:
        await RoomPage(shell, room, container).open()
        return
    with container:
        (show_closed if room.is_member else show_way_in)(shell, room)
