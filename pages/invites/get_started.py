"""The card that greets new people in the room where they arrive: what to do first, until they dismiss it."""

from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from chatapp import onboarding
from chatapp.invites import is_offered
from chatapp.web import urls
from pages.components.elements import box, button, icon, text
from pages.invites.dialog import invite_people
from pages.rooms.create import create_room
from pages.shell.shell import Shell


async def greeting(shell: Shell, room_uuid: UUID) -> Callable[[], object] | None:
    """Return what shows the card, if the person arrived in this room first and has not dismissed it."""
    if not shell.actor.is_getting_started:
        return None
    workspace = await shell.chat.workspace.get()
    if workspace.landing_room is None:
        return None
    async with shell.chat.reading() as session:
        if not await onboarding.is_shown(session, actor=shell.actor, room_uuid=room_uuid):
            return None
    may_invite = is_offered(shell.actor, workspace)
    return partial(GetStarted, shell, workspace.name, room_uuid, may_invite=may_invite)


class GetStarted:
    """One page's card. It goes when it is dismissed here or on another page of the person."""

    def __init__(self, shell: Shell, workspace: str, room_uuid: UUID, *, may_invite: bool) -> None:
        self._shell = shell
        self._room_uuid = room_uuid
        self._card = box("get-started", "section", aria_labelledby="get-started")
        with self._card:
            with box("get-started-head"):
                text("h2", f"Get started with {workspace}").props["id"] = "get-started"
                dismiss = shell.with_error_notices(self._dismiss)
                button("Dismiss", dismiss, classes="quiet", icon_name="close", is_icon_only=True)
            with box("get-started-steps"):
                if may_invite:
                    self._step("people", "Invite people", "Send a link to your team.", partial(invite_people, shell))
                self._step("plus", "Create a room", "One for each topic or project.", partial(create_room, shell))
                self._link("compass", "Look around", "See which rooms there are.", urls.ROOMS)
                self._link("pencil", "Set a picture", "So that people recognise you.", urls.PROFILE)
        shell.on_leaving_view(shell.on_actor_change(self._check))

    def _step(self, icon_name: str, title: str, about: str, start: Callable[[], Awaitable[None]]) -> None:
        with box("step", "button", type="button") as element:
            _fill(icon_name, title, about)
        element.on("click", self._shell.with_error_notices(start), js_handler="() => emit()")

    def _link(self, icon_name: str, title: str, about: str, path: str) -> None:
        with box("step", "a", href=path):
            _fill(icon_name, title, about)

    async def _dismiss(self) -> None:
        async with self._shell.chat.changing(self._shell.actor) as work:
            await onboarding.dismiss(work, actor=self._shell.actor)
        self._remove()

    def _check(self) -> None:
        """The person's account has changed: it may have been dismissed on another page."""

        async def check() -> None:
            async with self._shell.chat.reading() as session:
                if not await onboarding.is_shown(session, actor=self._shell.actor, room_uuid=self._room_uuid):
                    self._remove()

        self._shell.run(check())

    def _remove(self) -> None:
        if not self._card.is_deleted:
            self._card.delete()


def _fill(icon_name: str, title: str, about: str) -> None:
    icon(icon_name)
    with box("step-text"):
        text("span", title, "step-title")
        text("span", about, "step-about")
