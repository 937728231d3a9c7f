"""A shell without a browser: for the parts of pages that only need one to exist."""

import asyncio

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


def run_jobs(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what the page does in the background done on this loop: NiceGUI's own does not run."""
    running: list[asyncio.Future[None]] = []
    monkeypatch.setattr(shell, "run", lambda job: running.append(asyncio.ensure_future(job)))


def shown(shell: Shell) -> str:
    """Return the HTML that the page shows."""
    return "\n".join(str(element.props.get("innerHTML", "")) for element in shell.client.elements.values())
