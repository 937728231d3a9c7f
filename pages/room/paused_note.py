"""Above the field of a direct chat: who there has paused notifications, and a button to notify them anyway."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape
from typing import Final
from uuid import UUID

from nicegui import ui

from chatapp import notifications
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.errors import Forbidden, NotFound
from chatapp.events import Event, NotificationRulesChanged, account_topic
from chatapp.notifications import Partner, Pauses
from chatapp.realtime.activity import NewActivity
from chatapp.timers import Cancellable, on_the_loop
from pages.browser.calls import call
from pages.components.elements import box, button, markup
from pages.components.local_time import local_date, local_time
from pages.shell.refresher import Refresher
from pages.shell.shell import Shell

ANYWAY: Final = "Notify anyway"
ABOVE_FIELD: Final = 2  # among the parts of a composer
DAY, MONTH = timedelta(days=1), timedelta(days=31)

Held = Sequence[tuple[Partner, datetime]]


class PausedNote:
    """One page's line, in the ``composer``. Rules are read when they change, and looked at with each message."""

    def __init__(self, shell: Shell, room_uuid: UUID, composer: ui.element) -> None:
        self._shell, self._room_uuid = shell, room_uuid
        self._pauses = Pauses((), None)
        self._own: int | None = None  # the number of the newest message, if it is the person's own
        self._pressed: int | None = None  # of which message they have notified people
        self._timer: Cancellable | None = None
        self._topics = set[int]()
        with composer, box("paused-note", hidden="") as self._note:
            self._words = markup("", "words", role="status")
            self._button = button(ANYWAY, shell.with_error_notices(self._press), classes="quiet", hidden="")
        self._note.move(target_index=ABOVE_FIELD)
        self._refresher = Refresher(shell, weakly_awaited(self._refresh))
        activity = shell.chat.room_activity
        shell.on_leaving_view(activity.subscribe(room_uuid, weakly(self._on_activity), weakly(self._on_event)))
        shell.on_leaving_view(shell.on_missed(self._refresher.run))
        shell.on_leaving_view(self._stop)
        self._refresher.request()

    async def _refresh(self) -> None:
        try:
            async with self._shell.chat.reading() as session:
                found = await notifications.pauses(session, actor=self._shell.actor, room_uuid=self._room_uuid)
        except (NotFound, Forbidden):
            found = Pauses((), None)
        self._pauses, self._own = found, found.number
        if not self._note.is_deleted:
            self._listen()
            self._draw()

    def _listen(self) -> None:
        """Hear of others' rules; nobody comes into a direct chat, so they are the same people as before."""
        broker = self._shell.chat.broker
        for account_id in {one.account_id for one in self._pauses.partners} - self._topics:
            self._topics.add(account_id)
            self._shell.on_leaving_view(broker.subscribe(account_topic(account_id), weakly(self._on_event)))

    def _on_activity(self, new: NewActivity) -> None:
        own = new.by_author.get(self._shell.actor.uuid)
        self._own = own if own is not None and own == max(new.by_author.values()) else None
        self._draw()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, NotificationRulesChanged):
            self._refresher.request()

    async def _press(self) -> None:
        chat = self._shell.chat
        number = self._own
        await chat.notify_anyway.press(actor=self._shell.actor, room_uuid=self._room_uuid, now=chat.now())
        self._pressed = number
        self._draw()
        with self._shell.client:
            ui.run_javascript(call("composer.focus", str(self._room_uuid)))  # the button that had the focus is gone

    def _draw(self) -> None:
        if self._note.is_deleted:
            return
        held = self._pauses.held(self._shell.chat.now())
        self._wait(held)
        is_told = self._own is not None and self._own == self._pressed
        self._words.set({"innerHTML": words_of(held, self._shell.chat.now(), is_told=is_told)})
        _show(self._note, is_shown=bool(held))
        _show(self._button, is_shown=self._own is not None and not is_told)

    def _wait(self, held: Held) -> None:
        """Look again when somebody's pause is over."""
        self._stop()
        if held:
            seconds = (min(end for _, end in held) - self._shell.chat.now()).total_seconds()
            self._timer = on_the_loop(min(seconds, DAY.total_seconds()) + 1, weakly(self._draw))

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def words_of(held: Held, now: datetime, *, is_told: bool) -> str:
    """Return the HTML that says who is told nothing, and until when; or that they are told of this message."""
    names = [f"<bdi>{escape(one.name)}</bdi>" for one, _ in held]
    if not names:
        return ""
    who, is_one = _joined(names), len(names) == 1
    if is_told:
        return f"{who} will be notified of your message."
    end = held[0][1]
    until = f" until {local_time(end) if end - now < DAY else local_date(end, with_time=True)}"
    return f"{who} {'has' if is_one else 'have'} notifications paused{until if is_one and end - now < MONTH else ''}."


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _show(element: ui.element, *, is_shown: bool) -> None:
    if is_shown == ("hidden" in element.props):
        if is_shown:
            del element.props["hidden"]
        else:
            element.props["hidden"] = ""
