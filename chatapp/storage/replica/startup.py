"""The setting, checked before anything starts: what could never be a replica is refused, in one sentence."""

import asyncio

from psycopg import AsyncConnection, Error

from chatapp.storage.engines.engine import LONGEST
from chatapp.storage.engines.postgresql import LIMITS
from chatapp.storage.replica.server import Server, ask
from models.postgresql import parameters

LIMIT = 20.0  # seconds; each host has five to be connected to


class ReplicaUnusableError(Exception):
    """The URL leads to no replica; the message is the rest of a sentence that began with the setting."""


async def check(database_url: str, replica_url: str) -> None:
    """See whether a replica can be reached and is a copy of the database.

    One that is the primary itself, after it was promoted, or that lags behind may still become of use: it is bypassed.

    Raises:
        ReplicaUnusableError: it cannot be reached, does not let us in, or is another database.
    """
    try:
        replica = await _server(replica_url, "prefer-standby")
    except (Error, OSError, TimeoutError) as error:
        said = " ".join(str(error).split())[:LONGEST].rstrip(" .") or "it does not answer"
        raise ReplicaUnusableError(f"names a database that cannot be used: {said}") from error
    try:
        primary = await _server(database_url, "primary")
    except (Error, OSError, TimeoutError):
        return  # it was there a moment ago; the watch goes on looking
    if not replica.copies(primary):
        raise ReplicaUnusableError("names a database that is no streaming standby of CHATAPP_DATABASE_URL's")


async def _server(url: str, looks_for: str) -> Server:
    async with asyncio.timeout(LIMIT):
        connection = await AsyncConnection.connect(**parameters(url, looks_for=looks_for, **LIMITS), autocommit=True)
        async with connection:
            return await ask(connection)
