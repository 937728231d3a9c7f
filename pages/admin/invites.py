"""Workspace settings: invite links."""

from chatapp.rooms.invited import open_to_invites
from pages.components.elements import box
from pages.invites.dialog import InviteLinks
from pages.shell.shell import Shell


async def show(shell: Shell) -> None:
    """Show the form that makes links, and all links."""
    async with shell.chat.reading() as session:
        rooms = await open_to_invites(session, shell.actor.account_id)
    landing = (await shell.chat.workspace.get()).landing_room
    with box("setting-body invite-section"):
        links = InviteLinks(shell, rooms, landing=landing, only_live=False)
    await links.refresh()
