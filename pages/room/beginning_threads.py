"""Replying in a thread: the act of a message's toolbar, which begins the thread if there is none and opens it."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from chatapp import threads
from pages.room.actions import Actions
from pages.shell.shell import Shell


class BeginningThreads:
    """Opens the threads of one room's messages on a page, each made when somebody first wants it."""

    def __init__(
        self, shell: Shell, room_uuid: UUID, actions: Actions, open_thread: Callable[[UUID], Awaitable[None]]
    ) -> None:
        self._shell, self._room_uuid, self._open_thread = shell, room_uuid, open_thread
        actions.on("thread", self._open)

    async def _open(self, number: int, _: str) -> None:
        actor = self._shell.actor
        async with self._shell.chat.changing(actor) as work:
            begun = await threads.begin(work, actor=actor, room_uuid=self._room_uuid, number=number)
        await self._open_thread(begun.room_uuid)
