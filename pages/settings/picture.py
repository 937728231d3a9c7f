"""A person's picture: they choose one, see it at once, or remove it."""

from chatapp.accounts import avatars
from chatapp.accounts.profiles import Profile
from chatapp.web import urls
from pages.components.elements import avatar
from pages.components.picture_upload import FORMATS, PictureUpload
from pages.settings.section import section
from pages.shell.shell import Shell


class Picture:
    """The picture, and the buttons that replace and remove it."""

    def __init__(self, shell: Shell, own: Profile) -> None:
        self._shell = shell
        with section("picture", "Picture", FORMATS):
            self._upload = PictureUpload(
                "Choose a picture",
                name="picture",
                address=urls.AVATAR_UPLOAD,
                remove=shell.with_error_notices(self._remove_picture),
            )
        self.refresh(own)

    def refresh(self, own: Profile) -> None:
        """Show the picture that is stored, or the initials."""
        self._upload.show(lambda: avatar(own.uuid, own.name, "large", own.avatar), is_removable=bool(own.avatar))

    async def _remove_picture(self) -> None:
        async with self._shell.chat.changing(self._shell.actor) as work:
            await avatars.remove(work, actor=self._shell.actor)
