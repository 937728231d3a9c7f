"""How a person's pages look, and when: right from the start, and at once when they choose otherwise anywhere."""

from collections.abc import Mapping
from copy import copy
from typing import Any, Final

from nicegui import Client

from chatapp.accounts import preferences
from chatapp.accounts.preferences import Preferences, Theme
from chatapp.errors import ChatError
from chatapp.identity import Actor
from pages.browser.calls import call
from pages.shell.shell import Shell
from pages.shell.websocket.page_events import PageEvent

IS_DARK = {Theme.SYSTEM: None, Theme.LIGHT: False, Theme.DARK: True}


def words(actor: Actor) -> str:
    """Return a person's theme, density and clock, as `prepare_page` takes them."""
    return f"{actor.theme} {actor.density} {actor.clock}"


def choose_colours(client: Client, actor: Actor) -> None:
    """Have NiceGUI draw a page in its person's colours. Call before the page's HTML is built."""
    client.page = copy(client.page)  # all pages at an address share one
    client.page.dark = IS_DARK[actor.theme]


class Appearance:
    """One open page's looks, kept in step with what its person has chosen."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._shown = words(shell.actor)
        shell.client.on_delete(shell.on_actor_change(self._show))  # which holds this until then
        shell.run_on_connect(call("appearance.tellZone", shell.actor.time_zone))

    def _show(self) -> None:
        if (wanted := words(self._shell.actor)) != self._shown:
            self._shown = wanted
            self._shell.client.run_javascript(call("appearance.apply", *wanted.split()))


async def _on_time_zone(shell: Shell, args: Any) -> None:
    """Store the browser's time zone. If that fails it is no matter: each page that opens tells it."""
    if not isinstance(args, str) or not shell.is_signed_in:
        return
    try:
        async with shell.chat.changing(shell.actor) as work:
            await preferences.edit(work, actor=shell.actor, changes=Preferences(time_zone=args))
    except ChatError:
        return


EVENTS: Final[Mapping[str, PageEvent]] = {"time_zone": _on_time_zone}
