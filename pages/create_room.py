"""The dialog that makes a room."""

from nicegui import ui

from chatapp import rooms
from pages.elements import box, button, text
from pages.forms import Field, LiveForm
from pages.layout import Shell

NAME = Field("name", "Name", hint="Up to 60 characters; everybody will see it.")
TOPIC = Field("topic", "Topic", is_required=False, hint="What belongs here, in a few words.")


def create_room_dialog(shell: Shell) -> ui.dialog:
    """Return the dialog, closed; when the room is made it leads there."""

    async def create(values: dict[str, str]) -> None:
        async with shell.chat.transaction() as work:
            room_uuid = await rooms.create(work, actor=shell.actor, name=values["name"], topic=values["topic"])
        dialog.close()
        ui.navigate.to(f"/rooms/{room_uuid}")

    with ui.dialog().props('aria-labelledby="create-room-title"') as dialog, box("sheet"):
        text("h2", "Create a room").props["id"] = "create-room-title"
        with LiveForm("Create room", create, shell.explained) as form:
            form.field(NAME)
            form.field(TOPIC)
            with box("actions"):
                button("Cancel", dialog.close, classes="quiet")
                form.submit()
    return dialog
