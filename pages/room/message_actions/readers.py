"""Who has seen a message and who has not, when somebody asks for it in the message's menu."""

from collections.abc import Sequence
from html import escape

from chatapp import messages
from chatapp.messages import Reader
from chatapp.web import urls
from pages.components.dialogs import sheet
from pages.components.elements import avatar_html, box, button, markup, text
from pages.room.conversation_pane import ConversationPane

COST = 5  # up to 400 people
READ, NOT_YET = "Read", "Not yet"
ALONE = "No one who was here when this was posted shares what they've read."


async def show_readers(pane: ConversationPane, number: int, _: str) -> None:
    """Show who has seen a message."""
    shell = pane.shell
    await shell.wait_turn(COST)
    async with shell.chat.reading() as session:
        seen = await messages.seen_by(session, actor=shell.actor, room_uuid=pane.room.uuid, number=number)
    with sheet(shell, f"Seen by {seen.count:,} of {seen.of:,}") as dialog:
        if not seen.of:
            text("p", ALONE, "muted")
        _show_people(READ, seen.readers, seen.count)
        _show_people(NOT_YET, seen.not_yet, seen.of - seen.count)
        with box("actions"):
            button("Close", dialog.close, classes="primary")


def _show_people(title: str, people: Sequence[Reader], count: int) -> None:
    if not count:
        return
    with box("readers", "section", aria_label=title):
        text("h3", f"{title} — {count:,}")
        more = f'<li class="muted">and {count - len(people):,} more</li>' if count > len(people) else ""
        markup("".join(map(_person, people)) + more, "", "ul")


def _person(reader: Reader) -> str:
    return (
        f'<li><a href="{urls.person(reader.username)}" data-person="{reader.uuid}">'
        f"{avatar_html(reader.uuid, reader.name, 's', reader.avatar)}"
        f'<bdi class="clip person-label">{escape(reader.name)}</bdi>'
        f'<span class="muted username">@{escape(reader.username)}</span></a></li>'
    )
