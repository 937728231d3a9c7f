"""Reacting to a message on a page: the browser shows it at once, and is told whether the server has it."""

from uuid import UUID

from chatapp import messages
from chatapp.errors import ChatError, Unauthenticated
from pages.browser.calls import call
from pages.room.actions import Actions
from pages.shell.shell import Shell


class Reacting:
    """Adds the page's own reactions in one room, and takes them back."""

    def __init__(self, shell: Shell, room_uuid: UUID, actions: Actions) -> None:
        self._shell, self._room_uuid = shell, room_uuid
        actions.on("reaction", self._react)

    async def _react(self, number: int, value: str) -> None:
        """Add the reaction after a plus, take that after a minus back; a refusal is said beside the message."""
        sign, emoji = value[:1], value[1:]
        change = messages.unreact if sign == "-" else messages.react
        try:
            await self._shell.chat.reaction_limit.count(self._shell.actor)
            async with self._shell.chat.transaction() as work:
                await change(work, actor=self._shell.actor, room_uuid=self._room_uuid, number=number, emoji=emoji)
        except Unauthenticated:
            return  # the page is on its way to sign in
        except ChatError as error:
            answer = call("reactions.refused", str(self._room_uuid), number, emoji, str(error))
        else:
            answer = call("reactions.settled", str(self._room_uuid), number)
        self._shell.client.run_javascript(answer)
