"""One room: the conversation, the composer, who is here; or, for somebody who is no member, the way in."""

from uuid import UUID

from nicegui import events, ui

from chatapp import history, rooms
from chatapp.errors import NotFound
from chatapp.events import Event, MemberJoined, MemberLeft, MessageChanged, PeopleHereChanged
from chatapp.rooms import RoomView
from pages.composer import Composer, pending
from pages.details import Details
from pages.elements import box, button, icon, text
from pages.layout import Shell, menu_button
from pages.sidebar import icon_of
from pages.timeline import NEAR_TOP, Timeline


class RoomPage:
    """A member's open page of a room."""

    def __init__(self, shell: Shell, room: RoomView, container: ui.element) -> None:
        self._shell = shell
        self._room = room
        self._container = container
        self._is_loading = False
        self._early: list[Event] | None = []  # heard before the history was shown

    async def open(self) -> None:
        """Listen first, read second, then show; nothing falls between the two."""
        actor, chat = self._shell.actor, self._shell.chat
        opened = await chat.feeds.open(actor=actor, room_uuid=self._room.uuid, listener=self._on_event)
        self._shell.on_leaving_view(opened.subscription.close)
        with self._container:
            self._build()
        self._timeline.show(opened.stretch.messages, opened.stretch.revision)
        early, self._early = self._early or [], None
        for event in early:
            self._on_event(event)
        self._enter_presence()

    def _build(self) -> None:
        room = self._room
        with box("room") as frame:
            with box("pane"):
                with box("pane-head"):
                    _heading(room)
                    opener = button("People", self._toggle_details, classes="quiet people-button", icon_name="people")
                    opener.props["aria-expanded"] = "false"
                    leave = self._shell.explained(self._leave)
                    button("Leave", leave, classes="quiet", icon_name="leave")
                self._timeline = Timeline(room.name)
                self._timeline.viewport.on("scroll", self._show_earlier, throttle=0.3, js_handler=NEAR_TOP)
                self._timeline.earlier.on("click", self._show_earlier, js_handler="() => emit()")
                Composer(room.uuid, room.name)
            self._details = Details(self._shell, room, frame, opener)

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
        if self._early is not None:
            self._early.append(event)
        elif isinstance(event, MessageChanged):
            self._timeline.apply(event.message)
        elif isinstance(event, MemberLeft) and event.account_id == self._shell.actor.account_id:
            self._shell.run(self._shell.refresh_view())
        elif isinstance(event, MemberJoined | MemberLeft | PeopleHereChanged):
            self._shell.run(self._details.refresh())

    async def _toggle_details(self) -> None:
        await self._details.toggle()

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

    async def _leave(self) -> None:
        async with self._shell.chat.transaction() as work:
            await rooms.leave(work, actor=self._shell.actor, room_uuid=self._room.uuid)


async def show(shell: Shell, room_uuid: str) -> None:
    """Show a room: to members the conversation, to others the way in, to those who may not know of it nothing."""
    try:
        uuid = UUID(room_uuid)
    except ValueError:
        raise NotFound from None
    async with shell.chat.reading() as session:
        room = await rooms.get(session, actor=shell.actor, room_uuid=uuid)
    ui.page_title(f"{room.name} · Chatapp")
    container = box("pane")
    if room.is_member:
        await RoomPage(shell, room, container).open()
    else:
        with container:
            _way_in(shell, room)


def _way_in(shell: Shell, room: RoomView) -> None:
    async def join() -> None:
        async with shell.chat.transaction() as work:
            await rooms.join(work, actor=shell.actor, room_uuid=room.uuid)
        await shell.refresh_view()

    with box("pane-head"):
        _heading(room)
    with box("joining"):
        text("h2", room.name)
        people = "1 member" if room.member_count == 1 else f"{room.member_count} members"
        text("p", f"{people} · made by {room.created_by}", "muted")
        text("p", "Join to read what was said and to write.")
        button("Join", shell.explained(join), classes="primary")
        pending(room.uuid)
    ui.run_javascript("outbox.enter()")


def _heading(room: RoomView) -> None:
    menu_button()
    icon(icon_of(room))
    with box("titles"):
        text("h1", room.name, "clip").props["title"] = room.name
        text("bdi", room.topic, "topic muted clip").props["title"] = room.topic
