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

LEVELS: Final = {
    AlertLevel.ALL.value: "Every message",
    AlertLevel.MENTIONS.value: "What concerns me",
    AlertLevel.NOTHING.value: "Nothing",
}
MUTED: Final = "This room is muted, so it doesn't notify you. Unmute it first."


async def choose_level(shell: Shell, room: RoomView) -> None:
    """Ask which messages of a room notify the person; the first choice is what holds without one."""
    options = await _options(shell, room)
    with sheet(shell, f"Notifications from {room.name}") as dialog:

        async def save(values: dict[str, str]) -> None:
            level = AlertLevel(values["level"]) if values["level"] in list(AlertLevel) else None
            async with shell.chat.changing(shell.actor) as work:
                await notifications.set_level(work, actor=shell.actor, room_uuid=room.uuid, level=level)
            dialog.close()

        if room.is_muted:
            text("p", MUTED, "muted")
        with LiveForm(shell, "Save", save) as form:
            form.field(Field("level", "Notify me about", value=room.alert_level or "", options=options))
            form.actions(dialog.close)


async def _options(shell: Shell, room: RoomView) -> tuple[tuple[str, str], ...]:
    if room.is_direct:
        return ("", LEVELS[AlertLevel.ALL]), *list(LEVELS.items())[1:]
    async with shell.chat.reading() as session:
        own = await notifications.own(session, actor=shell.actor, now=shell.chat.now())
    place = "As in my settings" if own.rules.level else "Workspace default"
    return ("", f"{place} ({LEVELS[own.rules.level or own.default]})"), *LEVELS.items()
