"""The person's own account at the foot of the sidebar: presence as others see it, profile, administration, sign-out."""

from html import escape

from chatapp.events import PRESENCE_TOPIC, Event, PresenceChanged
from chatapp.web import urls
from pages.components.elements import Markup, box, button_html, markup
from pages.components.presence_dot import PRESENCE_WORDS, avatar_with_presence_html
from pages.shell.shell import Shell
from pages.sidebar.nav_link import nav_link

SIGN_OUT = "(e) => chatapp.outbox.signOut(e)"
SIGN_OUT_FORM = {"action": urls.LOGOUT, "method": "post", "data_after": urls.LOGIN}


class OwnAccount:
    """The foot of one page's sidebar, kept in step with the person's name, presence and rights."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._administration: Markup | None = None
        self._foot = box("sidebar-foot", role="group", aria_label="You").on("submit", js_handler=SIGN_OUT)
        with self._foot:
            self._profile = markup("", "row myself", "a", href=urls.PROFILE, aria_current=self._current(shell.path))
            markup(button_html("Sign out", "quiet", icon_name="leave", type="submit"), tag="form", **SIGN_OUT_FORM)
        self._draw()
        shell.on_path_change(self._mark)
        shell.client.on_delete(shell.on_actor_change(self._draw))
        shell.client.on_delete(shell.chat.broker.subscribe(PRESENCE_TOPIC, self._on_event))

    def _draw(self) -> None:
        actor = self._shell.actor
        state = self._shell.chat.presence.state_of(actor.uuid)
        picture = avatar_with_presence_html(actor.uuid, actor.name, state, "s", actor.avatar)
        props = {
            "innerHTML": f'{picture}<bdi class="clip">{escape(actor.name)}</bdi>',
            "title": f"Your profile: {actor.username} · {actor.email} · {PRESENCE_WORDS[state]}",
            "aria-label": f"{actor.name}, {PRESENCE_WORDS[state]}: your profile",
        }
        self._profile.set(props)
        self._offer_administration(is_wanted=actor.is_administrator)

    def _offer_administration(self, *, is_wanted: bool) -> None:
        if is_wanted and self._administration is None:
            with self._foot:
                self._administration = nav_link(
                    self._shell, urls.ADMIN, "shield", "Administration", has_pages_below=True, classes="administration"
                )
            self._administration.move(self._foot, 0)
        elif not is_wanted and self._administration is not None:
            self._administration.delete()
            self._administration = None

    def _current(self, path: str) -> str:
        return "page" if path == urls.PROFILE else "false"

    def _mark(self, path: str) -> None:
        self._profile.set({"aria-current": self._current(path)})

    def _on_event(self, event: Event) -> None:
        if not (self._shell.is_signed_in and isinstance(event, PresenceChanged)):
            return
        if event.account_uuid == self._shell.actor.uuid:
            self._draw()
