"""The files of a room and its threads in its panel: pictures as tiles, everything else as rows, the last sent first."""

from html import escape
from typing import Final
from uuid import UUID

from nicegui import ui

from chatapp import uploads
from chatapp.callbacks import weakly_awaited
from chatapp.realtime.activity import NewActivity
from chatapp.storage.paging import Page
from chatapp.uploads import RoomFile
from chatapp.web import urls
from pages.components import icons
from pages.components.elements import box, markup, text
from pages.components.local_time import local_date
from pages.components.paged_list import PagedList
from pages.components.search_field import search_field
from pages.room.message.attachment_html import card_html, picture_html
from pages.shell.shell import Shell

EMPTY: Final = (
    "No files yet. Attach one with the + below a message, drop it anywhere in the room, or paste a screenshot."
)
NOTHING: Final = "No file matches."
TILE: Final = (160, 160)  # pixels; the theme cuts it to a square


class RoomFiles:
    """The list of a room's files, in the current container."""

    def __init__(self, shell: Shell, room_uuid: UUID) -> None:
        self._shell, self._room_uuid = shell, room_uuid
        with box("search-files") as self._field:
            search_field(shell, "Search files", weakly_awaited(self._search))
        self._field.set_visibility(False)
        self._empty = text("p", "", "muted small no-files")
        rows = box("room-files", "ul", aria_label="Files in this room")
        self._list: PagedList[RoomFile, int, ui.element] = PagedList(
            shell,
            rows,
            read=self._read,
            draw=_draw,
            key=lambda found: str(found.attachment.uuid),
            on_change=self._show_if_empty,
            more_label="Show older files",
        )

    async def refresh(self) -> None:
        """Show the files as they are now; no fewer than before.

        Raises:
            NotFound: there is no such room, or the person may not see it.
            Forbidden: the person is not a member.
        """
        await self._list.reload()

    def concerns(self, new: NewActivity) -> bool:
        """Say whether a message with one of the files was deleted, or any restored: it may have files.

        Or whether something was said or deleted in a thread: that may have had files, too.
        """
        shown = {found.number for found in self._list.items if found.room_uuid == self._room_uuid}
        return bool(new.threads) or any(counts or number in shown for number, (_, counts) in new.counting.items())

    async def show_more(self) -> None:
        """Add the next page, if there is one and none is being read."""
        if self._list.has_more and not self._list.is_reading:
            await self._list.show_more()

    async def _search(self, search: str) -> None:
        await self._list.start(search)

    async def _read(self, search: str, after: int | None) -> Page[RoomFile, int]:
        async with self._shell.chat.reading() as session:
            return await uploads.files(
                session, actor=self._shell.actor, room_uuid=self._room_uuid, search=search, after=after
            )

    def _show_if_empty(self) -> None:
        if self._empty.is_deleted:
            return
        has_none, is_searched = not len(self._list), bool(self._list.search.strip())
        self._empty.text = (NOTHING if is_searched else EMPTY) if has_none else ""
        self._empty.set_visibility(has_none)
        self._field.set_visibility(is_searched or not has_none)


def _draw(found: RoomFile) -> ui.element:
    is_picture = bool(found.attachment.width and found.attachment.height)
    with box("room-picture" if is_picture else "room-file", "li") as row:
        markup(_html(found, urls.message(found.room_uuid, found.number), is_picture=is_picture))
    return row


def _html(found: RoomFile, message: str, *, is_picture: bool) -> str:
    """Return a tile or a row. ``message``: the address of the message that has the file."""
    file = found.attachment
    by = f"<bdi>{escape(found.author_name)}</bdi>, {local_date(found.sent_at)}"
    if is_picture:
        return f'{picture_html(file, TILE, message=message)}<span class="by sr">{by}</span>'
    label = escape(f"Show {file.name} in the conversation")
    goto = f'<a class="button quiet square" href="{message}" title="Show in conversation" aria-label="{label}">'
    card = card_html(file, f'<span class="about by">{by}</span>')
    return f"{card}{goto}{icons.svg('chat')}</a>"
