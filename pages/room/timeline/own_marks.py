"""What concerns the page's own person in messages: rows are the same for all, so one style of the page marks it.

A row lists the first twenty people of an emoji. Whose page it is beyond them, it asks when such messages come into its
range, and hears of what its person does elsewhere. The rules, those of
mentions too, are in `pages/theme/per_reader/own_marks.css`.
"""

from collections.abc import Iterable
from uuid import UUID

from chatapp import messages
from chatapp.callbacks import weakly
from chatapp.events import Event, ReactedInCrowd, account_topic
from pages import theme
from pages.components.elements import add_static_element, short
from pages.shell.shell import Shell


def own_name_rule(account_uuid: UUID) -> str:
    """Return the style by which lines of Chatapp say "You" where they name this reader: "You joined"."""
    return theme.OWN_NAME.replace("PERSON", str(account_uuid))


class OwnMarks:
    """One page's style, in the current container."""

    def __init__(self, shell: Shell, room_uuid: UUID) -> None:
        self._shell, self._room_uuid = shell, room_uuid
        self._asked: set[int] = set()
        self._in_crowds: set[tuple[int, str]] = set()
        self._style = add_static_element("style")
        self._draw()
        own_topic = account_topic(shell.actor.account_id)
        shell.on_leaving_view(shell.chat.broker.subscribe(own_topic, weakly(self._on_event), ReactedInCrowd))
        shell.on_leaving_view(shell.on_missed(self._read_again))

    def ask(self, crowded: Iterable[int]) -> None:
        """Mark the person's own in what has come into the page's range. ``crowded``: what many have reacted to."""
        numbers = sorted(set(crowded) - self._asked)
        if numbers:
            self._asked.update(numbers)
            self._shell.run(self._read(numbers))

    async def _read_again(self) -> None:
        if self._asked:
            await self._read(sorted(self._asked))

    async def _read(self, numbers: list[int]) -> None:
        async with self._shell.chat.reading() as session:
            own = await messages.own_reactions(
                session, actor=self._shell.actor, room_uuid=self._room_uuid, numbers=numbers
            )
        self._in_crowds = {mark for mark in self._in_crowds if mark[0] not in numbers} | set(own)
        self._draw()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, ReactedInCrowd) and event.room_uuid == self._room_uuid:
            mark = (event.number, event.emoji)
            (self._in_crowds.add if event.is_on else self._in_crowds.discard)(mark)
            self._asked.add(event.number)
            self._draw()

    def _draw(self) -> None:
        if self._style.is_deleted:
            return
        place = f'[data-place="{self._room_uuid}"]'
        crowds = "".join(
            f', {place} .msg[data-number="{number}"] [data-emoji="{emoji}"]'
            for number, emoji in sorted(self._in_crowds)
        )
        uuid = self._shell.actor.uuid
        style = theme.OWN_MARKS.replace("CROWDS", crowds).replace("SHORT", short(uuid)).replace("UUID", str(uuid))
        self._style.set({"innerHTML": style})
