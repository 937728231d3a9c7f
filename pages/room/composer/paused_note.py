"""Above the field of a direct chat: who there has paused notifications, and a button to notify them anyway."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from html import escape
from uuid import UUID

from chatapp import notifications
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.errors import Forbidden, NotFound
from chatapp.events import Event, NotificationRulesChanged, account_topic
from chatapp.notifications import Partner, Pauses
from chatapp.realtime.activity import NewActivity
from chatapp.timers import Cancellable, on_the_loop
from pages.browser.calls import call
from pages.components.local_time import local_date, local_time
from pages.components.parts import Part
from pages.shell.page_state.refresher import Refresher
from pages.shell.shell import Shell

DAY, MONTH = timedelta(days=1), timedelta(days=31)

Held = Sequence[tuple[Partner, datetime]]


class PausedNote:
    """One page's line, in its composer. Rules are read when they change, and looked at with each message."""

    def __init__(self, shell: Shell, room_uuid: UUID) -> None:
        self._shell, self._room_uuid = shell, room_uuid
        self._pauses = Pauses((), None)
        self._own: int | None = None  # the number of the newest message, if it is the person's own
        self._pressed: int | None = None  # of which message they have notified people
        self._timer: Cancellable | None = None
        self._topics = set[int]()
        room, client = str(room_uuid), shell.client
        self._note, self._button = Part(client, "paused-note", room), Part(client, "notify-anyway", room)
        self._words = Part(client, "paused-words", room)
        for part in (self._note, self._button):
            part.know(_shown(is_shown=False))
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
        if self._shell.is_signed_in:
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

    async def press(self) -> None:
        """Notify people anyway."""
        chat = self._shell.chat
        number = self._own
        await chat.notify_anyway.press(actor=self._shell.actor, room_uuid=self._room_uuid, now=chat.now())
        self._pressed = number
        self._draw()
        focus = call("composer.focus", str(self._room_uuid))  # the button that had the focus is gone
        self._shell.client.run_javascript(focus)

    def _draw(self) -> None:
        held = self._pauses.held(self._shell.chat.now())
        self._wait(held)
        is_told = self._own is not None and self._own == self._pressed
        self._words.set({"innerHTML": words_of(held, self._shell.chat.now(), is_told=is_told)})
        self._note.set(_shown(is_shown=bool(held)))
        self._button.set(_shown(is_shown=self._own is not None and not is_told))

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


def _shown(*, is_shown: bool) -> Mapping[str, str | None]:
    return {"hidden": None if is_shown else ""}
