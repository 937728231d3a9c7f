"""One line of the sidebar for each room: its icon or its partner's avatar, its name, and how much of it is unread."""

from html import escape

from nicegui import ui

from chatapp.presence import State
from chatapp.rooms import RoomView
from pages import nicegui_patches
from pages.components import icons
from pages.components.presence_dot import WORDS, seen_avatar_html
from pages.components.room_labels import icon_of, room_path

MOST = 99  # shown as a number; more are "99+"


class Row:
    """A room's line. One element, drawn anew only where it has changed.

    ``noted``: how far the person has read as far as this process knows, if that is about to be stored.
    """

    def __init__(self, room: RoomView, state: State, noted: int = 0) -> None:
        self.room = room
        self.state = state
        self.last_number, self.last_read = room.last_number, max(room.last_read_number, noted)
        self.is_current = False
        self._element = nicegui_patches.add_static_element(
            "a", "row room-row", {"href": room_path(room.uuid), **self._shown()}
        )

    @property
    def unread(self) -> int:
        """How many messages are unread."""
        return max(0, self.last_number - self.last_read)

    @property
    def calls(self) -> int:
        """How many messages call for attention: none in a muted room."""
        return 0 if self.room.is_muted else self.unread

    def show(self, room: RoomView) -> None:
        """Take in what the room is now; numbers never go back."""
        self.room = room
        self.stands(room.last_number, room.last_read_number)

    def stands(self, last_number: int, last_read: int) -> None:
        """Learn how far the room is, and how far it was read."""
        self.last_number = max(self.last_number, last_number)
        self.last_read = max(self.last_read, last_read)

    def draw(self) -> None:
        """Bring the element up to date; it goes out only if anything that shows has changed."""
        self._element.set(self._shown())

    def place(self, container: ui.element, at: int) -> None:
        """Move to a place in a section, if it does not stand there."""
        there = container.default_slot.children
        if at >= len(there) or there[at] is not self._element:
            self._element.move(target_container=container, target_index=at)

    def delete(self) -> None:
        """Take the line away."""
        self._element.delete()

    def _shown(self) -> dict[str, str]:
        """Return all that can change of the element."""
        name, words = self.room.name, self._words()
        return {
            "innerHTML": self._html(),
            "aria-current": "page" if self.is_current else "false",
            "data-kind": "unread" if self.calls else "muted" if self.room.is_muted else "",
            "aria-label": ", ".join((name, *words)),
            "title": " · ".join((name, *(word for word in words if "unread" not in word))),
        }

    def _words(self) -> list[str]:
        """Say what the line shows by colours and signs."""
        words = [WORDS[self.state]] if self.room.partner else []
        if self.room.is_muted:
            words.append("muted")
        return [*words, f"{self.calls} unread"] if self.calls else words

    def _html(self) -> str:
        partner, name = self.room.partner, escape(self.room.name)
        mark = icons.svg(icon_of(self.room))
        if partner is not None:
            mark = seen_avatar_html(partner.uuid, partner.name, self.state, "tiny", partner.avatar)
        count = "" if not self.calls else f"{MOST}+" if self.calls > MOST else str(self.calls)
        sign = f'<span class="unread-count">{count}</span>' if count else icons.svg("bell-off") * self.room.is_muted
        return f'{mark}<bdi class="clip">{name}</bdi>{sign}'
