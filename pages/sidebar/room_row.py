"""A room's row in the sidebar: its tile or its partner's face, its name, and how much of it is unread."""

from html import escape

from nicegui import ui

from chatapp.presence import PresenceState
from chatapp.realtime.activity import NewActivity
from chatapp.realtime.uncounted import Uncounted
from chatapp.rooms import RoomView
from chatapp.web import urls
from pages import nicegui_patches
from pages.components import icons
from pages.components.faces import faces_html, names_of
from pages.components.presence_dot import PRESENCE_WORDS
from pages.components.room_labels import hue_style, tile_html
from pages.people.person_row import status_emoji_html

MAX_COUNT = 99  # more are shown as "99+"


class RoomRow:
    """One room's row: a single element that is sent again only if something visible has changed.

    ``pending_read``: the last message the person has read, if this process is about to store that; otherwise 0.
    """

    def __init__(self, room: RoomView, state: PresenceState, pending_read: int = 0) -> None:
        self.room = room
        self.state = state
        self.last_number, self.last_read = room.last_number, max(room.last_read_number, pending_read)
        self._uncounted = Uncounted(room.uncounted_unread, room.revision, room.last_number)
        self._mentions = dict.fromkeys(room.mentioned_in, (room.revision, True))  # number → since, is it one
        self.changed_at = room.revision  # of the room, when what its messages say changed last
        self.is_current = False
        self.is_ahead = False  # the browser has counted on since it was drawn
        self._element = nicegui_patches.add_static_element(
            "a", "row room-row", {"href": urls.room(room.uuid), **self._props()}
        )

    @property
    def unread(self) -> int:
        """How many messages are unread, without those that do not count; that the person was added counts as one."""
        uncounted = self._uncounted.after(self.last_read)
        return max(0, self.last_number - self.last_read - uncounted) + self.room.is_unseen

    @property
    def is_exact(self) -> bool:
        """Whether ``unread`` is more than an estimate; else the room has to be read again."""
        return self._uncounted.is_exact

    @property
    def badge_count(self) -> int:
        """How many unread messages the row's badge counts: none in a muted room."""
        return 0 if self.room.is_muted else self.unread

    @property
    def has_nothing(self) -> bool:
        """Whether everything has been read, and nothing is known of any mention."""
        return not (self._mentions or self.unread)

    @property
    def mentions(self) -> int:
        """How many of the unread messages mention the person."""
        mentions = self._mentions
        return sum(is_one for number, (_, is_one) in mentions.items() if number > self.last_read) if mentions else 0

    @property
    def red_count(self) -> int:
        """What concerns the person: all of a direct chat, mentions, being added. Nothing does in a muted room."""
        if self.room.is_muted:
            return 0
        return self.unread if self.room.is_direct else self.mentions + self.room.is_unseen

    def show(self, room: RoomView, *, goes_back: bool = False) -> None:
        """Take over what the room is now; numbers never go back, unless the person has marked it as unread."""
        self.room = room
        if goes_back:
            self.last_read = room.last_read_number
            self._uncounted.go_back(room.last_read_number)
        self.changed_at = max(self.changed_at, room.revision)
        later = {number: one for number, one in self._mentions.items() if one[0] > room.revision}
        self._mentions = dict.fromkeys(room.mentioned_in, (room.revision, True)) | later
        self._uncounted.know(room.uncounted_unread, room.revision, room.last_number)
        self.advance(last_number=room.last_number, last_read=room.last_read_number)

    def hear(self, new: NewActivity) -> None:
        """Learn which messages count no more or again, of which some may be known already."""
        self._uncounted.hear(new.counting)

    def note_mention(self, number: int, revision: int, *, is_one: bool) -> None:
        """Learn whether a message mentions the person, since a revision of its room; events may come in any order."""
        since, _ = self._mentions.get(number, (self.room.revision, False))  # the database knew what came before
        if number > self.last_read and revision > since:
            self._mentions[number] = (revision, is_one)

    def advance(self, *, last_number: int, last_read: int) -> None:
        """Learn the newest message's number, and the last one that was read. Neither ever goes back."""
        self.last_number = max(self.last_number, last_number)
        self.last_read = max(self.last_read, last_read)
        if self._mentions and min(self._mentions) <= self.last_read:
            self._mentions = {number: one for number, one in self._mentions.items() if number > self.last_read}
        self._uncounted.forget(self.last_read)

    def draw(self) -> None:
        """Bring the element up to date. It is sent only if something visible has changed, or the browser counted on."""
        self._element.set(self._props(), is_stale=self.is_ahead)
        self.is_ahead = False

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
        count, mentions = self.badge_count, self.mentions  # asked for once: every page draws ten rows or more
        name, words = names_of(self.room) or self.room.name, self._words(count, mentions)
        return {
            "innerHTML": self._html(mentions),
            "style": hue_style(self.room.hue),
            "aria-current": "page" if self.is_current else "false",
            "data-kind": "unread" if count else "muted" if self.room.is_muted else "",
            "data-unread": str(count or ""),
            "aria-label": ", ".join((name, *words)),
            "title": " · ".join((name, *(word for word in words if not word.startswith(f"{count} unread")))),
        }

    def _words(self, count: int, mentions: int) -> list[str]:
        """Return in words what the row shows by colours and icons."""
        partner = self.room.partner
        is_bot = partner is not None and partner.is_bot
        words = ["bot"] * is_bot or [PRESENCE_WORDS[self.state]] if partner else ["private"] * self.room.is_private
        if partner and partner.status:
            words.append(f"{partner.status.emoji} {partner.status.text}".strip())
        if self.room.is_muted:
            words.append("muted")
        if count:
            words.append(f"{count} unread")
        if mentions:
            words.append(mention_words(mentions))
        return words

    def _html(self, mentions: int) -> str:
        partner, name = self.room.partner, escape(self.room.name)
        mark = faces_html(self.room, self.state, "tiny") if self.room.is_direct else tile_html(self.room)
        status = status_emoji_html(partner.status) if partner else ""
        muted = f'<span class="muted-sign">{icons.svg("bell-off")}</span>' * self.room.is_muted
        called = '<span class="called-sign">@</span>' * (self.room.is_muted and mentions > 0)
        return f'{mark}<bdi class="name">{name}</bdi>{status}{called}{muted}{count_html(self.red_count, "called")}'


def mention_words(count: int) -> str:
    """Return in words how many unread messages mention the person."""
    return "1 mention" if count == 1 else f"{count} mentions"


def count_html(count: int, kind: str = "") -> str:
    """Return the HTML of a number of unread messages; nothing for 0. ``kind``: called, if they concern the person."""
    shown = f"{MAX_COUNT}+" if count > MAX_COUNT else str(count)
    return f'<span class="{f"unread-count {kind}".strip()}">{shown}</span>' * (count > 0)
