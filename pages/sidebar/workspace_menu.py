"""The top of the sidebar: the workspace with its menu, and the field that opens the switcher.

The menu has settings, workspace settings for administrators, and sign-out.

The menu is the browser's own popover: it opens without asking the server, and Escape or a press beside it closes it.
"""

from functools import lru_cache
from html import escape

from chatapp.web import urls
from pages.components import icons
from pages.components.parts import Attributes, Part, element_html
from pages.components.workspace import workspace_html, workspace_name
from pages.shell.shell import Shell

MENU, SIGN_OUT_FORM = "workspace-menu", "sign-out"
JUMP = (  # opens the switcher (`pages/browser/search/switcher.js`)
    '<button class="sidebar-jump" type="button" data-switcher aria-haspopup="dialog" aria-keyshortcuts="Control+K">'
    f'<span>{icons.svg("search")}</span><span>Search or jump to…</span><kbd aria-hidden="true"></kbd></button>'
)
FORM = f'<form id="{SIGN_OUT_FORM}" action="{urls.LOGOUT}" method="post" data-after="{urls.LOGIN}"></form>'


class WorkspaceMenu:
    """One page's head of the sidebar, kept in step with the workspace's name and the person's rights."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._part = Part(shell.client, "workspace", is_written=False)
        shell.client.on_delete(shell.on_actor_change(self._draw))
        shell.client.on_delete(shell.on_workspace_change(self._draw))

    def html(self) -> str:
        """Return it as HTML for the page that is being built."""
        self._part.know(self._shows)
        return f'<div class="sidebar-head">{element_html("div", {"data-part": "workspace", **self._shows})}</div>'

    def _draw(self) -> None:
        self._part.set(self._shows)

    @property
    def _shows(self) -> Attributes:
        chat, is_administrator = self._shell.chat, self._shell.actor.is_administrator
        return {"innerHTML": _html(workspace_html(chat), workspace_name(chat), is_administrator=is_administrator)}


@lru_cache(maxsize=8)  # every page has one of two
def _html(workspace: str, name: str, *, is_administrator: bool) -> str:
    opener = (
        f'<button class="workspace" type="button" popovertarget="{MENU}" aria-haspopup="menu">'
        f'{workspace}<span class="chevron">{icons.svg("chevron")}</span></button>'
    )
    entries = [_link("Settings", urls.SETTINGS, "gear", "autofocus")]
    if is_administrator:
        entries.append(_link("Workspace settings", urls.ADMIN, "shield"))
    inside = f"<span>{icons.svg('download')}</span>Install app"
    attributes = f'href="{urls.settings("devices")}" data-do="install"'
    entries.append(f'<a class="menu-item install" role="menuitem" {attributes}>{inside}</a>')
    leave = f"<span>{icons.svg('leave')}</span>Sign out"
    entries.append(f'<button class="menu-item" role="menuitem" form="{SIGN_OUT_FORM}">{leave}</button>')
    label = f'role="menu" aria-label="{escape(name)}"'
    return f'{opener}<div id="{MENU}" class="menu" popover {label}>{"".join(entries)}</div>{FORM}{JUMP}'


def _link(label: str, path: str, icon_name: str, attributes: str = "") -> str:
    inside = f"<span>{icons.svg(icon_name)}</span>{label}"
    return f'<a class="menu-item" role="menuitem" href="{path}" {attributes}>{inside}</a>'
