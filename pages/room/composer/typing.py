"""Who is typing, below the composer: what one's own browser reports, and what it is told of others.

It is shown and forgotten by the browser (`typing.js`): nothing is kept on the server, and a page that is
hidden, scrolled far back or slow is told nothing.
"""

from collections.abc import Mapping
from uuid import UUID

from chatapp.callbacks import weakly
from chatapp.realtime.subscription import Subscription
from chatapp.realtime.typing import Typists
from chatapp.rooms import RoomView
from pages.browser.calls import call
from pages.components.parts import Part
from pages.nicegui_patches import EphemeralCall
from pages.room.timeline.window import Window
from pages.shell.shell import Shell


class TypingLine:
    """One page's line, in its composer. ``window``: which part of the room the page shows."""

    def __init__(self, shell: Shell, subscription: Subscription, room: RoomView, window: Window) -> None:
        self._shell, self._window = shell, window
        self._own = shell.chat.typing.join(subscription, room.last_number, weakly(self._show))
        self._me = shell.actor.uuid
        self._composer = Part(shell.client, "composer", str(room.uuid))
        self._had_readers = self.has_readers
        self._composer.know(self._wanted)
        shell.on_leaving_view(self._own.close)
        shell.on_leaving_view(shell.on_actor_change(self.refresh))

    def refresh(self) -> None:
        """Have the browser report while anybody is there to be told."""
        if self._shell.is_signed_in and self.has_readers != self._had_readers:
            self._had_readers = not self._had_readers
            self._composer.set(self._wanted)

    @property
    def has_readers(self) -> bool:
        """Whether somebody else has the room open, and the person shares that they type."""
        others = self._shell.chat.presence.count_here(self._own.room_uuid, besides=self._me)
        return others > 0 and self._shell.actor.shares_typing and not self._own.is_crowded

    @property
    def _wanted(self) -> Mapping[str, str]:
        return {"data-wanted": str(self._had_readers).lower()}

    def report(self) -> None:
        """Tell the others that the person types."""
        if self._shell.is_signed_in:
            self._own.report(self._shell.actor)

    def _show(self, typists: Typists) -> None:
        if self._is_looking and any(uuid != self._me for uuid, _ in typists.people):
            frame_of(typists, self._own.room_uuid).run(self._shell.client)

    @property
    def _is_looking(self) -> bool:
        """Whether the person sees the newest messages."""
        return self._shell.activity.is_visible and self._window.is_attached


def frame_of(typists: Typists, room: UUID) -> EphemeralCall:
    """Return what the browsers are told, made for the first page that asks for it."""
    if typists.frame is None:
        people = (part for uuid, name in typists.people for part in (str(uuid), name))
        typists.frame = EphemeralCall(call("typing.show", str(room), *people))
    frame: EphemeralCall = typists.frame
    return frame
