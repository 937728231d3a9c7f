"""Who may sign up, and where new people arrive: by the workspace's settings, or by an invite link."""

from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import Forbidden
from chatapp.identity import Actor
from chatapp.invites import using
from chatapp.onboarding import getting_started
from chatapp.rooms.invited import let_in
from chatapp.storage.unit_of_work import UnitOfWork
from chatapp.workspace import domains, workspace
from models import SignUpPolicy

CLOSED: Final = "Sign-up is closed. Ask an administrator for an account."
INVITE_ONLY: Final = "You need an invite link to sign up. Ask an administrator for one."


class WorkspaceEntrance:
    """Lets people in as the workspace says; see `chatapp.accounts.Entrance`.

    ``default``: who may sign up as long as no administrator has chosen that.
    """

    def __init__(self, default: SignUpPolicy) -> None:
        self._default = default

    async def require_open(self, session: AsyncSession, *, email: str, invite_hash: str) -> None:
        """Let people pass who may sign up. ``invite_hash``: of their invite's token; empty without one.

        Raises:
            Forbidden: sign-up is closed, or needs an invite.
            NotFound: there is no such invite.
            Gone: the invite no longer works.
            Invalid: field ``email``: addresses at this domain can't sign up, with or without an invite.
        """
        settings = await workspace.read(session, default=self._default)
        if settings.signup == SignUpPolicy.CLOSED:
            raise Forbidden(CLOSED)
        if invite_hash:
            await using.require_live(session, invite_hash)
        elif settings.signup == SignUpPolicy.INVITE:
            raise Forbidden(INVITE_ONLY)
        domains.refuse_others(email, settings.domains)

    async def arrive(self, work: UnitOfWork, actor: Actor, *, invite_hash: str) -> None:
        """Let a person whose account was just made into their first rooms. Announces MemberJoined.

        Raises:
            Gone: the invite was used up meanwhile.
        """
        if invite_hash:
            await using.use(work, actor, invite_hash)
            await getting_started.begin(work, actor)
        else:
            await arrive(work, actor)


async def arrive(work: UnitOfWork, actor: Actor, *, added_by_id: int | None = None) -> None:
    """Let a person whose account was just made into the room where all new people arrive. Announces MemberJoined."""
    rooms = await using.landing(work.session)
    await let_in(work, account_id=actor.account_id, rooms=rooms, added_by_id=added_by_id)
    await getting_started.begin(work, actor)
