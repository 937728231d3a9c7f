"""Reacting to a message on a page: the browser shows it at once, and is told whether the server has it."""

from chatapp import messages
from chatapp.errors import ChatError, Unauthenticated
from pages.browser.calls import call
from pages.room.conversation_pane import ConversationPane


async def react(pane: ConversationPane, number: int, value: str) -> None:
    """Add the reaction after a plus, take that after a minus back; a refusal is said beside the message."""
    shell, room_uuid = pane.shell, pane.room.uuid
    sign, emoji = value[:1], value[1:]
    change = messages.unreact if sign == "-" else messages.react
    try:
        await shell.chat.reaction_limit.count(shell.actor)
        async with shell.chat.transaction() as work:
            await change(work, actor=shell.actor, room_uuid=room_uuid, number=number, emoji=emoji)
    except Unauthenticated:
        return  # the page is on its way to sign in
    except ChatError as error:
        answer = call("reactions.refused", str(room_uuid), number, emoji, str(error))
    else:
        answer = call("reactions.settled", str(room_uuid), number)
    shell.client.run_javascript(answer)
