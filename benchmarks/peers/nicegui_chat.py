"""A chat room as NiceGUI's chat example has it: a refreshable conversation. `nicegui_chat.py PORT DATABASE`."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from nicegui import Client, ui
from storing import Store

messages: list[tuple[str, str, str]] = []  # who, what, when


@ui.refreshable
def conversation(own_id: str) -> None:
    """Draw all messages."""
    for author, body, stamp in messages:
        ui.chat_message(text=body, stamp=stamp, avatar=f"/avatar/{author}", sent=author == own_id)
    ui.run_javascript("window.scrollTo(0, document.body.scrollHeight)")


@ui.page("/chat")
async def chat(client: Client) -> None:
    """Show the conversation and a field to write in."""

    async def send() -> None:
        body, field.value = field.value, ""
        await store.add(body)
        messages.append((own_id, body, datetime.now(UTC).strftime("%X")))
        conversation.refresh()

    own_id = str(uuid4())
    with ui.footer(), ui.column(), ui.row():
        field = ui.input(placeholder="message").on("keydown.enter", send)
    await client.connected()
    with ui.column():
        conversation(own_id)


if __name__ in {"__main__", "__mp_main__"}:
    store = Store(Path(sys.argv[2]))
    ui.run(host="127.0.0.1", port=int(sys.argv[1]), reload=False, show=False, show_welcome_message=False)
