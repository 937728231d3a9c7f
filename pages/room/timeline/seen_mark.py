"""How far the others in a direct chat have read: "Seen" under the person's own last message, as it happens.

A row's HTML is the same for every reader, so a style of this page says it.
"""

from chatapp import messages
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.errors import Forbidden, NotFound
from chatapp.events import PEOPLE_TOPIC, Event, PersonChanged, RoomRead
from chatapp.messages import Reader
from chatapp.realtime.activity import NewActivity
from chatapp.rooms import RoomView
from pages import theme
from pages.components.elements import markup
from pages.room.timeline.rendered_room import RenderedRoom
from pages.shell.page_state.refresher import Refresher
from pages.shell.shell import Shell


class SeenMark:
    """One page's mark, in a direct chat. Nothing is shown to who does not share how far they have read."""

    def __init__(self, shell: Shell, room: RoomView, rendered_room: RenderedRoom) -> None:
        self._shell, self._room = shell, room
        self._me = shell.actor.uuid
        self._own = rendered_room.newest_of(self._me)
        self._others: dict[int, Reader] = {}
        self._read: dict[int, int] = {}  # account → the number they have read up to
        self._words = ""
        self._style = markup("", tag="style")
        self._refresher = Refresher(shell, weakly_awaited(self._refresh))
        read_again = self._refresher.request
        shell.on_leaving_view(
            shell.chat.room_activity.subscribe(room.uuid, weakly(self._on_activity), weakly(self._on_event))
        )
        shell.on_leaving_view(shell.chat.broker.subscribe(PEOPLE_TOPIC, weakly(self._on_person)))
        shell.on_leaving_view(shell.on_actor_change(read_again))
        shell.on_leaving_view(shell.on_missed(self._refresher.run))
        read_again()

    async def _refresh(self) -> None:
        """Read how far the others have read; what has been heard meanwhile may be further."""
        try:
            async with self._shell.chat.reading() as session:
                found = await messages.others_read(session, actor=self._shell.actor, room_uuid=self._room.uuid)
        except (NotFound, Forbidden):
            found = []
        self._others = {one.account_id: one for one in found}
        for one in found:
            self._advance(one.account_id, one.last_read_number)
        self._draw()

    def _on_activity(self, new: NewActivity) -> None:
        """Mark a newer message of one's own; who has written has read."""
        self._own = max(self._own, new.by_author.get(self._me, 0))
        for one in self._others.values():
            self._advance(one.account_id, new.by_author.get(one.uuid, 0))
        self._draw()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, RoomRead):
            self._advance(event.account_id, event.number)
            self._draw()

    def _on_person(self, event: Event) -> None:
        if isinstance(event, PersonChanged) and event.account_uuid in {one.uuid for one in self._room.partners}:
            self._refresher.request()

    def _advance(self, account_id: int, number: int) -> None:
        self._read[account_id] = max(number, self._read.get(account_id, 0))

    def _draw(self) -> None:
        if self._style.is_deleted:
            return
        seen = sum(self._read.get(account_id, 0) >= self._own for account_id in self._others)
        style = mark_style(self._own, seen, len(self._others)) if self._own else ""
        style = theme.in_place(style, self._room.uuid)
        if style != self._words:
            self._words = style
            self._style.set({"innerHTML": style})


def mark_style(number: int, seen: int, of: int) -> str:
    """Return the style that marks a message as seen; its line is there before, so that nothing moves then."""
    if not of:
        return ""
    words = "" if not seen else "Seen" if of == 1 else "Seen by everyone" if seen == of else f"Seen by {seen} of {of}"
    return theme.SEEN_MARK.replace("NUMBER", str(number)).replace("WORDS", words)
