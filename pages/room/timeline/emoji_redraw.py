"""Custom emoji come and go: the rows that show one, or its name, are drawn again, one room after the other."""

import asyncio
import re
from collections.abc import Set as AbstractSet
from functools import partial
from weakref import WeakSet

import structlog

from chatapp.custom_emoji import CurrentEmoji
from chatapp.events import MessageView
from chatapp.messages.markup.custom_emoji import CODE
from pages.room.timeline.rendered_room import RenderedRoom

log = structlog.get_logger(__name__)

CODES = re.compile(f"(?={CODE.pattern})", re.ASCII | re.IGNORECASE)  # each colon may begin one


def shows_emoji(names: AbstractSet[str], message: MessageView) -> bool:
    """Say whether a message, or a reaction to it, has one of these names between colons."""
    if any(one.emoji[1:-1] in names for one in message.reactions):
        return True
    text = f"{message.blocks or message.body} {message.quote.body if message.quote else ''}"
    return ":" in text and not names.isdisjoint(map(str.lower, CODES.findall(text)))


class EmojiRedraw:
    """Makes the renderers of this process's rooms, and has them follow the custom emoji."""

    def __init__(self, emoji: CurrentEmoji) -> None:
        self._emoji = emoji
        self._rooms: WeakSet[RenderedRoom] = WeakSet()
        self._due: set[str] = set()
        self._redrawing: asyncio.Task[None] | None = None
        emoji.on_change(self._on_change)

    def new_room(self) -> RenderedRoom:
        """Return a new room's renderer."""
        room = RenderedRoom(self._emoji.pictures)
        self._rooms.add(room)
        return room

    def _on_change(self, names: AbstractSet[str]) -> None:
        self._due |= names
        if self._redrawing is None:
            self._redrawing = asyncio.create_task(self._redraw(), name="redraw custom emoji")

    async def _redraw(self) -> None:
        while self._due:
            is_due = partial(shows_emoji, frozenset(self._due))
            self._due.clear()
            for room in list(self._rooms):
                try:
                    await room.redraw(is_due)
                except Exception:  # the other rooms are to show it all the same
                    log.exception("room failed to redraw custom emoji")
        self._redrawing = None
