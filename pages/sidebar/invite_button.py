"""The button that invites people, for those who may: administrators, and members if the workspace allows it."""

from chatapp.invites import is_offered
from pages.components import icons
from pages.components.parts import Attributes, Part, element_html
from pages.shell.shell import Shell

INSIDE = f"<span>{icons.svg('people')}</span><span>Invite people</span>"


class InviteButton:
    """One page's button, kept in step with the person's rights and the workspace's settings."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._part = Part(shell.client, "invite", is_written=False)
        self._is_offered = False
        shell.client.on_delete(shell.on_actor_change(self._request))
        shell.client.on_delete(shell.on_workspace_change(self._request))

    async def refresh(self) -> None:
        """Show the button if the person may invite people now."""
        self._is_offered = is_offered(self._shell.actor, await self._shell.chat.workspace.get())
        self._part.set(self._shows)

    def html(self) -> str:
        """Return it as HTML for the page that is being built."""
        self._part.know(self._shows)
        stays: Attributes = {"type": "button", "data-part": "invite", "data-tell": "invite", "innerHTML": INSIDE}
        return element_html("button", {**stays, **self._shows})

    @property
    def _shows(self) -> Attributes:
        return {"class": f"button quiet sidebar-invite{'' if self._is_offered else ' hidden'}"}

    def _request(self) -> None:
        self._shell.run(self.refresh())
