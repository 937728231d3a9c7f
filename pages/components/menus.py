"""Menus that are built when they are asked for and deleted when they are closed."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from nicegui import ui

from chatapp.callbacks import ignore
from pages.components.elements import box
from pages.components.page_frame import PageFrame


class Menu(ui.menu):
    """An open menu. ``opener_id``: its button's. ``on_closed`` is called when it goes."""

    def __init__(self, opener_id: str, on_closed: Callable[[], None]) -> None:
        super().__init__(value=True)
        self.opener_id, self._on_closed = opener_id, on_closed

    def go(self) -> None:
        """Delete it, once."""
        if not self.is_deleted:
            self.delete()
            self._on_closed()


@contextmanager
def menu(opener: ui.element | str, label: str, on_closed: Callable[[], None] = ignore) -> Iterator[ui.element]:
    """Open a menu at a button; fill it with `menu_item`. Closed, it goes and gives the focus back.

    ``opener``: the button, or the id of one that is HTML of ours. A button has one menu: what the browser has closed
    and not yet said so goes first.
    """
    place, opener_id = (ui.context.client.content, opener) if isinstance(opener, str) else (opener, f"c{opener.id}")
    for earlier in [child for child in place if isinstance(child, Menu) and child.opener_id == opener_id]:
        earlier.go()
    with (
        place,
        Menu(opener_id, on_closed).props('role="region" no-parent-event no-refocus') as opened,
        box("", role="menu") as items,
    ):
        opened.props["target"] = f"#{opener_id}"
        opened.props["aria-label"] = items.props["aria-label"] = label  # it hangs outside of the page's landmarks
        # Quasar would go back to where the focus was when the menu appeared, which may be elsewhere by then.
        focus = f"document.getElementById('{opener_id}')?.focus()"
        opened.on("before-hide", js_handler=f"(e) => e?.qClickOutside || {focus}")
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
