"""The passwords of private rooms: one shared secret a room, asked once of everybody who joins without being added."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from chatapp import text
from chatapp.authentication.change_limit import ChangeLimit
from chatapp.authentication.passwords import LONGEST, Passwords
from chatapp.authentication.rate_limit import RateLimits, asker_of
from chatapp.errors import Invalid
from chatapp.identity import Actor
from chatapp.rooms import lifecycle
from chatapp.rooms.access import require_visible
from chatapp.rooms.lifecycle import RoomForm
from chatapp.rooms.membership import join, refuse_removed
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions

SHORTEST: Final = 6
TO_BE_HASHED: Final = "to be hashed"


class RoomPasswords:
    """Setting and asking for them, step by step: they are hashed and verified outside of the transactions."""

    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        passwords: Passwords,
        *,
        limits: RateLimits,
        changes: ChangeLimit,
    ) -> None:
        self._database = database
        self._transactions = transactions
        self._passwords = passwords
        self._changes = changes
        self._tries = limits.per_minute("passwords of a room")
        self._tries_of_person = limits.per_minute("room passwords", times=3)
        self._new_of_person = limits.per_minute("new room passwords")

    async def create(self, *, actor: Actor, form: RoomForm, password: str = "") -> UUID:
        """Create a room, with a password unless it is empty; announces and raises as `lifecycle.create`.

        The password is hashed last, when all else is right.

        Raises:
            Invalid: the password is too short or too long.
            RateLimited: this person has set too many passwords within a minute, or changed too much.
            Busy: too many passwords wait to be hashed.
        """
        await self._changes.count(actor)
        if password:
            form = replace(form, password_hash=_unhashed(password))
            async with self._database.reading() as session:
                await lifecycle.check(session, actor=actor, form=form)
            form = replace(form, password_hash=await self._counted_hash(actor, password))
        async with self._transactions.begin() as work:
            return await lifecycle.create(
                work,
                actor=actor,
                name=form.name,
                description=form.description,
                visibility=form.visibility,
                category=form.category,
                password_hash=form.password_hash,
                hue=form.hue,
            )

    async def edit(self, *, actor: Actor, room_uuid: UUID, form: RoomForm, password: str | None = None) -> None:
        """Change a room; announces and raises as `lifecycle.edit`, and as `create` about the password.

        ``password``: None keeps the one it has, an empty one takes it away.
        """
        await self._changes.count(actor)
        if password:
            form = replace(form, password_hash=_unhashed(password))
            async with self._database.reading() as session:
                await lifecycle.check(session, actor=actor, form=form, room_uuid=room_uuid)
            form = replace(form, password_hash=await self._counted_hash(actor, password))
        async with self._transactions.begin() as work:
            await lifecycle.edit(work, actor=actor, room_uuid=room_uuid, form=form, keeps_password=password is None)

    async def hash(self, password: str, *, asker: str = "") -> str | None:
        """Return what is stored of a room's password; None for an empty one: the room has none.

        Raises:
            Invalid: shorter than 6 characters, longer than 1,024, or with a character that cannot be stored.
            Busy: too many passwords wait to be hashed.
        """
        return await self._passwords.hash(password, asker=asker) if _unhashed(password) else None

    async def join(self, *, actor: Actor, room_uuid: UUID, password: str = "") -> None:
        """Make the actor a member of a listed room. Announces MemberJoined; see `membership.join`.

        Raises:
            NotFound: there is no such room, or the actor may not see it.
            Forbidden: it is closed, or a moderator removed the actor from it.
            Invalid: it has a password, and this is not it.
            RateLimited: too many wrong passwords of this person for this room, or for rooms at all; or they have
                changed too much within a minute.
        """
        await self._changes.count(actor)
        proven = await self._proven(actor, room_uuid, password)
        async with self._transactions.begin() as work:
            await join(work, actor=actor, room_uuid=room_uuid, proven_hash=proven)

    async def _proven(self, actor: Actor, room_uuid: UUID, password: str) -> str | None:
        async with self._database.reading() as session:
            room, membership = await require_visible(session, actor, room_uuid)
            password_hash = room.password_hash if membership is None else None
            if password_hash is not None:
                await refuse_removed(session, room, actor.account_id)
        if password_hash is None or not password:
            return None
        await self._tries_of_person.count(str(actor.account_id))
        await self._tries.count(str(actor.account_id), str(room_uuid))
        if not await self._passwords.verify(password[: LONGEST + 1], password_hash, asker=asker_of(actor)):
            raise Invalid({"password": "That isn't the room's password."})
        return password_hash

    async def _counted_hash(self, actor: Actor, password: str) -> str | None:
        await self._new_of_person.count(asker_of(actor))
        return await self.hash(password, asker=asker_of(actor))


def _unhashed(password: str) -> str | None:
    """Return what stands for a password that is still to be hashed; None for an empty one.

    Raises:
        Invalid: shorter than 6 characters, or longer than 1,024.
    """
    if not password:
        return None
    if not text.is_encodable(password):
        raise Invalid({"password": "That password contains an invalid character."})
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid({"password": f"Use {SHORTEST} to {LONGEST:,} characters for the password."})
    return TO_BE_HASHED
