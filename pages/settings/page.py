"""The settings of the person's own account, a section at each address.

To add a section: name it in `AREA`, and the function that shows it in `_BUILDERS`.
"""

from collections.abc import Awaitable, Callable

from chatapp.accounts import profiles
from chatapp.errors import NotFound
from chatapp.web import urls
from pages.settings.about import About
from pages.settings.api_tokens import ApiTokens
from pages.settings.appearance import AppearanceChoices
from pages.settings.delete_account import show_delete_account
from pages.settings.email import EmailAddress
from pages.settings.install import show_install
from pages.settings.notifications import show_notifications
from pages.settings.password import show_password
from pages.settings.picture import Picture
from pages.settings.privacy import PrivacySwitches
from pages.settings.sessions import SignedInBrowsers
from pages.settings.this_device import show_this_device
from pages.shell.layout.section_frame import Area, Section, section_frame
from pages.shell.shell import Shell

AREA = Area(
    "Settings",
    urls.SETTINGS,
    {
        "profile": Section("Profile", "person", "What others see of you."),
        "notifications": Section("Notifications", "bell", "What you're told of, and when."),
        "appearance": Section("Appearance", "sun", "How Chatapp looks for you, in every browser you use."),
        "account": Section("Account", "key", "How you sign in."),
        "devices": Section("Devices", "devices", "Where you're signed in."),
        "developers": Section("Developers", "code", "Let programs act for you through the REST API."),
    },
)


class _ProfileSection:
    """The picture and the form about oneself, kept in step with changes made elsewhere."""

    def __init__(self, shell: Shell, own: profiles.Profile) -> None:
        self._shell = shell
        self._picture = Picture(shell, own)
        self._about = About(shell, own)
        shell.on_leaving_view(shell.on_actor_change(lambda: shell.run(self.refresh())))

    async def refresh(self) -> None:
        """Read the account again and show it."""
        own = await _own(self._shell)
        self._picture.refresh(own)
        self._about.refresh(own)


async def _own(shell: Shell) -> profiles.Profile:
    return await shell.chat.read(profiles.own, actor=shell.actor)


async def _profile(shell: Shell) -> None:
    _ProfileSection(shell, await _own(shell))
    PrivacySwitches(shell)


async def _appearance(shell: Shell) -> None:
    AppearanceChoices(shell)


async def _account(shell: Shell) -> None:
    EmailAddress(shell)
    show_password(shell)
    show_delete_account(shell)


async def _notifications(shell: Shell) -> None:
    await show_notifications(shell)
    show_this_device()


async def _devices(shell: Shell) -> None:
    show_install()
    await SignedInBrowsers(shell).refresh()


async def _developers(shell: Shell) -> None:
    await ApiTokens(shell).refresh()


_BUILDERS: dict[str, Callable[[Shell], Awaitable[None]]] = {
    "profile": _profile,
    "notifications": _notifications,
    "appearance": _appearance,
    "account": _account,
    "devices": _devices,
    "developers": _developers,
}


async def show(shell: Shell, section: str = "") -> None:
    """Show a section of the settings; without one their list, and the first section beside it.

    Raises:
        NotFound: there is no such section.
    """
    if section and section not in _BUILDERS:
        raise NotFound
    with section_frame(shell, AREA, section, "settings"):
        await _BUILDERS[section or AREA.first](shell)
