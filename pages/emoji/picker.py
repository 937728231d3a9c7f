"""What a page's picker and completion know of custom emoji: where their list is, and where people add some."""

from collections.abc import Set as AbstractSet

from chatapp.callbacks import weakly
from chatapp.errors import Unauthenticated
from chatapp.web import urls
from pages.components.elements import add_static_element
from pages.shell.shell import Shell


class _PickerFoot:
    """One page's element that says so, hidden; the browser reads it (`pages/browser/emoji/custom_emoji.js`)."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._element = add_static_element("div", hidden="", data_emoji_page=urls.EMOJI, **self._told())
        shell.client.on_delete(shell.chat.custom_emoji.on_change(self._on_change))  # it holds this until then
        shell.on_workspace_change(weakly(self._show))
        shell.on_actor_change(weakly(self._show))

    def _told(self) -> dict[str, str]:
        chat = self._shell.chat
        may_add = self._shell.actor.is_administrator or chat.workspace.last.may_members_add_emoji
        words = "Add emoji" if may_add else "Custom emoji"
        return {"data-custom-emoji": urls.emoji_list(chat.custom_emoji.version), "data-words": words}

    def _on_change(self, _: AbstractSet[str]) -> None:
        self._show()

    def _show(self) -> None:
        if self._element.is_deleted:
            return
        try:
            self._element.set(self._told())
        except Unauthenticated:
            return  # the page is on its way to sign in


def install_custom_emoji(shell: Shell) -> None:
    """Tell the page where the custom emoji are, now and after each change. Call once for each page."""
    _PickerFoot(shell)
