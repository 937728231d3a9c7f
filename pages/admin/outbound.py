"""Administration: what may be sent to other machines, what was, and what went wrong last."""

from functools import partial

from nicegui import ui

from chatapp.outbound import switches
from chatapp.outbound.switches import UseView
from pages.components.dialogs import confirm
from pages.components.elements import box, button, text
from pages.components.local_time import local_date
from pages.shell.shell import Shell

NOTHING_ELSE = "Nothing else is sent to other machines, except e-mail if there's a mail server."


async def show(shell: Shell) -> None:
    """Show each use with its switch."""
    with box("setting-body"):
        section = _Uses(shell)
        text("p", NOTHING_ELSE, "hint muted small")
    await section.refresh()


class _Uses:
    """The list of what Chatapp may call others for."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._list = box("entries", "ul", aria_label="Outbound")

    async def refresh(self) -> None:
        """Read the uses again and show them."""
        async with self._shell.chat.reading() as session:
            uses = await switches.listing(session, actor=self._shell.actor)
        if self._list.is_deleted:
            return
        self._list.clear()
        with self._list:
            for use in uses:
                self._entry(use)

    def _entry(self, use: UseView) -> None:
        with box("entry", "li"):
            with box("entry-text"):
                with box("entry-name"):
                    text("span", use.title)
                    text("span", "On" if use.is_on else "Off", "badge")
                text("p", use.about, "entry-about")
                with box("entry-about"):
                    text("span", f"{use.calls:,} calls, {use.failures:,} failed")
                    if use.called_at is not None:
                        text("bdi", f" · last {use.called_host} ")
                        ui.html(local_date(use.called_at, with_time=True), sanitize=False, tag="span")
                if use.error and use.failed_at is not None:
                    with box("error small", "p"):
                        text("span", f"{use.error} ")
                        ui.html(local_date(use.failed_at, with_time=True), sanitize=False, tag="span")
            label = "Switch off" if use.is_on else "Switch on"
            button(label, partial(self._ask, use, label), classes="quiet", aria_label=f"{label}: {use.title}")

    def _ask(self, use: UseView, label: str) -> None:
        async def switch() -> None:
            async with self._shell.chat.transaction() as work:
                await switches.switch(work, actor=self._shell.actor, name=use.name, is_on=not use.is_on)
            await self.refresh()

        sentence = "Nothing is sent any more." if use.is_on else use.about
        confirm(self._shell, f"{label}: {use.title}?", sentence, label, switch, is_dangerous=use.is_on)
