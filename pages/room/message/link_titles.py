"""Links to rooms and messages, shown by what they lead to: asked for by the browser, for a row is the same for all."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from chatapp import messages
from chatapp.errors import ChatError
from chatapp.messages import Link, LinkTitle
from chatapp.web import urls
from pages.browser.calls import call
from pages.components.initials import shortened
from pages.components.local_time import iso
from pages.shell.shell import Shell
from pages.shell.websocket.page_events import PageEvent

PATH = re.compile(rf"{urls.ROOMS}/([0-9a-f-]{{36}})(?:/([0-9]{{1,15}}))?", re.ASCII)
AT_MOST = 50  # links that are asked about at once
LINE = 80  # characters of a message's first line


async def _asked(shell: Shell, args: Any) -> None:
    """Answer what the page's browser asks."""
    links = {path: link for path in _paths(args) if (link := _link(path)) is not None}
    try:
        await shell.wait_turn()
        async with shell.chat.reading() as session:
            found = await messages.link_titles(session, actor=shell.actor, links=list(links.values()))
    except ChatError:
        return  # they stay as they were typed
    titles = {path: _shown(found[link]) for path, link in links.items() if link in found}
    shell.client.run_javascript(call("linkTitles.arrived", json.dumps(titles)))


EVENTS: Final[Mapping[str, PageEvent]] = {"link_titles": _asked}


def _paths(given: object) -> list[str]:
    found = given if isinstance(given, list) else [given]
    return [one for one in found[:AT_MOST] if isinstance(one, str)]


def _link(path: str) -> Link | None:
    if (found := PATH.fullmatch(path)) is None:
        return None
    try:
        return UUID(found[1]), int(found[2] or 0)
    except ValueError:
        return None


def _shown(title: LinkTitle) -> list[str]:
    """Return a room's name, when the message was posted and its first line; the browser writes the date."""
    at = iso(title.posted_at) if title.posted_at else ""
    return [title.room_name, at, shortened(title.line, LINE)]
