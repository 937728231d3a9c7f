"""What the workspace is called and how it is marked, wherever it is shown."""

from html import escape

from chatapp.bootstrap import Chat
from pages.components import icons

PRODUCT = "Chatapp"


def workspace_name(chat: Chat) -> str:
    """Return the name of the workspace."""
    return PRODUCT


def workspace_html(chat: Chat) -> str:
    """Return the HTML of the workspace's mark and name."""
    mark = f'<span class="brand-mark">{icons.svg("chat")}</span>'
    return f'{mark}<bdi class="clip">{escape(workspace_name(chat))}</bdi>'
