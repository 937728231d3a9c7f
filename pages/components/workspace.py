"""What the workspace is called and how it is marked, wherever it is shown."""

from html import escape

from chatapp.bootstrap import Chat
from chatapp.web import urls
from chatapp.workspace import DEFAULT_NAME, WorkspaceView
from pages.components import icons
from pages.components.initials import graphemes, initials


def workspace_name(chat: Chat) -> str:
    """Return the name of the workspace, as it was read last."""
    return chat.workspace.last.name


def workspace_html(chat: Chat) -> str:
    """Return the HTML of the workspace's mark and name, as they were read last."""
    return brand_html(chat.workspace.last)


def brand_html(workspace: WorkspaceView) -> str:
    """Return the HTML of the workspace's mark and name."""
    return f'{logo_html(workspace)}<bdi class="clip">{escape(workspace.name)}</bdi>'


def logo_html(workspace: WorkspaceView, classes: str = "") -> str:
    """Return the HTML of the logo; without one, of the name's first letter. Screen readers skip it."""
    if workspace.logo:
        return f'<img class="brand-mark {classes}" src="{urls.logo(workspace.logo)}" alt="" decoding="async">'
    letter = next(graphemes(initials(workspace.name)), "")
    inside = icons.svg("chat") if workspace.name == DEFAULT_NAME else escape(letter)
    return f'<span class="brand-mark {classes}" aria-hidden="true">{inside}</span>'
