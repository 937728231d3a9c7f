"""Invite links, step by step: tries are counted outside of the transactions."""

from dataclasses import dataclass

from chatapp.authentication.rate_limit import RateLimits, asker_of
from chatapp.identity import Actor
from chatapp.invites import making, using
from chatapp.invites.making import InviteForm
from chatapp.invites.records import InviteView
from chatapp.invites.using import Joined
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions
from chatapp.web import links
from models import SignUpPolicy


@dataclass(frozen=True, slots=True)
class NewInvite:
    """A link that was just made, with its token and its address, which are shown this once."""

    view: InviteView
    token: str
    url: str


class Invites:
    """Making links, and joining rooms with one. ``address``: Chatapp's public origin; ``default``: who may sign up."""

    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        *,
        address: str,
        default: SignUpPolicy,
        limits: RateLimits,
    ) -> None:
        self._database = database
        self._transactions = transactions
        self._address = address
        self._default = default
        self._made = limits.per_minute("invites made")
        self._tried = limits.per_minute("invites tried")

    async def make(self, *, actor: Actor, form: InviteForm) -> NewInvite:
        """Make a link; raises as `making.create`.

        Raises:
            RateLimited: the actor has made too many within a minute.
        """
        await self._made.count(asker_of(actor))
        async with self._transactions.begin() as work:
            invite_uuid, token = await making.create(work, actor=actor, form=form, default=self._default)
            view = await making.get(work.session, actor=actor, invite_uuid=invite_uuid)
        return NewInvite(view, token, links.join_link(self._address, token))

    async def may_make(self, *, actor: Actor) -> bool:
        """Say whether the actor may make invite links now."""
        async with self._database.reading() as session:
            return await making.may_invite(session, actor=actor, default=self._default)

    async def join(self, *, actor: Actor, token: str) -> Joined:
        """Join the rooms of a link; raises as `using.join`.

        Raises:
            RateLimited: the actor has tried too many within a minute.
        """
        await self._tried.count(asker_of(actor))
        async with self._transactions.begin() as work:
            return await using.join(work, actor=actor, token=token)
