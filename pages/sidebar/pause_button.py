"""The bell at the foot of the sidebar: whether the person is told anything just now, and a menu to pause it."""

from datetime import datetime
from functools import partial
from typing import Final

from nicegui import ui

from chatapp import notifications
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.events import Event, NotificationRulesChanged, account_topic
from chatapp.notifications.quiet import Quiet
from chatapp.web import urls
from pages.components import icons
from pages.components.elements import box, markup
from pages.components.menus import menu, menu_item
from pages.shell.refresher import Refresher
from pages.shell.shell import Shell

LABEL: Final = "Pause notifications"
HELD: Final = "Notifications are paused"
CHOICES: Final = {"30m": "For 30 minutes", "1h": "For 1 hour", "tomorrow": "Until tomorrow, 9:00"}


class PauseButton:
    """One page's bell. Its sign is read when the page opens, when it changes, and when a pause or quiet hours end."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._quiet = Quiet()
        with box("button quiet square pause", "button", type="button") as self._button:  # its menu goes into it
            self._sign = markup("", tag="span")
        self._button.on("click", shell.with_error_notices(self._open), js_handler="() => emit()")
        self._refresher = Refresher(shell, weakly_awaited(self.refresh))
        topic = account_topic(shell.actor.account_id)
        shell.client.on_delete(shell.chat.broker.subscribe(topic, weakly(self._on_event), NotificationRulesChanged))
        self._draw()

    async def refresh(self) -> None:
        """Show whether the person is told anything."""
        self._quiet = await self._shell.chat.read(notifications.own_quiet, actor=self._shell.actor)
        if not self._button.is_deleted:
            self._draw()

    def _draw(self) -> None:
        is_held = self._quiet.held_until(self._shell.chat.now()) is not None
        label = HELD if is_held else LABEL
        self._sign.set({"innerHTML": icons.svg("bell-off" if is_held else "bell")})
        self._button.props.update({"aria-label": label, "title": label, "data-held": str(is_held).lower()})

    async def _open(self) -> None:
        await self.refresh()
        with menu(self._button, LABEL):
            if self._quiet.paused_until is not None and self._is_ahead(self._quiet.paused_until):
                menu_item(self._shell, "Resume notifications", partial(self._pause, ""))
            for choice, label in CHOICES.items():
                menu_item(self._shell, label, partial(self._pause, choice))
            menu_item(self._shell, "Quiet hours and more", partial(ui.navigate.to, urls.settings("notifications")))

    def _is_ahead(self, until: datetime) -> bool:
        return until > self._shell.chat.now()

    async def _pause(self, choice: str) -> None:
        chat = self._shell.chat
        async with chat.changing(self._shell.actor) as work:
            await notifications.pause(work, actor=self._shell.actor, choice=choice, now=chat.now())
        self._shell.notify("Notifications are paused." if choice else "Notifications are on again.")

    def _on_event(self, event: Event) -> None:
        if isinstance(event, NotificationRulesChanged):
            self._refresher.request()
