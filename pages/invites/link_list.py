"""The list of invite links: how often each was used, until when it works, and a button that revokes it."""

from collections.abc import Callable

from nicegui import ui

from chatapp import invites
from chatapp.invites import InviteState, InviteView
from pages.components.dialogs import confirm
from pages.components.elements import box, button, text
from pages.components.local_time import local_date
from pages.shell.shell import Shell

STATES = {
    InviteState.LIVE: "",
    InviteState.USED_UP: "Used up",
    InviteState.EXPIRED: "Expired",
    InviteState.REVOKED: "Revoked",
    InviteState.ROOM_CLOSED: "Room archived",
}
EMPTY = "No invite links yet."


class LinkList:
    """The links that the person may revoke, the newest first. ``only_live``: leave out those that no longer work."""

    def __init__(self, shell: Shell, *, only_live: bool = False, on_change: Callable[[], object] | None = None) -> None:
        self._shell = shell
        self._only_live = only_live
        self._on_change = on_change
        self._list = box("entries invite-links", "ul", aria_label="Invite links")

    async def refresh(self) -> None:
        """Read the links again and show them."""
        async with self._shell.chat.reading() as session:
            page = await invites.listing(session, actor=self._shell.actor)
        if self._list.is_deleted:
            return
        shown = [one for one in page.items if one.state == InviteState.LIVE or not self._only_live]
        self._list.clear()
        with self._list:
            for invite in shown:
                self._entry(invite)
            if not shown:
                text("li", EMPTY, "muted")
            if page.has_more:
                text("li", f"The {len(page.items)} newest links.", "muted small")

    def _entry(self, invite: InviteView) -> None:
        with box("entry", "li"):
            with box("entry-text"):
                with box("entry-name"):
                    text("span", used(invite))
                    if word := STATES[invite.state]:
                        text("span", word, "badge")
                with box("entry-about"):
                    text("bdi", f"Created by {invite.created_by}")
                    if invite.expires_at is not None:
                        text("span", " · expires ")
                        ui.html(local_date(invite.expires_at, with_time=True), sanitize=False, tag="span")
                    if invite.rooms:
                        text("bdi", f" · {', '.join(room.name for room in invite.rooms)}")
            if invite.state == InviteState.LIVE:
                button(
                    "Revoke", lambda: self._ask(invite), classes="quiet", aria_label=f"Revoke the link: {used(invite)}"
                )

    def _ask(self, invite: InviteView) -> None:
        async def revoke() -> None:
            async with self._shell.chat.changing(self._shell.actor) as work:
                await invites.revoke(work, actor=self._shell.actor, invite_uuid=invite.uuid)
            await self.refresh()
            if self._on_change is not None:
                self._on_change()

        sentence = "The link will stop working. People who have used it stay."
        confirm(self._shell, "Revoke this invite link?", sentence, "Revoke", revoke)


def used(invite: InviteView) -> str:
    """Return how often a link was used, in words."""
    if invite.most_uses is None:
        return f"Used {invite.uses:,} {'time' if invite.uses == 1 else 'times'}"
    return f"{invite.uses:,} of {invite.most_uses:,} used"
