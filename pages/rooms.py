"""The index: every public room, live, with a way in."""

from uuid import UUID

from nicegui import background_tasks, ui

from chatapp import rooms
from chatapp.errors import NotFound
from chatapp.events import LOBBY_TOPIC, Event, RoomCreated
from chatapp.rooms import RoomView
from pages.create_room import create_room_dialog
from pages.elements import box, button, icon, text
from pages.layout import Shell, menu_button
from pages.sidebar import icon_of, room_path


class RoomIndex:
    """One page's list of rooms, by name; new ones appear in their place by themselves."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._cards: dict[UUID, tuple[str, ui.element]] = {}
        self._last: RoomView | None = None
        with box("pane"):
            with box("pane-head"):
                menu_button()
                with box("titles"):
                    text("h1", "Rooms")
                dialog = create_room_dialog(shell)
                button("Create room", dialog.open, classes="primary", icon_name="plus")
            with box("pane-body"):
                self._list = box("room-list")
                with box("more"):
                    self._more = button("Show more rooms", shell.explained(self.show_more))
        with self._list:
            self._empty = box("empty")
            with self._empty:
                text("h2", "No rooms yet")
                text("p", "A room is a place for one subject or one team. Make the first one.")
                button("Create the first room", dialog.open, classes="primary")
        shell.on_leaving_view(shell.chat.broker.subscribe(LOBBY_TOPIC, self._on_event))

    async def show_more(self) -> None:
        """Add the next rooms to the list."""
        async with self._shell.chat.reading() as session:
            found = await rooms.public(session, actor=self._shell.actor, after=self._last.name if self._last else "")
        for room in found.rooms:
            self._add(room)
            self._last = room
        self._more.set_visibility(found.has_more)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, RoomCreated):
            with self._shell.client:
                background_tasks.create(self._show_new(event.room_uuid), name="show new room")

    async def _show_new(self, room_uuid: UUID) -> None:
        try:
            async with self._shell.chat.reading() as session:
                room = await rooms.get(session, actor=self._shell.actor, room_uuid=room_uuid)
        except NotFound:
            return
        is_within = not self._more.visible or (self._last is not None and room.sort_key <= self._last.sort_key)
        if is_within and not self._list.is_deleted:
            self._add(room)

    def _add(self, room: RoomView) -> None:
        if room.uuid in self._cards:
            return
        self._empty.set_visibility(False)
        with self._list:
            card = self._card(room)
        key = room.sort_key
        card.move(target_index=1 + sum(other < key for other, _ in self._cards.values()))  # after the empty note
        self._cards[room.uuid] = (key, card)

    def _card(self, room: RoomView) -> ui.element:
        with box("room-card") as card:
            with box("mark"):
                icon(icon_of(room))
            with box("name clip", "a", href=room_path(room.uuid)):
                text("bdi", room.name)
            people = "1 member" if room.member_count == 1 else f"{room.member_count} members"
            about = [room.topic, people, f"made by {room.created_by}"]
            text("bdi", " · ".join(part for part in about if part), "about clip")
            label = "Open" if room.is_member else "Join"
            action = self._shell.explained(lambda: self._enter(room))
            button(label, action, classes="" if room.is_member else "primary", aria_label=f"{label} {room.name}")
        return card

    async def _enter(self, room: RoomView) -> None:
        if not room.is_member:
            async with self._shell.chat.transaction() as work:
                await rooms.join(work, actor=self._shell.actor, room_uuid=room.uuid)
        ui.navigate.to(room_path(room.uuid))


async def show(shell: Shell) -> None:
    """Show the index."""
    ui.page_title("Rooms · Chatapp")
    await RoomIndex(shell).show_more()
