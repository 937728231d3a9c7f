"""Views: what the middle of the shell shows at an address, and the frame around it.

To add one: write ``async def show(shell: Shell, …)`` in a package of its own, wrap it with `view` and name its address
in ``VIEWS`` (`pages/routes.py`). Parts of the address in braces and query parameters arrive as arguments.
"""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import wraps
from inspect import signature
from typing import Any, Concatenate, ParamSpec, Self

from nicegui import ui
from nicegui.elements.sub_pages import SubPages

from chatapp.web import urls
from pages.browser import assets
from pages.components.elements import add_static_element, box, markup
from pages.shell.layout.appearance import Appearance, choose_colours, words
from pages.shell.layout.banner import Banner
from pages.shell.layout.page_layout import SHELL, prepare_page
from pages.shell.page_state.page_visibility import IDLE
from pages.shell.shell import Shell

FIRST_LOOK = assets.inline("first_look.js")
P = ParamSpec("P")
View = Callable[..., Awaitable[None]]  # called with the shell and what the address says


def view(build: Callable[Concatenate[Shell, P], Coroutine[Any, Any, None]]) -> View:
    """Make a view of a function that builds one: it replaces the view before it, and its errors are shown."""

    @wraps(build)
    async def show(shell: Shell, *args: P.args, **kwargs: P.kwargs) -> None:
        await shell.current_view.show(build(shell, *args, **kwargs))

    show.__signature__ = signature(build)  # type: ignore[attr-defined]  # NiceGUI asks for it at each visit
    return show


async def build_page(shell: Shell, views: Mapping[str, View], sidebar_html: Callable[[Shell], Awaitable[str]]) -> None:
    """Lay out the frame, the sidebar and the view that the address names; returns when they are whole."""
    choose_colours(shell.client, shell.actor)
    prepare_page(SHELL, words(shell.actor))
    Appearance(shell)
    told = {"data_account": str(shell.actor.uuid), "data_files": urls.FILES, "data_worker": urls.WORKER}
    told |= {"data_marks_read": urls.NOTICE_READ, "data_replies": urls.NOTICE_REPLY, "data_shown": urls.NOTICES_SHOWN}
    told |= {"data_push": urls.PUSH, "data_session": str(shell.visit.session_id)}
    with box("shell", **told, data_idle=str(IDLE)):
        markup("Skip to content", "skip-link", "a", href="#content")
        sidebar = add_static_element("nav", "sidebar", aria_label="Rooms")
        add_static_element("div", "scrim", aria_hidden="true")
        with box("main", id="content", tabindex="-1"):  # Quasar's page around us is the <main> landmark
            _Router(shell, views)
            Banner(shell.chat, shell.client)
        # While the view is built: what both ask of the database is read at once.
        sidebar.set({"innerHTML": await sidebar_html(shell)})
        shell.release_when_shown(sidebar)
    await shell.current_view.is_built.wait()
    await shell.chat.page_turns.wait()  # what is there is about to be written as HTML, and compressed
    ui.add_body_html(shell.skeleton() + FIRST_LOOK)


class _Router(SubPages):
    """NiceGUI's sub-pages. The old view is shown until the new one is whole; an address may lead nowhere."""

    def __init__(self, shell: Shell, views: Mapping[str, View]) -> None:
        self._shell = shell
        super().__init__(dict(views), data={"shell": shell})  # data comes before parts of the address

    def clear(self) -> Self:
        """Make place for the next view. What is shown goes when that is whole, so that nothing is ever blank."""
        return self if self._shell.current_view.set_aside(self) else super().clear()

    def _render_404(self) -> None:
        self._shell.current_view.show_not_found()
