"""Setting a workspace up: the first account, the workspace's name, and the room where everybody arrives."""

from dataclasses import replace
from functools import partial
from typing import Final

from chatapp import rooms
from chatapp.accounts import Accounts, SignUp
from chatapp.accounts.sign_up_form import validated
from chatapp.errors import Forbidden, Invalid
from chatapp.identity import Actor
from chatapp.onboarding import getting_started
from chatapp.rooms import categories
from chatapp.storage.unit_of_work import UnitOfWork
from chatapp.workspace.workspace import clean_name, found

FIRST_ROOM: Final = "General"
ABOUT_IT: Final = "For everything that concerns everyone"
FIELD: Final = "workspace"
IS_SET_UP: Final = "This workspace is already set up. Sign in, or ask an administrator for an invite."


class SetUp:
    """Makes the first account and what it needs, all or nothing."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def run(self, form: SignUp, *, workspace: str, asker: str = "", may_be_first: bool = False) -> Actor:
        """Make the first account with its workspace and the room General. Raises as `Accounts.sign_up`.

        Raises:
            Invalid: every wrong field at once; the workspace's name has the field ``workspace``.
            Forbidden: there is an account already, or ``may_be_first`` is false.
        """
        name = self._checked(form, workspace) if may_be_first else workspace
        return await self._accounts.sign_up(
            form, address=asker, may_be_first=may_be_first, on_made=partial(_found, name=name)
        )

    def _checked(self, form: SignUp, workspace: str) -> str:
        problems: dict[str, str] = {}
        name = ""
        try:
            name = clean_name(workspace, FIELD)
        except Invalid as error:
            problems |= error.fields
        try:
            whole = replace(form, username="admin") if form.username is None else form  # any valid name
            validated(whole, is_internal_allowed=self._accounts.is_internal_allowed)
        except Invalid as error:
            problems |= error.fields
        if problems:
            raise Invalid(problems)
        return name


async def _found(work: UnitOfWork, actor: Actor, *, name: str) -> None:
    """Name the workspace and make its first room, in the transaction that stores the first account."""
    if not actor.is_administrator:
        raise Forbidden(IS_SET_UP)
    choices = {choice.name: choice.uuid for choice in await categories.listing(work.session)}
    room_uuid = await rooms.create(
        work, actor=actor, name=FIRST_ROOM, description=ABOUT_IT, category=choices.get(FIRST_ROOM)
    )
    await found(work, name=name, landing_room=room_uuid)
    await getting_started.begin(work, actor)
