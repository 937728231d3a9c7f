"""A picture that is chosen, sent and removed in place: what is stored is shown above the buttons."""

from collections.abc import Awaitable, Callable

from nicegui import events, ui

from chatapp.pictures.limits import LARGEST, TOO_LARGE
from pages.components.elements import box, button, text

FORMATS = "PNG, JPEG, WebP or GIF up to 5 MB. We'll crop it to a square."


class PictureUpload:
    """The picture, and the buttons that replace and remove it. Whoever is told of a change draws it by `show`.

    ``name``: of the field; ``label``: of the button that chooses a file, which the browser sends to ``address``;
    ``remove``: what the other button does; it shows its own errors.
    """

    def __init__(self, label: str, *, name: str, address: str, remove: Callable[[], Awaitable[None]]) -> None:
        self._on_remove = remove
        with box("picture"):
            self._shown: ui.element = box("")
            with box("picture-actions"):
                with box("button upload", "label"):
                    text("span", label)
                    entry = box("sr", "input", type="file", accept="image/png,image/jpeg,image/webp,image/gif")
                    entry.props["aria-describedby"] = f"{name}-error"
                    entry.props["data-limit"], entry.props["data-too-large"] = str(LARGEST), TOO_LARGE
                    entry.props["data-address"] = address
                    entry.on("change", self._uploaded, js_handler="(e) => chatapp.picture.upload(e, emit)")
                self._remove = button("Remove", self._removed, classes="quiet")
            box("", "progress", hidden="", max="1", aria_label="Uploading")
            self._error = text("div", "", "form-error").props("role=alert")
            self._error.props["id"] = f"{name}-error"

    @property
    def is_deleted(self) -> bool:
        """Whether the page has left it behind."""
        return self._shown.is_deleted

    def show(self, draw: Callable[[], object], *, is_removable: bool) -> None:
        """Show what is stored, as ``draw`` builds it."""
        self._shown.clear()
        with self._shown:
            draw()
        self._remove.set_visibility(is_removable)

    def _uploaded(self, event: events.GenericEventArguments) -> None:
        answer = event.args if isinstance(event.args, dict) else {}
        self._error.text = str(answer.get("detail", ""))

    async def _removed(self) -> None:
        self._error.text = ""
        await self._on_remove()
