"""The dialogs that create a room and edit one."""

from uuid import UUID

from nicegui import ui

from chatapp import rooms
from chatapp.rooms import RoomForm, RoomView, categories
from chatapp.rooms.categories import CategoryView
from chatapp.rooms.hues import DEGREES, HUES
from chatapp.rooms.slow_mode import CHOICES
from chatapp.web import urls
from pages.components.dialogs import sheet
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.shell.shell import Shell

KINDS = (("public", "Public — anyone can join"), ("private", "Private — invite only, or anyone with the password"))
LISTED_OR_NOT = "Rooms with a password appear in the list. Without one, only members can see the room."
TOPICS = "Topics: answers go into threads"
TOPICS_HINT = "Each message begins a topic, as in a forum, and Reply opens its thread."
ADDING = "Who may add people"
ADDING_HINT = "While the room is private. In a public room, all members may."
ADDERS = (("no", "Owner and moderators"), ("yes", "All members"))
COLOURS = (("", "Automatic"), *((str(hue), name) for name, hue in HUES.items()))


async def create_room(shell: Shell) -> None:
    """Open the dialog that creates a room and goes there."""
    choices = await _categories(shell)
    with sheet(shell, "Create a room") as dialog:

        async def create(values: dict[str, str]) -> None:
            room_uuid = await shell.chat.room_passwords.create(
                actor=shell.actor, form=_form(values), password=_password(values)
            )
            dialog.close()
            ui.navigate.to(urls.room(room_uuid))

        with LiveForm(shell, "Create room", create) as form:
            _fields(form, choices, None)
            form.actions(dialog.close)


async def edit_room(shell: Shell, room: RoomView) -> None:
    """Open the dialog that edits a room; only its owner may save."""
    choices = await _categories(shell)
    with sheet(shell, "Edit room") as dialog:

        async def save(values: dict[str, str]) -> None:
            takes_away = values.get("unlisted", "") == "yes"
            password = _password(values) or ("" if takes_away else None)
            await shell.chat.room_passwords.edit(
                actor=shell.actor, room_uuid=room.uuid, form=_form(values), password=password
            )
            async with shell.chat.changing(shell.actor) as work:
                seconds = _seconds(values.get("slow_mode", ""))
                await rooms.set_slow_mode(work, actor=shell.actor, room_uuid=room.uuid, seconds=seconds)
                topics = values.get("begins_threads", "") == "yes"
                await rooms.set_begins_threads(work, actor=shell.actor, room_uuid=room.uuid, begins_threads=topics)
                may_add = values.get("members_may_add", "") == "yes"
                await rooms.set_members_may_add(work, actor=shell.actor, room_uuid=room.uuid, members_may_add=may_add)
            dialog.close()

        with LiveForm(shell, "Save", save) as form:
            _fields(form, choices, room)
            form.actions(dialog.close)


def _fields(form: LiveForm, choices: list[CategoryView], room: RoomView | None) -> None:
    form.field(Field("name", "Name", value=room.name if room else ""))
    about = room.description if room else ""
    form.field(Field("description", "Description", is_required=False, hint="What's this room for?", value=about))
    category = str(room.category.uuid) if room and room.category else ""
    options = (("", "None"), *((str(choice.uuid), choice.name) for choice in choices))
    form.field(Field("category", "Category", is_required=False, value=category, options=options))
    hue = str(room.chosen_hue) if room and room.chosen_hue is not None else ""
    form.field(Field("hue", "Colour", "hues", is_required=False, value=hue, options=COLOURS))
    form.field(Field("visibility", "Who may join", value=room.visibility if room else "public", options=KINDS))
    if room is not None:
        adders = "yes" if room.members_may_add else "no"
        form.field(Field("members_may_add", ADDING, hint=ADDING_HINT, value=adders, options=ADDERS))
        pauses = tuple((str(seconds), name) for seconds, name in CHOICES.items())
        slow = Field("slow_mode", "Slow mode", is_required=False, value=str(room.slow_mode), options=pauses)
        form.field(slow)
        topics, chosen = (("no", "Off"), ("yes", "On")), "yes" if room.begins_threads else "no"
        form.field(Field("begins_threads", TOPICS, is_required=False, hint=TOPICS_HINT, value=chosen, options=topics))
    _password_fields(form, has_password=room is not None and room.has_password)


def _password_fields(form: LiveForm, *, has_password: bool) -> None:
    if has_password:
        kept = "Leave empty to keep the current one."
        form.field(Field("password", "New password", "password", "new-password", False, kept))
        listed = (("no", "Private — anyone with the password"), ("yes", "Private — invite only"))
        form.field(Field("unlisted", "Password", is_required=False, value="no", options=listed))
    else:
        form.field(Field("password", "Password", "password", "new-password", False, LISTED_OR_NOT))


def _form(values: dict[str, str]) -> RoomForm:
    return RoomForm(
        name=values["name"],
        description=values["description"],
        visibility=values["visibility"],
        category=_uuid(values["category"]),
        hue=_hue(values["hue"]),
    )


def _hue(value: str) -> int | None:
    """Return the hue that was chosen; what the list did not offer becomes one that there is not."""
    if not value:
        return None
    return next((hue for hue in DEGREES if str(hue) == value), -1)


def _seconds(value: str) -> int:
    """Return the pause that was chosen; what the list did not offer becomes one that there is not."""
    return next((seconds for seconds in CHOICES if str(seconds) == value), -1)


def _password(values: dict[str, str]) -> str:
    """Return the password that was typed; a public room has none, whatever stands in the field."""
    return values["password"] if values["visibility"] == "private" else ""


def _uuid(value: str) -> UUID | None:
    """Return the category that was chosen; anything the list did not offer becomes an unknown one."""
    try:
        return UUID(value) if value else None
    except ValueError:
        return UUID(int=0)


async def _categories(shell: Shell) -> list[CategoryView]:
    async with shell.chat.reading() as session:
        return await categories.listing(session)
