"""Who added the person to a room: a line at the place where they came in, for this page alone.

The rows of a conversation are the same for every reader, so the line is a rule of this page's styles. Where the
conversation itself says that they were added, there is no other.
"""

from chatapp import rooms
from chatapp.rooms import RoomView
from pages import theme
from pages.components.elements import markup, text
from pages.shell.shell import Shell


async def show_added_line(shell: Shell, room: RoomView) -> None:
    """Say who added the person, and note that they have seen it."""
    async with shell.chat.reading() as session:
        addition = await rooms.addition(session, actor=shell.actor, room_uuid=room.uuid)
    if addition is None:
        return
    if not addition.is_told:
        words = f"{addition.by} added you"
        text("p", words, "sr added-line").props["role"] = "note"
        style = theme.in_place(theme.ADDED_LINE, room.uuid)
        rule = style.replace("NUMBER", str(addition.after)).replace("WORDS", _as_css(words))
        markup(rule, tag="style")
    if addition.is_unseen:
        async with shell.chat.changing(shell.actor) as work:
            await rooms.mark_seen(work, actor=shell.actor, room_uuid=room.uuid)


def _as_css(words: str) -> str:
    """Return words as the inside of a CSS string: each character by its number, so that no name ends it."""
    return "".join(f"\\{ord(character):06x}" for character in words)
