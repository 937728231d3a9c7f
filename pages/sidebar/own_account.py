"""The person's own account at the foot of the sidebar: presence as others see it, and the way to their settings."""

from html import escape
from uuid import UUID

from chatapp.web import urls
from pages.components import icons
from pages.components.parts import Attributes, Part, element_html
from pages.components.presence_dot import PRESENCE_WORDS, avatar_with_presence_html
from pages.people.person_row import status_html
from pages.shell.shell import Shell
from pages.sidebar.pause_button import PauseButton

SETTINGS = element_html(
    "a",
    {
        "class": "button quiet square",
        "href": urls.SETTINGS,
        "aria-label": "Settings",
        "title": "Settings",
        "innerHTML": f"<span>{icons.svg('gear')}</span>",
    },
)


class OwnAccount:
    """The foot of one page's sidebar, kept in step with the person's name and presence."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._profile, self._status = (
            Part(shell.client, "myself", is_written=False),
            Part(shell.client, "own-status", is_written=False),
        )
        self.pause = PauseButton(shell)
        shell.client.on_delete(shell.on_actor_change(self._draw))
        shell.client.on_delete(shell.chat.presence.watch(shell.actor.uuid, self._on_presence))

    def html(self) -> str:
        """Return it as HTML for the page that is being built."""
        profile, status = self._shown_profile, self._shown_status
        self._profile.know(profile)
        self._status.know(status)
        current = "page" if urls.is_within(self._shell.path, urls.SETTINGS) else "false"
        link = {"class": "row myself", "href": urls.SETTINGS, "data-part": "myself", "aria-current": current}
        button = {"class": "button quiet own-status", "type": "button", "data-part": "own-status"}
        choose = element_html("button", {**button, "data-tell": "set_status", **status})
        return (
            f'<div class="sidebar-foot" role="group" aria-label="You">{element_html("a", {**link, **profile})}'
            f"{choose}{self.pause.html()}{SETTINGS}</div>"
        )

    def _draw(self) -> None:
        self._profile.set(self._shown_profile)
        self._status.set(self._shown_status)

    @property
    def _shown_profile(self) -> Attributes:
        actor = self._shell.actor
        state = self._shell.chat.presence.state_of(actor.uuid)
        picture = avatar_with_presence_html(actor.uuid, actor.name, state, "s", actor.avatar)
        return {
            "innerHTML": f'{picture}<bdi class="name">{escape(actor.name)}</bdi>',
            "title": f"Your profile: {actor.username} · {actor.email} · {PRESENCE_WORDS[state]}",
            "aria-label": f"{actor.name}, {PRESENCE_WORDS[state]}: your profile",
        }

    @property
    def _shown_status(self) -> Attributes:
        status = self._shell.actor.status
        label = f"Your status: {status.emoji} {status.text}".strip() if status else "Set a status"
        shown = status_html(status) if status else f"<span>{icons.svg('smile')}</span>"
        return {"innerHTML": shown, "aria-label": label, "title": label}

    def _on_presence(self, _: UUID) -> None:
        """Show the person's own."""
        if self._shell.is_signed_in:
            self._draw()
