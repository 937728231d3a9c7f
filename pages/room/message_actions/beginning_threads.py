"""Replying in a thread: the act of a message's toolbar, which begins the thread if there is none and opens it."""

from chatapp import threads
from pages.room.conversation_pane import ConversationPane


async def begin_thread(pane: ConversationPane, number: int, _: str) -> None:
    """Open the thread of a message, which is made when somebody first wants it. There is none within a thread."""
    if pane.around is None:
        return
    actor = pane.shell.actor
    async with pane.shell.chat.changing(actor) as work:
        begun = await threads.begin(work, actor=actor, room_uuid=pane.room.uuid, number=number)
    await pane.around.threads.open(begun.room_uuid)
