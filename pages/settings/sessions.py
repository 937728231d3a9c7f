"""The browsers a person is signed in with, each with a button that signs it out."""

from nicegui import ui

from chatapp.authentication import devices
from chatapp.authentication.devices import DeviceView
from chatapp.events import Event, SessionEnded, account_topic
from pages.components.dialogs import confirm
from pages.components.elements import box, button, text
from pages.components.local_time import local_date
from pages.settings.section import section
from pages.shell.shell import Shell


class SignedInBrowsers:
    """The list of browsers, kept in step with sign-outs anywhere."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        with section("devices", "Browsers", "Don't recognise one? Sign it out and change your password."):
            self._list = box("entries", "ul")
            with box("entry-actions"):
                self._elsewhere = button("Sign out everywhere else", self._ask_elsewhere)
                button("Sign out everywhere", self._ask_everywhere, classes="quiet is-danger")
        topic = account_topic(shell.actor.account_id)
        shell.on_leaving_view(shell.chat.broker.subscribe(topic, self._on_event))
        shell.on_leaving_view(shell.on_missed(self.refresh))

    async def refresh(self) -> None:
        """Read the browsers again and show them."""
        visit = self._shell.visit
        async with self._shell.chat.reading() as session:
            found = await devices.devices(session, actor=visit.actor, session_id=visit.session_id)
        self._list.clear()
        with self._list:
            for device in found:
                self._entry(device)
            if len(found) == devices.AT_MOST:
                text("li", f"Only the {devices.AT_MOST} most recent are shown.", "muted small")

    def _entry(self, device: DeviceView) -> None:
        with box("entry", "li"):
            with box("entry-text"):
                with box("entry-name"):
                    text("span", device.name)
                    if device.is_current:
                        text("span", "This browser", "badge")
                with box("entry-about"):
                    if device.address:
                        text("span", f"{device.address} · ")
                    text("span", "last seen ")
                    ui.html(local_date(device.last_seen_at, with_time=True), sanitize=False, tag="span")
                    text("span", " · signed in ")
                    ui.html(local_date(device.created_at), sanitize=False, tag="span")
            label = "Sign out of this browser" if device.is_current else f"Sign out {device.name}"
            action = self._shell.with_error_notices(lambda: self._sign_out(device))
            button("Sign out", action, classes="quiet", aria_label=label)

    async def _sign_out(self, device: DeviceView) -> None:
        async with self._shell.chat.changing(self._shell.actor) as work:
            await devices.sign_out(work, actor=self._shell.actor, device_id=device.id)

    def _ask_elsewhere(self) -> None:
        sentence = "Your other browsers will be signed out, and your API tokens revoked."
        confirm(self._shell, "Sign out everywhere else?", sentence, "Sign out the others", self._sign_out_elsewhere)

    def _ask_everywhere(self) -> None:
        sentence = "All your browsers will be signed out, including this one, and your API tokens revoked."
        confirm(self._shell, "Sign out everywhere?", sentence, "Sign out everywhere", self._sign_out_everywhere)

    async def _sign_out_elsewhere(self) -> None:
        visit = self._shell.visit
        async with self._shell.chat.changing(self._shell.actor) as work:
            await devices.sign_out_everywhere(work, actor=visit.actor, but=visit.session_id)
        self._shell.notify("All your other browsers and programs were signed out.")
        await self.refresh()

    async def _sign_out_everywhere(self) -> None:
        async with self._shell.chat.changing(self._shell.actor) as work:
            await devices.sign_out_everywhere(work, actor=self._shell.actor)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, SessionEnded):
            self._shell.run(self.refresh())
