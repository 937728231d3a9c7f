"""The profile page: what others see, sign-in, the browsers signed in, API tokens, and deleting the account."""

from chatapp.accounts import profiles
from chatapp.callbacks import weakly_awaited
from pages.components.elements import box, text
from pages.profile.about import About
from pages.profile.api_tokens import ApiTokens
from pages.profile.delete_account import show_delete_account
from pages.profile.email import EmailAddress
from pages.profile.password import show_password
from pages.profile.picture import Picture
from pages.profile.sessions import SignedInBrowsers
from pages.shell.layout import menu_button
from pages.shell.shell import Shell


class ProfilePage:
    """One page's view of the person's own account, kept in step with changes made elsewhere."""

    def __init__(self, shell: Shell, own: profiles.Profile) -> None:
        self._shell = shell
        with box("pane"):
            with box("pane-head"):
                menu_button()
                with box("titles"):
                    text("h1", "Profile")
            with box("pane-body", tabindex="0", role="region", aria_label="Your profile"), box("settings"):
                self._picture = Picture(shell, own)
                self._about = About(shell, own)
                self._email = EmailAddress(shell, own)
                show_password(shell, self.load)
                self._browsers = SignedInBrowsers(shell, weakly_awaited(self.load))
                self._api_tokens = ApiTokens(shell)
                show_delete_account(shell)
        shell.on_leaving_view(shell.on_actor_change(lambda: shell.run(self.refresh())))

    async def refresh(self) -> None:
        """Read the account again and show it."""
        async with self._shell.chat.reading() as session:
            own = await profiles.own(session, actor=self._shell.actor)
        self._picture.refresh(own)
        self._about.refresh(own)
        self._email.refresh(own)

    async def load(self) -> None:
        """Read the browsers and the tokens again: signing out everywhere ends both."""
        await self._browsers.refresh()
        await self._api_tokens.refresh()


async def show(shell: Shell) -> None:
    """Show the person's own profile."""
    shell.set_title("Profile")
    async with shell.chat.reading() as session:
        own = await profiles.own(session, actor=shell.actor)
    await ProfilePage(shell, own).load()
