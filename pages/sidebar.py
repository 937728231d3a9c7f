"""The left side: the product's name, the rooms one is in, the way to more, and oneself."""

from uuid import UUID

from nicegui import ui

from chatapp import rooms
from chatapp.events import Event, MemberJoined, MemberLeft, account_topic
from chatapp.rooms import RoomView
from pages.create_room import create_room_dialog
from pages.elements import avatar, box, button, icon, text
from pages.layout import Shell

SIGN_OUT = "(e) => { e.preventDefault(); outbox.signOut(e.target); }"


class Sidebar:
    """One page's sidebar, kept in step with what the person joins and leaves anywhere."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._rows: list[ui.element] = []
        with box("sidebar-head"):
            with box("brand-mark"):
                icon("chat")
            text("span", "Chatapp")
        with box("sidebar-scroll"):
            self._link("/rooms", "compass", "Browse rooms")
            with box("sidebar-section"):
                text("h2", "Rooms")
                dialog = create_room_dialog(shell)
                button("New room", dialog.open, classes="quiet", icon_name="plus", is_icon_only=True)
            self._rooms = box("")
        self._foot()
        shell.on_path_change(self._mark)
        topic = account_topic(shell.actor.account_id)
        shell.client.on_delete(shell.chat.broker.subscribe(topic, self._on_event))

    async def refresh(self) -> None:
        """Show the rooms the person is in now."""
        async with self._shell.chat.reading() as session:
            joined = await rooms.joined(session, actor=self._shell.actor)
        self._rooms.clear()
        self._rows = self._rows[:1]
        with self._rooms:
            for room in joined:
                self._link(room_path(room.uuid), icon_of(room), room.name)
            if not joined:
                text("div", "You are in no room yet.", "sidebar-note")
        self._mark(self._shell.path)

    def _link(self, path: str, icon_name: str, label: str) -> None:
        with box("row", "a", href=path, title=label) as row:
            icon(icon_name)
            text("bdi", label, "clip")
        self._rows.append(row)

    def _mark(self, path: str) -> None:
        """Tint the row of the view that is shown."""
        for row in self._rows:
            row.props["aria-current"] = "page" if row.props["href"] == path else "false"

    def _foot(self) -> None:
        actor = self._shell.actor
        with box("sidebar-foot"):
            avatar(actor.uuid, actor.name, "s")
            text("bdi", actor.name, "clip").props["title"] = f"{actor.username} · {actor.email}"
            with box("", "form", action="/logout", method="post").on("submit", js_handler=SIGN_OUT):
                with box("button quiet", "button", type="submit"):
                    text("span", "Sign out")

    def _on_event(self, event: Event) -> None:
        if isinstance(event, MemberJoined | MemberLeft):
            self._shell.run(self.refresh())


async def show_sidebar(shell: Shell) -> None:
    """Fill the frame's left side."""
    await Sidebar(shell).refresh()


def room_path(room_uuid: UUID) -> str:
    """Return a room's address."""
    return f"/rooms/{room_uuid}"


def icon_of(room: RoomView) -> str:
    """Return the icon that tells private rooms from public ones."""
    return "lock" if room.is_private else "hash"
