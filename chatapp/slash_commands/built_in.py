"""Chatapp's own commands: functions like those of bots, with the person who asks in place of a room.

A function's docstring is what its list says, and its parameters are what is typed. `Said` is posted in the person's
name; a text is an answer that they alone see. Rights are asked by the services.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from chatapp import reminders, rooms
from chatapp.accounts import directory, statuses
from chatapp.accounts.time_zones import zone_named
from chatapp.bots.context import Person
from chatapp.bots.refusals import UsageError
from chatapp.bots.signatures import Signature
from chatapp.errors import Invalid
from chatapp.messages.markup.action_lines import MARK
from chatapp.messages.markup.shortcodes import emoji_named
from chatapp.reminders import spoken_times
from chatapp.reminders.times_in_words import when_said
from chatapp.rooms import RoomView
from chatapp.slash_commands.asking import Asked
from chatapp.slash_commands.entries import Entry

SHRUG: Final = r"¯\\\_(ツ)\_/¯"  # in Markdown
CLEAR: Final = "clear"
FOR_ME: Final = re.compile(r"me\s+", re.IGNORECASE)  # may be left out: nobody else can be reminded


class Said(NamedTuple):
    """What is posted in the name of the person who asked."""

    body: str


Answered = Said | str
Works = Callable[[RoomView], bool]


@dataclass(frozen=True, slots=True)
class OwnCommand:
    """One of Chatapp's commands. ``works``: whether to list it in a room, as it is seen by the person.

    ``is_said``: what comes of it is a message.
    """

    entry: Entry
    function: Callable[..., Awaitable[Answered]]
    works: Works
    is_said: bool


async def me(action: str) -> Said:
    """Say what you're doing, as in “Ada waves”."""
    return Said(f"{MARK}{action}")


async def shrug(message: str = "") -> Said:
    """Send a shrug after your message."""
    return Said(f"{message} {SHRUG}".strip())


async def invite(asked: Asked, *people: Person) -> str:
    """Add people to this room."""
    if not people:
        raise UsageError("Say whom to add, as in `/invite @ada`.")
    names = list(dict.fromkeys(person.username for person in people))
    async with asked.reading() as session:
        found = await directory.find_all(session, actor=asked.actor, usernames=names, field="people")
    async with asked.changing() as work:
        new = await rooms.add(work, actor=asked.actor, room_uuid=asked.room_uuid, people=found)
    who = [f"@{name}" for name, uuid in zip(names, found, strict=True) if uuid in new]
    there = [f"@{name}" for name, uuid in zip(names, found, strict=True) if uuid not in new]
    parts = [f"Added {_listed(who)}."] if who else []
    parts += [f"{_listed(there)} {'is' if len(there) == 1 else 'are'} already in this room."] if there else []
    return " ".join(parts)


async def topic(asked: Asked, text: str = "") -> str:
    """Change this room's description, shown beside its name."""
    async with asked.reading() as session:
        if not text:
            room = await rooms.get(session, actor=asked.actor, room_uuid=asked.room_uuid)
            return f"The description is: {room.description}" if room.description else "This room has no description."
        form = await rooms.described(session, actor=asked.actor, room_uuid=asked.room_uuid)
    form = replace(form, description=text)
    async with asked.changing() as work:
        await rooms.edit(work, actor=asked.actor, room_uuid=asked.room_uuid, form=form, keeps_password=True)
    return "Changed this room's description."


async def remind(asked: Asked, reminder: str) -> str:
    """Remind you, as in “/remind me tomorrow 9:00 water the plants”."""
    now = asked.now()
    zone = zone_named(asked.actor.time_zone)
    try:
        said, words = spoken_times.read(FOR_ME.sub("", reminder), zone, now=now)
        if not words:
            raise UsageError("Say what to be reminded of, as in “/remind me 20m check the oven”.")
        is_of_the_clock = said.moment == said.clock.moment
        in_seconds = None if is_of_the_clock else (said.moment - now).total_seconds()
        async with asked.changing() as work:
            made = await reminders.remind(
                work,
                actor=asked.actor,
                now=now,
                words=words,
                at=said.clock.text if is_of_the_clock else "",
                in_seconds=in_seconds,
                repeats=said.repeats,
                time_zone=zone.key,
            )
    except Invalid as error:
        raise UsageError(" ".join(error.fields.values())) from None
    return f"You'll be reminded {when_said(made, zone)}: {made.text}"


async def status(asked: Asked, text: str = "") -> str:
    """Set your status, as in “:palm_tree: On holiday”; “clear” takes it away."""
    if text.lower() in ("", CLEAR):
        return await _clear_status(asked) if text else _own_status(asked)
    first, *rest = text.split(maxsplit=1)
    symbol = emoji_named(first)
    words = "".join(rest) if symbol else text
    async with asked.changing() as work:
        now = await statuses.set_status(work, actor=asked.actor, emoji=symbol, words=words)
    return f"Your status is now {now.emoji} {now.text}".rstrip() + "."


async def help_(asked: Asked, command: str = "") -> str:
    """List the commands that work here."""
    entries = await asked.entries()
    if name := command.strip().removeprefix("/").lower():
        entries = [one for one in entries if one.name == name]
        if not entries:
            raise UsageError(f"There's no command /{name} in this room.")
    return "\n".join(f"- `{one.usage}` {one.about}{f' (@{one.by})' if one.by else ''}" for one in entries)


async def _clear_status(asked: Asked) -> str:
    async with asked.changing() as work:
        await statuses.clear_status(work, actor=asked.actor)
    return "Your status is cleared."


def _own_status(asked: Asked) -> str:
    now = asked.actor.status
    return f"Your status is {now.emoji} {now.text}".rstrip() + "." if now else "You have no status."


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _command(
    function: Callable[..., Awaitable[Answered]], works: Works = lambda room: True, *, is_said: bool = False
) -> OwnCommand:
    name = function.__name__.rstrip("_")
    about = (function.__doc__ or "").strip()
    return OwnCommand(Entry(name, about, Signature(function, given=(Asked,))), function, works, is_said)


COMMANDS: Final[dict[str, OwnCommand]] = {
    one.entry.name: one
    for one in (
        _command(me, is_said=True),
        _command(shrug, is_said=True),
        _command(invite, lambda room: room.may_add),
        _command(topic, lambda room: room.may_manage),
        _command(remind),
        _command(status),
        _command(help_),
    )
}
