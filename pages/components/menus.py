"""Menus that are built when they are asked for and deleted when they are closed."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from nicegui import ui

from chatapp.callbacks import ignore
from pages.components.elements import box
from pages.components.page_frame import PageFrame


class Menu(ui.menu):
    """An open menu. ``on_closed`` is called when it goes."""

    def __init__(self, on_closed: Callable[[], None]) -> None:
        super().__init__(value=True)
        self._on_closed = on_closed

    def go(self) -> None:
        """Delete it, once."""
        if not self.is_deleted:
            self.delete()
            self._on_closed()


@contextmanager
def menu(opener: ui.element, label: str, on_closed: Callable[[], None] = ignore) -> Iterator[ui.element]:
    """Open a menu in a button; fill it with `menu_item`. Closed, it goes and gives the focus back.

    A button has one menu: what the browser has closed and not yet said so goes first.
    """
    for earlier in [child for child in opener if isinstance(child, Menu)]:
        earlier.go()
    with (
        opener,
        Menu(on_closed).props('role="region" no-parent-event no-refocus') as opened,
        box("", role="menu") as items,
    ):
        opened.props["aria-label"] = items.props["aria-label"] = label  # it hangs outside of the page's landmarks
        # Quasar would go back to where the focus was when the menu appeared, which may be elsewhere by then.
        opened.on("before-hide", js_handler=f"(e) => e?.qClickOutside || getHtmlElement({opener.id})?.focus()")
        opened.on("hide", opened.go, js_handler="() => emit()")
        opened.on("keydown", js_handler="(e) => chatapp.lists.moveInMenu(e)")
        yield items


def menu_item(frame: PageFrame, label: str, action: Callable[[], Awaitable[None] | None]) -> None:
    """Add something to do to a menu. What a service refuses is shown as a notification."""

    async def act() -> None:
        started = action()
        if started is not None:
            await started

    ui.menu_item(label, frame.with_error_notices(act)).props("role=menuitem")
