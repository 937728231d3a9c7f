"""Who was named in a message and is not in its room: the author alone is told, and may add them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from chatapp import messages, rooms
from chatapp.accounts.directory import PersonView
from chatapp.errors import ChatError
from chatapp.web.parameters import uuid_of
from pages.browser.calls import call
from pages.shell.shell import Shell
from pages.shell.websocket.page_events import PageEvent

NAMED = 3  # people; the others are counted


async def offer_outsiders(shell: Shell, room_uuid: UUID, body: str) -> None:
    """Tell the author of a message whom it names without reaching them; offer to add them, if the author may."""
    try:
        async with shell.chat.reading() as session:
            found = await messages.outsiders(session, actor=shell.actor, room_uuid=room_uuid, body=body)
            if not found:
                return
            room = await rooms.get(session, actor=shell.actor, room_uuid=room_uuid)
    except ChatError:
        return  # the message is stored; this was only about whom it does not reach
    said = f"{_names(found)} {'is' if len(found) == 1 else 'are'}n't in {room.name}."
    if room.may_add:
        people = ",".join(str(one.uuid) for one in found)
        shell.client.run_javascript(
            call("toasts.offer", f"{said} Add them?", "Add", "add_outsiders", str(room_uuid), people)
        )
    else:
        shell.notify(f"{said} They won't see your message.")


async def _add(shell: Shell, args: Any) -> None:
    """Add people when the author who named them says so."""
    match args:
        case [str(room), str(people)]:
            room_uuid, wanted = uuid_of(room), [uuid_of(one) for one in people.split(",")]
            async with shell.chat.changing(shell.actor) as work:
                await rooms.add(work, actor=shell.actor, room_uuid=room_uuid, people=wanted)
            shell.notify("Added. They can read the room now.")


EVENTS: Final[Mapping[str, PageEvent]] = {"add_outsiders": _add}


def _names(people: Sequence[PersonView]) -> str:
    names = [one.name for one in people[:NAMED]]
    more = len(people) - NAMED
    if more > 0:
        names.append(f"{more} more")
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
