"""Oneself, at the sidebar's foot: presence as others see it, the way to the profile, and the way out."""

from html import escape

from nicegui import ui

from chatapp.events import PRESENCE_TOPIC, Event, PresenceChanged
from pages.elements import box, icon
from pages.presence import WORDS, seen_avatar_html
from pages.shell import Shell
from pages.sidebar.ways import way

PROFILE = "/profile"
SIGN_OUT = "(e) => { e.preventDefault(); outbox.signOut(e.target); }"


class Own:
    """The foot of one page's sidebar, kept in step with what the person is called and may do."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        with box("sidebar-foot", role="group", aria_label="You"):
            self._administration = way(shell, "/admin", "shield", "Administration", has_pages_below=True)
            self._administration.classes("administration")
            self._profile = ui.html("", sanitize=False, tag="a").classes("row myself")
            self._profile.props["href"] = PROFILE
            with box("", "form", action="/logout", method="post").on("submit", js_handler=SIGN_OUT):
                with box("button quiet square", "button", type="submit", aria_label="Sign out", title="Sign out"):
                    icon("leave")
        self._draw()
        self._mark(shell.path)
        shell.on_path_change(self._mark)
        shell.client.on_delete(shell.on_actor_change(self._draw))
        shell.client.on_delete(shell.chat.broker.subscribe(PRESENCE_TOPIC, self._on_event))

    def _draw(self) -> None:
        actor = self._shell.actor
        state = self._shell.chat.presence.state_of(actor.uuid)
        picture = seen_avatar_html(actor.uuid, actor.name, state, "s", actor.avatar)
        self._profile.set_content(f'{picture}<bdi class="clip">{escape(actor.name)}</bdi>')
        self._profile.props["title"] = f"Your profile: {actor.username} · {actor.email} · {WORDS[state]}"
        self._profile.props["aria-label"] = f"{actor.name}, {WORDS[state]}: your profile"
        self._administration.set_visibility(actor.is_administrator)

    def _mark(self, path: str) -> None:
        self._profile.props["aria-current"] = "page" if path == PROFILE else "false"

    def _on_event(self, event: Event) -> None:
        if not (self._shell.is_signed_in and isinstance(event, PresenceChanged)):
            return
        if event.account_uuid == self._shell.actor.uuid:
            self._draw()
