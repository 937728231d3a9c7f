"""All drafts of a person, live: what they typed in which room and have not sent; one that was deleted comes back."""

from uuid import UUID

from nicegui import events

from chatapp import messages
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.events import DraftChanged, Event, account_topic
from chatapp.messages import DraftView, ListedDraft
from chatapp.web import urls
from pages.components.elements import box, icon, markup, text
from pages.drafts.row import deleted_html, row_html
from pages.drafts.tabs import show_tabs
from pages.shell.layout import menu_button
from pages.shell.refresher import gathered_refresh
from pages.shell.shell import Shell

REFRESH_SECONDS = 1.0  # changes within this time are read together
ON_CLICK = "(e) => chatapp.elements.act(e, emit)"


class DraftsPage:
    """One page's list of drafts."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._shown: list[ListedDraft] = []
        self._deleted: dict[UUID, tuple[ListedDraft, DraftView]] = {}  # room → its row, what can be restored
        with box("pane").on("click", shell.with_error_notices(self._act), js_handler=ON_CLICK) as pane:
            with box("pane-head"):
                menu_button()
                with box("titles"):
                    text("h1", "Drafts")
            with box("pane-body", tabindex="0", role="region", aria_label="Drafts"):
                show_tabs(urls.DRAFTS)
                self._rows = markup("", "later-list", "ul", aria_label="Your drafts")
                with box("empty caught-up") as self._empty:
                    icon("pencil")
                    text("h2", "No drafts")
                    text("p", "What you type and don't send is kept here, on all your devices.")
        refresh = weakly_awaited(self.refresh)
        self._refreshing = gathered_refresh(shell, refresh, REFRESH_SECONDS, is_wanted=lambda: not pane.is_deleted)
        topic = account_topic(shell.actor.account_id)
        shell.on_leaving_view(shell.chat.broker.subscribe(topic, weakly(self._on_event)))
        shell.on_leaving_view(shell.on_missed(refresh))

    async def refresh(self) -> None:
        """Show the drafts there are now."""
        async with self._shell.chat.reading() as session:
            self._shown = await messages.all_drafts(session, actor=self._shell.actor)
        for one in self._shown:
            self._deleted.pop(one.draft.room_uuid, None)
        self._draw()

    def _draw(self) -> None:
        if self._rows.is_deleted:
            return
        deleted = [row for row, _ in self._deleted.values()]
        rows = sorted([*self._shown, *deleted], key=_written, reverse=True)
        html = (deleted_html(row) if row.draft.room_uuid in self._deleted else row_html(row) for row in rows)
        self._rows.set({"innerHTML": "".join(html)})
        self._empty.set_visibility(not rows)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, DraftChanged):
            self._refreshing.request()

    async def _act(self, event: events.GenericEventArguments) -> None:
        """Delete a draft, or restore one: the button says which."""
        act, _, room = str(event.args).partition(" ")
        if act == "delete":
            await self._delete(room)
        elif act == "undo":
            await self._undo(room)

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
