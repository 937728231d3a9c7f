"""Dialogs. Each is built when it is opened and deleted when it is closed, so that a page carries no hidden ones."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final
from uuid import uuid4
from weakref import WeakKeyDictionary, ref

from nicegui import Client, ui

from pages.components.elements import box, button, text
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.components.page_frame import PageFrame

MOST: Final = 5  # dialogs that one page has open: what is not closed by its browser, goes when another opens
_opened: "WeakKeyDictionary[Client, list[ui.dialog]]" = WeakKeyDictionary()


@contextmanager
def sheet(frame: PageFrame, title: str, classes: str = "") -> Iterator[ui.dialog]:
    """Open a dialog with a heading; fill it with ``with``. Escape and a click beside it close it.

    It also closes when the person leaves the view, because what it asks about may be gone.
    """
    opened = _opened.setdefault(frame.client, [])
    for oldest in opened[: len(opened) - MOST + 1]:
        _delete(opened, ref(oldest))
    identifier = f"sheet-{uuid4().hex[:8]}"
    with frame.client, ui.dialog() as dialog, box(f"sheet {classes}"):
        opened.append(dialog)
        delete = partial(_delete, opened, ref(dialog))  # the view remembers it, and shall not keep the dialog
        dialog.props["aria-labelledby"] = identifier
        dialog.on("hide", delete, js_handler="() => emit()")
        text("h2", title).props["id"] = identifier
        yield dialog
    dialog.open()
    frame.on_leaving_view(delete)


def _delete(opened: list[ui.dialog], reference: "ref[ui.dialog]") -> None:
    dialog = reference()
    if dialog is not None and dialog in opened:
        opened.remove(dialog)
        if not dialog.is_deleted:
            dialog.delete()


def close_once(dialog: ui.dialog) -> bool:
    """Close a dialog in which something was chosen; returns whether it was open: a second click does nothing."""
    was_open = bool(dialog.value)
    dialog.close()
    return was_open


def confirm(
    frame: PageFrame,
    title: str,
    sentence: str,
    label: str,
    on_confirm: Callable[[], Awaitable[None]],
    *,
    is_dangerous: bool = True,
) -> None:
    """Ask before doing something. ``sentence``: what it does; ``label``: of the button that does it.

    Errors of ``on_confirm`` become notifications.
    """
    with sheet(frame, title) as dialog:

        async def go() -> None:
            if close_once(dialog):
                await on_confirm()

        text("p", sentence, "muted")
        with box("actions"):
            button("Cancel", dialog.close, classes="quiet", autofocus="")
            button(label, frame.with_error_notices(go), classes="danger" if is_dangerous else "primary")


def ask(
    frame: PageFrame,
    title: str,
    sentence: str,
    label: str,
    field: Field,
    on_answer: Callable[[str], Awaitable[None]],
    *,
    is_dangerous: bool = False,
) -> None:
    """Ask for one value. What a service refuses of it is shown beside the field, and the dialog stays open."""
    with sheet(frame, title) as dialog:

        async def answer(values: dict[str, str]) -> None:
            await on_answer(values[field.name])
            dialog.close()

        text("p", sentence, "muted")
        with LiveForm(frame, label, answer, is_dangerous=is_dangerous) as form:
            form.field(field)
            form.actions(dialog.close)
