"""What somebody's open page of a room shows: what it hears by itself, and what it reads when it has come back."""

from typing import TYPE_CHECKING
from uuid import UUID

from chatapp.bootstrap import Chat
from chatapp.events import Event, MessageChanged, MessageView
from chatapp.identity import Actor

if TYPE_CHECKING:
    from chatapp.realtime.subscription import Subscription


class Page:
    """A page that follows a room by the same feed as pages in a browser do."""

    def __init__(self, chat: Chat, actor: Actor, room: UUID) -> None:
        self._chat, self._actor, self._room = chat, actor, room
        self._shown: dict[int, MessageView] = {}
        self._subscription: Subscription | None = None

    @property
    def shown(self) -> list[MessageView]:
        """The messages it shows, oldest first; while it is cut off, those it had."""
        return [view for _, view in sorted(self._shown.items()) if view.deleted_at is None and view.is_text]

    async def open(self) -> None:
        """Subscribe, then read: nothing is lost in between. Raises as `Feeds.listen`."""
        if self._subscription is not None:
            return
        subscription, _ = await self._chat.feeds.listen(
            actor=self._actor, room_uuid=self._room, listener=self._on_event, on_end=self._forget
        )
        self._subscription = subscription
        page = await self._chat.feeds.read(subscription, actor=self._actor, room_uuid=self._room)
        self._shown = {view.number: view for view in page.messages} | {
            number: view for number, view in self._shown.items() if view.revision > page.revision
        }

    async def cut(self) -> None:
        """Lose the connection."""
        if (subscription := self._subscription) is not None:
            self._subscription = None
            subscription.close()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, MessageChanged):
            self._shown[event.message.number] = event.message

    def _forget(self) -> None:
        """Show nothing of a room that its reader was removed from."""
        if self._subscription is not None:
            self._subscription, self._shown = None, {}
