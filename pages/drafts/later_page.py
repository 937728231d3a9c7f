"""The frame of a list of what a person keeps for later: drafts, scheduled messages and reminders each have one."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nicegui import events

from chatapp import notifications
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.events import Event, account_topic
from chatapp.notifications import AlertKind
from chatapp.web.parameters import LARGEST
from pages.components.elements import box, markup
from pages.components.nothing_here import nothing_here
from pages.drafts.tabs import show_tabs
from pages.shell.layout.pane_head import pane_head
from pages.shell.page_state.refresher import gathered_refresh
from pages.shell.shell import Shell

ON_CLICK: Final = "(e) => chatapp.elements.act(e, emit)"


@dataclass(frozen=True, slots=True)
class Frame:
    """What a list is called, and what it says while it is empty.

    ``path``: its address; ``label``: of the rows; ``sign``, ``nothing`` and ``hint``: while there are none. It is read
    again when the person's own pages hear ``changed``, once for all that comes within ``seconds``.
    """

    title: str
    path: str
    label: str
    sign: str
    nothing: str
    hint: str
    changed: type[Event]
    seconds: float = 0.3


class LaterPage(ABC):
    """One page's list, live. Rows are HTML, and their buttons say by ``data-act`` what they do."""

    def __init__(self, shell: Shell, frame: Frame) -> None:
        self._shell, self._changed = shell, frame.changed
        with box("pane").on("click", shell.with_error_notices(self._take), js_handler=ON_CLICK) as pane:
            with pane_head(frame.title):
                self.offer()
            with box("pane-body", tabindex="0", role="region", aria_label=frame.title):
                show_tabs(frame.path)
                self._rows = markup("", "later-list", "ul", aria_label=frame.label)
                self._empty = nothing_here(frame.sign, frame.nothing, frame.hint)
        refresh = weakly_awaited(self.refresh)
        self._refreshing = gathered_refresh(shell, refresh, frame.seconds, is_wanted=lambda: not pane.is_deleted)
        topic = account_topic(shell.actor.account_id)
        shell.on_leaving_view(shell.chat.broker.subscribe(topic, weakly(self._on_event)))
        shell.on_leaving_view(shell.on_missed(refresh))

    def offer(self) -> None:  # noqa: B027  (most lists have nothing there)
        """Show what can be done besides, in the head."""

    @abstractmethod
    async def refresh(self) -> None:
        """Show what there is now."""

    @abstractmethod
    async def act(self, act: str, which: str) -> None:
        """Do what a row's button says. ``which``: the rest of its ``data-act``, as the browser sends it."""

    def show_rows(self, rows: Sequence[str]) -> None:
        """Show these rows, or that there are none."""
        if not self._rows.is_deleted:
            self._rows.set({"innerHTML": "".join(rows)})
            self._empty.set_visibility(not rows)

    async def mark_read(self, kind: AlertKind) -> None:
        """Mark as read what the person was told of by alerts of a kind: they see it here."""
        async with self._shell.chat.transaction() as work:
            await notifications.mark_read(work, actor=self._shell.actor, upto=LARGEST, kinds=(kind,))

    def _on_event(self, event: Event) -> None:
        if isinstance(event, self._changed):
            self._refreshing.request()

    async def _take(self, event: events.GenericEventArguments) -> None:
        act, _, which = str(event.args).partition(" ")
        await self.act(act, which)
