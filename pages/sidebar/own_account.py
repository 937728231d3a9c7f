"""The person's own account at the foot of the sidebar: presence as others see it, and the way to their settings."""

from functools import partial
from html import escape

from chatapp.accounts.statuses import Status
from chatapp.events import PRESENCE_TOPIC, Event, PresenceChanged
from chatapp.web import urls
from pages.components import icons
from pages.components.elements import box, button, markup
from pages.components.presence_dot import PRESENCE_WORDS, avatar_with_presence_html
from pages.people.person_row import status_html
from pages.people.status import set_status
from pages.shell.shell import Shell
from pages.sidebar.pause_button import PauseButton


class OwnAccount:
    """The foot of one page's sidebar, kept in step with the person's name and presence."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        gear = f"<span>{icons.svg('gear')}</span>"
        settings = {"href": urls.SETTINGS, "aria_label": "Settings", "title": "Settings"}
        with box("sidebar-foot", role="group", aria_label="You"):
            self._profile = markup("", "row myself", "a", href=urls.SETTINGS, aria_current=self._current(shell.path))
            choose = shell.with_error_notices(partial(set_status, shell))
            self._status = button("Set a status", choose, classes="quiet own-status")
            self.pause = PauseButton(shell)
            markup(gear, "button quiet square", "a", **settings)
        self._draw()
        shell.on_path_change(self._mark)
        shell.client.on_delete(shell.on_actor_change(self._draw))
        shell.client.on_delete(shell.chat.broker.subscribe(PRESENCE_TOPIC, self._on_event))

    def _draw(self) -> None:
        actor = self._shell.actor
        state = self._shell.chat.presence.state_of(actor.uuid)
        picture = avatar_with_presence_html(actor.uuid, actor.name, state, "s", actor.avatar)
        self._profile.set(
            {
                "innerHTML": f'{picture}<bdi class="name">{escape(actor.name)}</bdi>',
                "title": f"Your profile: {actor.username} · {actor.email} · {PRESENCE_WORDS[state]}",
                "aria-label": f"{actor.name}, {PRESENCE_WORDS[state]}: your profile",
            }
        )
        self._draw_status(actor.status)

    def _draw_status(self, status: Status | None) -> None:
        label = f"Your status: {status.emoji} {status.text}".strip() if status else "Set a status"
        shown = status_html(status) if status else f"<span>{icons.svg('smile')}</span>"
        self._status.props.update({"innerHTML": shown, "aria-label": label, "title": label})

    def _current(self, path: str) -> str:
        return "page" if urls.is_within(path, urls.SETTINGS) else "false"

    def _mark(self, path: str) -> None:
        self._profile.set({"aria-current": self._current(path)})

    def _on_event(self, event: Event) -> None:
        if not (self._shell.is_signed_in and isinstance(event, PresenceChanged)):
            return
        if event.account_uuid == self._shell.actor.uuid:
            self._draw()
