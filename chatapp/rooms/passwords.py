"""The passwords of private rooms: one shared secret a room, asked once of everybody who joins without being added."""

from uuid import UUID

from chatapp import text
from chatapp.authentication.passwords import LONGEST, Passwords
from chatapp.authentication.rate_limit import RateLimits
from chatapp.errors import Invalid
from chatapp.identity import Actor
from chatapp.rooms.access import require_visible
from chatapp.rooms.membership import join
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions

SHORTEST = 6


class RoomPasswords:
    """Setting and asking for them, step by step: they are hashed and verified outside of the transactions."""

    def __init__(
        self, database: Database, transactions: Transactions, passwords: Passwords, *, limits: RateLimits
    ) -> None:
        self._database = database
        self._transactions = transactions
        self._passwords = passwords
        self._tries = limits.per_minute("passwords of a room")
        self._tries_of_person = limits.per_minute("room passwords", times=3)

    async def hash(self, password: str) -> str | None:
        """Return what is stored of a room's password; None for an empty one: the room has none.

        Raises:
            Invalid: shorter than 6 characters, longer than 1,024, or with a character that cannot be stored.
        """
        if not password:
            return None
        if not text.is_encodable(password):
            raise Invalid({"password": "That password contains an invalid character. Please type it again."})
        if not SHORTEST <= len(password) <= LONGEST:
            raise Invalid({"password": f"A room's password has {SHORTEST} to {LONGEST:,} characters."})
        return await self._passwords.hash(password)

    async def join(self, *, actor: Actor, room_uuid: UUID, password: str = "") -> None:
        """Make the actor a member of a listed room. Announces MemberJoined; see `membership.join`.

        Raises:
            NotFound: there is no such room, or the actor may not see it.
            Forbidden: it is closed.
            Invalid: it has a password, and this is not it.
            RateLimited: too many wrong passwords of this person for this room, or for rooms at all.
        """
        proven = await self._proven(actor, room_uuid, password)
        async with self._transactions.begin() as work:
            await join(work, actor=actor, room_uuid=room_uuid, proven_hash=proven)

    async def _proven(self, actor: Actor, room_uuid: UUID, password: str) -> str | None:
        async with self._database.reading() as session:
            room, membership = await require_visible(session, actor, room_uuid)
            password_hash = room.password_hash if membership is None else None
        if password_hash is None or not password:
            return None
        await self._tries_of_person.count(str(actor.account_id))
        await self._tries.count(str(actor.account_id), str(room_uuid))
        if not await self._passwords.verify(password[: LONGEST + 1], password_hash):
            raise Invalid({"password": "That is not the room's password."})
        return password_hash
