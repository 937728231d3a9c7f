"""API tokens: a person makes one, sees it once, and revokes it."""

from nicegui import ui

from chatapp.authentication import devices
from chatapp.authentication.devices import TokenView
from chatapp.web import urls
from pages.components.dialogs import confirm
from pages.components.elements import box, button, text
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.components.local_time import local_date
from pages.settings.section import section
from pages.shell.shell import Shell

NAME = Field("name", "Name of a new token", hint="What's it for? For example, “Deploy bot”.")


class ApiTokens:
    """The list of tokens, and the form that makes one."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        about = "For programs that use the REST API as you. A token can do everything you can."
        with section("tokens", "API tokens", about):
            self._list = box("entries", "ul")
            self._secret: ui.element = box("")
            with LiveForm(shell, "Create token", self._make, scope="token-") as form:
                form.field(NAME)
                form.submit()
            with box("small muted", "p"):
                text("span", "What programs can do: ")
                text("a", "API documentation").props["href"] = urls.API_DOCS
        shell.on_leaving_view(shell.on_missed(self.refresh))

    async def refresh(self) -> None:
        """Read the tokens again and show them; a new one's secret, which may be of no use any more, is hidden."""
        async with self._shell.chat.reading() as session:
            found = await devices.tokens(session, actor=self._shell.actor)
        self._secret.clear()
        self._list.clear()
        with self._list:
            for token in found:
                self._entry(token)
            if not found:
                text("li", "No tokens yet. Create one to let a program act for you.", "muted")

    def _entry(self, token: TokenView) -> None:
        name = token.name or "Unnamed token"
        with box("entry", "li"):
            with box("entry-text"):
                text("bdi", name, "entry-name clip")
                with box("entry-about"):
                    text("span", "created ")
                    ui.html(local_date(token.created_at), sanitize=False, tag="span")
                    text("span", " · expires ")
                    ui.html(local_date(token.expires_at), sanitize=False, tag="span")
            button("Revoke", lambda: self._ask(token, name), classes="quiet", aria_label=f"Revoke {name}")

    async def _make(self, values: dict[str, str]) -> None:
        made = await self._shell.chat.sessions.make_token(actor=self._shell.actor, name=values["name"])
        await self.refresh()
        with self._secret, box("secret", role="status"):
            text("p", "Copy your token now. You won't see it again.")
            with box("secret-row"):
                entry = box("", "input", readonly="", spellcheck="false", aria_label="Your new token")
                entry.props["^value"] = made.token
                button("Copy", js="(e) => chatapp.elements.copy(e)")

    def _ask(self, token: TokenView, name: str) -> None:
        async def revoke() -> None:
            async with self._shell.chat.changing(self._shell.actor) as work:
                await devices.revoke_token(work, actor=self._shell.actor, token_id=token.id)
            await self.refresh()

        sentence = "Programs that use it will stop working."
        confirm(self._shell, f"Revoke {name}?", sentence, "Revoke", revoke)
