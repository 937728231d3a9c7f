"""Which messages of a room notify the person: a dialog from its menu."""

from typing import Final

from chatapp import notifications
from chatapp.notifications import AlertLevel
from chatapp.rooms import RoomView
from pages.components.dialogs import sheet
from pages.components.elements import text
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.shell.shell import Shell

LEVELS: Final = (
    ("", "As in my settings"),
    (AlertLevel.ALL.value, "Every message"),
    (AlertLevel.MENTIONS.value, "What concerns me"),
    (AlertLevel.NOTHING.value, "Nothing"),
)
IN_DIRECT: Final = (("", "Every message"), *LEVELS[2:])
MUTED: Final = "This room is muted, so it doesn't notify you. Unmute it first."


async def choose_level(shell: Shell, room: RoomView) -> None:
    """Ask which messages of a room notify the person."""
    with sheet(shell, f"Notifications from {room.name}") as dialog:

        async def save(values: dict[str, str]) -> None:
            level = AlertLevel(values["level"]) if values["level"] in list(AlertLevel) else None
            async with shell.chat.changing(shell.actor) as work:
                await notifications.set_level(work, actor=shell.actor, room_uuid=room.uuid, level=level)
            dialog.close()

        if room.is_muted:
            text("p", MUTED, "muted")
        with LiveForm(shell, "Save", save) as form:
            options = IN_DIRECT if room.is_direct else LEVELS
            form.field(Field("level", "Notify me about", value=room.alert_level or "", options=options))
            form.actions(dialog.close)
