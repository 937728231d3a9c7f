"""What may be meant by a name that is being typed: asked for by the browser at each key, a few rows at most."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any, Final

from chatapp import messages
from chatapp.accounts.directory import PersonView
from chatapp.errors import ChatError
from chatapp.messages import Suggestions
from chatapp.rooms import RoomView
from chatapp.web.parameters import uuid_of
from pages.browser.calls import call
from pages.components.elements import avatar_html, bot_mark
from pages.components.room_labels import tile_html
from pages.shell.shell import Shell
from pages.shell.websocket.page_events import PageEvent

AT_MOST = 8  # rows
LONGEST = 100  # characters of what is typed
OUTSIDE = "Not in this room"

Row = tuple[str, str]  # what is put into the text, and the HTML that is shown


async def _asked(shell: Shell, args: Any) -> None:
    """Answer what the fields of the page ask."""
    match args:
        case [int(token), str(sign), str(words), str(room)] if len(words) <= LONGEST:
            answer = await _answer(shell, sign, words, room)
            shell.client.run_javascript(call("names.offer", token, json.dumps(answer)))


EVENTS: Final[Mapping[str, PageEvent]] = {"complete_name": _asked}


async def _answer(shell: Shell, sign: str, words: str, room: str) -> dict[str, list[Row] | str | None]:
    try:
        await shell.wait_turn()
        async with shell.chat.reading() as session:
            if sign == "#":
                found = await messages.suggest_rooms(session, actor=shell.actor, search=words)
                return {"rows": [_room(one) for one in found], "refusal": None}
            people = await messages.suggest_people(
                session, actor=shell.actor, room_uuid=uuid_of(room), search=words.casefold()
            )
    except ChatError:
        return {"rows": [], "refusal": None}  # what is typed is sent as it is
    calls = _calls(people, words.casefold())
    rows = [_person(one) for one in people.members][: AT_MOST - len(calls)] + calls
    rows += [_person(one, OUTSIDE) for one in people.others]
    return {"rows": rows[:AT_MOST], "refusal": people.refusal}


def _calls(people: Suggestions, words: str) -> list[Row]:
    """Return `@room` and `@here`, if they may be meant and the person may use them."""
    notes = {"room": f"Everyone in this room ({people.member_count:,})", "here": "Everyone in this room who is online"}
    calls = {name: note for name, note in notes.items() if name.startswith(words)} if not people.refusal else {}
    return [
        (f"@{name}", f'<span class="call">@</span><bdi>@{name}</bdi><small>{note}</small>')
        for name, note in calls.items()
    ]


def _person(person: PersonView, note: str = "") -> Row:
    face = avatar_html(person.uuid, person.name, "s", person.avatar)
    name = f"<bdi>{escape(person.name)}</bdi>" if person.name != person.username else ""
    where = f" · {note}" if note else ""
    about = f"<small>@{escape(person.username)}{where}</small>"
    return f"@{person.username}", f"{face}{name}{bot_mark(person.is_bot)}{about}"


def _room(room: RoomView) -> Row:
    return f"#{room.name}", f"{tile_html(room)}<bdi>{escape(room.name)}</bdi>"
