"""All drafts of a person, live: what they typed in which room and have not sent; one that was deleted comes back."""

from typing import Final
from uuid import UUID

from chatapp import messages
from chatapp.events import DraftChanged
from chatapp.messages import DraftView, ListedDraft
from chatapp.web import urls
from pages.drafts.later_page import Frame, LaterPage
from pages.drafts.row import deleted_html, row_html
from pages.shell.shell import Shell

FRAME: Final = Frame(
    title="Drafts",
    path=urls.DRAFTS,
    label="Your drafts",
    sign="pencil",
    nothing="No drafts",
    hint="What you type and don't send is kept here, on all your devices.",
    changed=DraftChanged,
    seconds=1.0,
)


class DraftsPage(LaterPage):
    """One page's list of drafts."""

    def __init__(self, shell: Shell) -> None:
        self._shown: list[ListedDraft] = []
        self._deleted: dict[UUID, tuple[ListedDraft, DraftView]] = {}  # room → its row, what can be restored
        super().__init__(shell, FRAME)

    async def refresh(self) -> None:
        """Show the drafts there are now."""
        async with self._shell.chat.reading() as session:
            self._shown = await messages.all_drafts(session, actor=self._shell.actor)
        for one in self._shown:
            self._deleted.pop(one.draft.room_uuid, None)
        self._draw()

    def _draw(self) -> None:
        deleted = [row for row, _ in self._deleted.values()]
        rows = sorted([*self._shown, *deleted], key=_written, reverse=True)
        self.show_rows([deleted_html(one) if one.draft.room_uuid in self._deleted else row_html(one) for one in rows])

    async def act(self, act: str, which: str) -> None:
        """Delete a draft, or restore one: the button says which."""
        if act == "delete":
            await self._delete(which)
        elif act == "undo":
            await self._undo(which)

    async def _delete(self, room: str) -> None:
        row = next((one for one in self._shown if str(one.draft.room_uuid) == room), None)
        if row is None:
            return
        async with self._shell.chat.changing(self._shell.actor) as work:
            was = await messages.drafts.discard(work, actor=self._shell.actor, room_uuid=row.draft.room_uuid)
        self._shown.remove(row)
        if not was.is_empty:
            self._deleted[was.room_uuid] = row, was
        self._draw()

    async def _undo(self, room: str) -> None:
        found = next((draft for _, draft in self._deleted.values() if str(draft.room_uuid) == room), None)
        if found is None:
            return
        async with self._shell.chat.changing(self._shell.actor) as work:
            await messages.drafts.restore(work, actor=self._shell.actor, draft=found)
        await self.refresh()


def _written(row: ListedDraft) -> float:
    return row.draft.written_at.timestamp() if row.draft.written_at else 0.0


async def show(shell: Shell) -> None:
    """Show what the person has typed and not sent."""
    shell.set_title("Drafts")
    await DraftsPage(shell).refresh()
