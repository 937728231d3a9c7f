"""Administration: searching messages, and removing them."""

from functools import partial
from html import escape
from uuid import UUID

from chatapp.administration import messages, people, rooms
from chatapp.administration.messages import FoundMessage
from chatapp.messages import markup
from chatapp.messages.lifecycle import removal
from chatapp.storage.paging import Page
from chatapp.web import urls
from pages.admin.frame import frame
from pages.admin.table import Columns, Table, Words, act_button, cell
from pages.components import icons
from pages.components.dialogs import confirm
from pages.components.elements import avatar_html, box, text
from pages.components.local_time import local_date
from pages.components.page_frame import refresh_if_gone
from pages.shell.shell import Shell

QUOTED = 120  # characters
COLUMNS = Columns(("Message", "Room", ""))
WORDS = Words(
    name="Messages",
    search="Search messages",
    nothing="Enter a word to search. Messages only appear once you search.",
    not_found="No messages match.",
    one="message",
    many="messages",
)


class MessageSearch:
    """One page's search: in all rooms or in one, for messages by everybody or by one person."""

    def __init__(self, shell: Shell, author: UUID | None, room: UUID | None) -> None:
        self._shell, self._author, self._room = shell, author, room
        self.table: Table[FoundMessage, int] = Table(
            shell,
            COLUMNS,
            WORDS,
            read=self._read,
            cells=partial(_cells, shell.chat.custom_emoji.pictures),
            key=lambda it: str(it.message_id),
            act=self._ask_remove,
        )

    async def _read(self, search: str, _: str, after: int | None) -> Page[FoundMessage, int]:
        actor = self._shell.actor
        async with self._shell.chat.reading() as session:
            return await messages.find(
                session, actor=actor, search=search, room=self._room, author=self._author, after=after
            )

    async def _ask_remove(self, _: str, message: FoundMessage) -> None:
        async def remove() -> None:
            async with self._shell.chat.transaction() as work:
                await removal.remove(work, actor=self._shell.actor, room_uuid=message.room_uuid, number=message.number)
            self.table.drop(str(message.message_id))

        title = f"Remove this message by {message.author_name}?"
        words = message.words
        excerpt = words if len(words) <= QUOTED else f"{words[:QUOTED].rstrip()}…"
        sentence = f"“{excerpt}” will be removed for everyone. This can't be undone. The audit trail keeps a record."
        confirm(self._shell, title, sentence, "Remove message", refresh_if_gone(self._shell, remove))


def _cells(pictures: markup.Pictures, message: FoundMessage) -> list[str]:
    room = urls.admin_messages(room=message.room_uuid)
    return [
        _as_message(message, pictures),
        f'<a href="{room}">{cell(message.room_name, title="Messages in this room")}</a>',
        act_button("remove", "Remove", f"Remove message {message.number} of {message.room_name}", is_dangerous=True),
    ]


def _as_message(message: FoundMessage, pictures: markup.Pictures) -> str:
    """Return a message as its room shows it; the author's name narrows the search to what they wrote."""
    author = urls.admin_messages(author=message.author_uuid)
    face = avatar_html(message.author_uuid, message.author_name, digest=message.author_avatar)
    return (
        f'<div class="msg found">{face}<div class="head">'
        f'<a class="who clip" href="{author}" title="Messages by @{escape(message.author_username)}">'
        f"<bdi>{escape(message.author_name)}</bdi></a>{local_date(message.created_at, with_time=True)}</div>"
        f'<div class="body">{markup.render(message.body, pictures)}</div>{_files(message)}</div>'
    )


def _files(message: FoundMessage) -> str:
    """Return the names of its files. Administrators who aren't members can't open them."""
    names = ", ".join(f"<bdi>{escape(name)}</bdi>" for name in message.files)
    return f'<p class="of-files muted">{icons.svg("file")} {names}</p>' if names else ""


async def show(shell: Shell, author: UUID | None, room: UUID | None) -> None:
    """Show the search. ``author``, ``room``: find only messages by this person, or in this room.

    Raises:
        NotFound: there is no such person or room, or the actor is no administrator.
    """
    narrowed: list[str] = []
    async with shell.chat.reading() as session:
        if author is not None:
            person = await people.get(session, actor=shell.actor, account_uuid=author)
            narrowed.append(f"by {person.name}")
        if room is not None:
            narrowed.append(f"in {(await rooms.get(session, actor=shell.actor, room_uuid=room)).name}")
    with frame(shell, "moderation"):
        if narrowed:
            with box("narrowed"):
                text("bdi", f"Only messages {' and '.join(narrowed)}", "clip")
                text("a", "Search everywhere").props["href"] = urls.admin_messages()
        await MessageSearch(shell, author, room).table.start()
