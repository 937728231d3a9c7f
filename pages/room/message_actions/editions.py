"""What a message said before it was edited, in a dialog that opens from "(edited)"."""

from chatapp import messages
from chatapp.messages import markup as message_markup
from chatapp.messages.markup.turns import render_ahead
from pages.components.dialogs import sheet
from pages.components.elements import box, button, markup, text
from pages.components.local_time import local_date
from pages.room.conversation_pane import ConversationPane

COST = 25  # up to 100 texts
TITLE = "Edit history"
NONE = "There are no earlier versions of this message."


async def show_editions(pane: ConversationPane, number: int, _: str) -> None:
    """Show a message's earlier versions."""
    shell, room_uuid = pane.shell, pane.room.uuid
    await shell.wait_turn(COST)
    async with shell.chat.reading() as session:
        earlier = await messages.read_editions(session, actor=shell.actor, room_uuid=room_uuid, number=number)
        found = await messages.read(
            session, actor=shell.actor, room_uuid=room_uuid, after=number - 1, before=number + 1
        )
    now = found.messages[0]
    versions = [(now.body, now.edited_at or now.created_at), *((one.body, one.written_at) for one in earlier)]
    await render_ahead(body for body, _ in versions)
    with sheet(shell, TITLE, "editions") as dialog:
        with box("versions", role="list", tabindex="0", aria_label=TITLE):
            for index, (body, at) in enumerate(versions):
                when = local_date(at, with_time=True) + (" · now" if index == 0 else "")
                html = message_markup.render(body, shell.chat.custom_emoji.pictures)
                shown = f'<div class="when">{when}</div><div class="body">{html}</div>'
                markup(shown, "version", role="listitem")
        if not earlier:
            text("p", NONE, "muted")
        with box("actions"):
            button("Close", dialog.close, classes="primary")
