"""The bell at the foot of the sidebar: whether the person is told anything just now, and a menu to pause it."""

from functools import partial
from typing import Final

from nicegui import ui

from chatapp import notifications
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.events import Event, NotificationRulesChanged, account_topic
from chatapp.notifications.quiet import Quiet
from chatapp.web import urls
from pages.components import icons
from pages.components.menus import menu, menu_item
from pages.components.parts import Attributes, Part, element_html
from pages.shell.page_state.refresher import Refresher
from pages.shell.shell import Shell

ID: Final = "pause-notifications"
LABEL: Final = "Pause notifications"
HELD: Final = "Notifications are paused"
CHOICES: Final = {"30m": "Pause for 30 minutes", "1h": "Pause for 1 hour", "tomorrow": "Pause until tomorrow, 9:00"}


class PauseButton:
    """One page's bell. Its sign is read when the page opens, when it changes, and when a pause or quiet hours end."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._quiet = Quiet()
        self._part = Part(shell.client, ID, is_written=False)
        self._refresher = Refresher(shell, weakly_awaited(self.refresh))
        topic = account_topic(shell.actor.account_id)
        shell.client.on_delete(shell.chat.broker.subscribe(topic, weakly(self._on_event), NotificationRulesChanged))

    def html(self) -> str:
        """Return it as HTML for the page that is being built."""
        self._part.know(self._shows)
        stays = {"class": "button quiet square pause", "type": "button", "id": ID, "data-part": ID}
        return element_html("button", {**stays, "data-tell": "pause", **self._shows})

    async def refresh(self) -> None:
        """Show whether the person is told anything."""
        self._quiet = await self._shell.chat.read(notifications.own_quiet, actor=self._shell.actor)
        self._part.set(self._shows)

    @property
    def _shows(self) -> Attributes:
        is_held = self._quiet.held_until(self._shell.chat.now()) is not None
        label = HELD if is_held else LABEL
        inside = f"<span>{icons.svg('bell-off' if is_held else 'bell')}</span>"
        return {"innerHTML": inside, "aria-label": label, "title": label, "data-held": str(is_held).lower()}

    def _on_event(self, event: Event) -> None:
        if isinstance(event, NotificationRulesChanged):
            self._refresher.request()


async def open_pause_menu(shell: Shell) -> None:
    """Open the menu at the bell, with what the person may choose now."""
    quiet = await shell.chat.read(notifications.own_quiet, actor=shell.actor)
    with menu(ID, LABEL):
        if quiet.paused_until is not None and quiet.paused_until > shell.chat.now():
            menu_item(shell, "Resume notifications", partial(_pause, shell, ""))
        for choice, label in CHOICES.items():
            menu_item(shell, label, partial(_pause, shell, choice))
        menu_item(shell, "Quiet hours and more", partial(ui.navigate.to, urls.settings("notifications")))


async def _pause(shell: Shell, choice: str) -> None:
    async with shell.chat.changing(shell.actor) as work:
        await notifications.pause(work, actor=shell.actor, choice=choice, now=shell.chat.now())
    shell.notify("Notifications are paused." if choice else "Notifications are on again.")
