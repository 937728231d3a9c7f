"""What a person says about themselves: username, names, country and a few lines."""

from chatapp.accounts import profiles
from chatapp.accounts.countries import NAMES
from chatapp.accounts.profiles import BIO_LIMIT, Profile, ProfileEdit
from chatapp.callbacks import weakly_awaited
from pages.components.elements import box
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.settings.section import section
from pages.shell.shell import Shell

COUNTRIES = (("", "Prefer not to say"), *NAMES.items())


class About:
    """The form. It shows what is stored, and keeps what is being typed."""

    def __init__(self, shell: Shell, own: Profile) -> None:
        self._shell = shell
        with section("about", "About you", "What others see next to your messages and on your card."):
            with LiveForm(shell, "Save", weakly_awaited(self._save), scope="about-") as self._form:
                with box("pair"):
                    self._form.field(Field("first_name", "First name", autocomplete="given-name", is_required=False))
                    self._form.field(Field("last_name", "Last name", autocomplete="family-name", is_required=False))
                self._form.field(Field("username", "Username", autocomplete="username"))
                self._form.field(
                    Field("country", "Country", autocomplete="country", is_required=False, options=COUNTRIES)
                )
                hint = f"A few words about you, up to {BIO_LIMIT} characters."
                self._form.field(Field("bio", "About", "textarea", is_required=False, hint=hint))
                self._form.submit()
        self.refresh(own)

    def refresh(self, own: Profile) -> None:
        """Show what is stored."""
        self._form.preset(
            {
                "first_name": own.first_name,
                "last_name": own.last_name,
                "username": own.username,
                "country": own.country,
                "bio": own.bio,
            }
        )

    async def _save(self, values: dict[str, str]) -> None:
        async with self._shell.chat.changing(self._shell.actor) as work:
            await profiles.edit(work, actor=self._shell.actor, changes=ProfileEdit(**values))
        self.refresh(await self._shell.chat.read(profiles.own, actor=self._shell.actor))
        self._shell.notify("Saved.")
