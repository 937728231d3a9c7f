"""A room's row in the sidebar: its tile or its partner's face, its name, and how much of it is unread."""

from html import escape

from nicegui import ui

from chatapp.presence import PresenceState
from chatapp.realtime.activity import NewActivity
from chatapp.rooms import RoomView
from chatapp.web import urls
from pages import nicegui_patches
from pages.components import icons
from pages.components.faces import faces_html, names_of
from pages.components.presence_dot import PRESENCE_WORDS
from pages.components.room_labels import hue_style, tile_html
from pages.people.person_row import status_emoji_html

MAX_COUNT = 99  # more are shown as "99+"
NEWS = 50  # what is remembered of what the database may not have known


class RoomRow:
    """One room's row: a single element that is sent again only if something visible has changed.

    ``pending_read``: the last message the person has read, if this process is about to store that; otherwise 0.
    """

    def __init__(self, room: RoomView, state: PresenceState, pending_read: int = 0) -> None:
        self.room = room
        self.state = state
        self.last_number, self.last_read = room.last_number, max(room.last_read_number, pending_read)
        self._uncounted = set(room.uncounted_unread)
        self._news: list[NewActivity] = []  # that the database may not have known when it was read last
        self.is_current = False
        self._element = nicegui_patches.add_static_element(
            "a", "row room-row", {"href": urls.room(room.uuid), **self._props()}
        )

    @property
    def unread(self) -> int:
        """How many messages are unread, without those that do not count; that the person was added counts as one."""
        uncounted = sum(number > self.last_read for number in self._uncounted)
        return max(0, self.last_number - self.last_read - uncounted) + self.room.is_unseen

    @property
    def badge_count(self) -> int:
        """How many unread messages the row's badge counts: none in a muted room."""
        return 0 if self.room.is_muted else self.unread

    def show(self, room: RoomView) -> None:
        """Take over what the room is now; numbers never go back."""
        self.room = room
        self.advance(last_number=room.last_number, last_read=room.last_read_number)
        self._uncounted = set(room.uncounted_unread)
        self._news = [new for new in self._news if new.revision > room.revision]
        for new in self._news:
            self._recount(new)

    def hear(self, new: NewActivity) -> None:
        """Learn which messages were removed or restored, of which some may be known already."""
        self._news = [*self._news[-NEWS:], new]
        self._recount(new)

    def _recount(self, new: NewActivity) -> None:
        self._uncounted = (self._uncounted | new.removed) - new.restored

    def advance(self, *, last_number: int, last_read: int) -> None:
        """Learn the newest message's number, and the last one that was read. Neither ever goes back."""
        self.last_number = max(self.last_number, last_number)
        self.last_read = max(self.last_read, last_read)

    def draw(self) -> None:
        """Bring the element up to date. It is sent only if something visible has changed."""
        self._element.set(self._props())

    def move_to(self, container: ui.element, index: int) -> None:
        """Move to this index of a section, if it is not there already."""
        children = container.default_slot.children
        if index >= len(children) or children[index] is not self._element:
            self._element.move(target_container=container, target_index=index)

    def delete(self) -> None:
        """Remove the row."""
        self._element.delete()

    def _props(self) -> dict[str, str]:
        """Return all props that can change."""
        name, words = names_of(self.room) or self.room.name, self._words()
        return {
            "innerHTML": self._html(),
            "style": hue_style(self.room.hue),
            "aria-current": "page" if self.is_current else "false",
            "data-kind": "unread" if self.badge_count else "muted" if self.room.is_muted else "",
            "aria-label": ", ".join((name, *words)),
            "title": " · ".join((name, *(word for word in words if "unread" not in word))),
        }

    def _words(self) -> list[str]:
        """Return in words what the row shows by colours and icons."""
        partner = self.room.partner
        words = [PRESENCE_WORDS[self.state]] if partner else ["private"] * self.room.is_private
        if partner and partner.status:
            words.append(f"{partner.status.emoji} {partner.status.text}".strip())
        if self.room.is_muted:
            words.append("muted")
        return [*words, f"{self.badge_count} unread"] if self.badge_count else words

    def _html(self) -> str:
        partner, name = self.room.partner, escape(self.room.name)
        mark = faces_html(self.room, self.state, "tiny") if self.room.is_direct else tile_html(self.room)
        status = status_emoji_html(partner.status) if partner else ""
        muted = f'<span class="muted-sign">{icons.svg("bell-off")}</span>' * self.room.is_muted
        return f'{mark}<bdi class="name">{name}</bdi>{status}{muted}{count_html(self.badge_count)}'


def count_html(count: int) -> str:
    """Return the HTML of a number of unread messages; nothing for 0."""
    shown = f"{MAX_COUNT}+" if count > MAX_COUNT else str(count)
    return f'<span class="unread-count">{shown}</span>' * (count > 0)
