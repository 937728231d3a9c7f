"""A shell without a browser: for the parts of pages that only need one to exist."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from nicegui import Client, ui

from chatapp.authentication.sessions import Visit
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from pages.shell.shell import Shell


def new_shell(chat: Chat, actor: Actor) -> Shell:
    """Return the shell of a page that no browser has opened; build in ``with shell.client``."""
    client = Client(ui.page(""))
    with client:
        return Shell(chat, Visit(actor, session_id=1, token_hash=""), client)


@asynccontextmanager
async def running_jobs(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Have what the page does in the background done on this loop: NiceGUI's own does not run.

    At the end of the block the person leaves, and what still runs is waited for: a job that outlived its Chatapp would
    keep a connection that nobody closes, and which test is told of it is a matter of chance.

    Raises:
        Exception: what a job raised.
    """
    running: list[asyncio.Future[None]] = []
    monkeypatch.setattr(shell, "run", lambda job: running.append(asyncio.ensure_future(job)))
    yield
    shell.current_view.leave()
    while not all(job.done() for job in running):
        await asyncio.gather(*running)


def shown(shell: Shell) -> str:
    """Return the HTML that the page shows."""
    return "\n".join(str(element.props.get("innerHTML", "")) for element in shell.client.elements.values())
