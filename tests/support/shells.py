"""A shell without a browser: for the parts of pages that only need one to exist."""

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
