"""A person's picture: they choose one, see it at once, or remove it."""

from nicegui import events, ui

from chatapp.accounts import avatars
from chatapp.accounts.profiles import Profile
from chatapp.pictures.limits import LARGEST, TOO_LARGE
from chatapp.web import urls
from pages.components.elements import avatar, box, button, text
from pages.settings.section import section
from pages.shell.shell import Shell


class Picture:
    """The picture, and the buttons that replace and remove it."""

    def __init__(self, shell: Shell, own: Profile) -> None:
        self._shell = shell
        about = "PNG, JPEG, WebP or GIF up to 5 MB. We'll crop it to a square."
        with section("picture", "Picture", about), box("picture"):
            self._shown: ui.element = box("")
            with box("picture-actions"):
                with box("button upload", "label"):
                    text("span", "Choose a picture")
                    entry = box("sr", "input", type="file", accept="image/png,image/jpeg,image/webp,image/gif")
                    entry.props["aria-describedby"] = "picture-error"
                    entry.props["data-limit"], entry.props["data-too-large"] = str(LARGEST), TOO_LARGE
                    entry.props["data-address"] = urls.AVATAR_UPLOAD
                    entry.on("change", self._uploaded, js_handler="(e) => chatapp.picture.upload(e, emit)")
                self._remove = button("Remove", shell.with_error_notices(self._remove_picture), classes="quiet")
            box("", "progress", hidden="", max="1", aria_label="Uploading")
            self._error = text("div", "", "form-error").props("role=alert")
            self._error.props["id"] = "picture-error"
        self.refresh(own)

    def refresh(self, own: Profile) -> None:
        """Show the picture that is stored, or the initials."""
        self._shown.clear()
        with self._shown:
            avatar(own.uuid, own.name, "large", own.avatar)
        self._remove.set_visibility(bool(own.avatar))

    def _uploaded(self, event: events.GenericEventArguments) -> None:
        answer = event.args if isinstance(event.args, dict) else {}
        self._error.text = str(answer.get("detail", ""))

    async def _remove_picture(self) -> None:
        self._error.text = ""
        async with self._shell.chat.transaction() as work:
            await avatars.remove(work, actor=self._shell.actor)
