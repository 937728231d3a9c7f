"""The button that invites people, for those who may: administrators, and members if the workspace allows it."""

from functools import partial

from chatapp.invites import is_offered
from pages.components.elements import button
from pages.invites.dialog import invite_people
from pages.shell.shell import Shell


class InviteButton:
    """One page's button, kept in step with the person's rights and the workspace's settings."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        invite = shell.with_error_notices(partial(invite_people, shell))
        self._button = button("Invite people", invite, classes="quiet sidebar-invite", icon_name="people")
        self._button.set_visibility(False)
        shell.client.on_delete(shell.on_actor_change(self._request))
        shell.client.on_delete(shell.on_workspace_change(self._request))

    async def refresh(self) -> None:
        """Show the button if the person may invite people now."""
        self._button.set_visibility(is_offered(self._shell.actor, await self._shell.chat.workspace.get()))

    def _request(self) -> None:
        self._shell.run(self.refresh())
