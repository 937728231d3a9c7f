"""Marking a room as unread from a message on: for later, on all pages of the person."""

from pages.room.conversation_pane import ConversationPane


async def mark_unread(pane: ConversationPane, number: int, _: str) -> None:
    """Mark the room as unread from a message on."""
    shell, before = pane.shell, max(0, number - 1)
    await shell.chat.change_limit.count(shell.actor)
    await shell.chat.read_marks.set_read(actor=shell.actor, marks={pane.room.uuid: before})
    shell.notify("Marked as unread from here.")
