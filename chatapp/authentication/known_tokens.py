"""The bearer tokens that this process has seen lately, and whose they are. See `known_accounts`."""

from functools import partial
from typing import Final

from chatapp.authentication import tokens
from chatapp.authentication.known_accounts import Known, KnownAccounts
from chatapp.authentication.sessions import token_hash
from chatapp.errors import Unauthenticated
from chatapp.identity import Actor
from chatapp.storage.database import Database

TOKENS: Final = 20_000  # whose account is remembered; the first that came are forgotten first


class KnownTokens:
    """Says whose a bearer token is, from memory where that is certain."""

    def __init__(self, accounts: KnownAccounts, database: Database) -> None:
        self._accounts = accounts
        self._database = database
        self._owners: dict[str, int] = {}  # by the token's hash; whether it is still good, the account's memory says

    async def actor_of(self, token: str) -> Actor:
        """Return whose a bearer token is.

        Raises:
            Unauthenticated: unknown or expired, or the account is not active.
        """
        hashed = token_hash(token)
        if (owner := self._owners.get(hashed)) is not None:
            actor: Actor = await self._accounts.get(owner, hashed, partial(self._read, hashed))
            return actor
        actor, _ = await self._read(hashed)
        if len(self._owners) >= TOKENS:
            del self._owners[next(iter(self._owners))]
        self._owners[hashed] = actor.account_id  # whose events are heard before it is read for remembering
        return actor

    async def _read(self, hashed: str) -> Known:
        try:
            return Known(*await self._database.read(tokens.bearer, hashed=hashed))
        except Unauthenticated:
            self._owners.pop(hashed, None)
            raise
