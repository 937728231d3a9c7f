"""Check `CHATAPP_REPLICA_URL` before anything starts; what can never be a standby is refused in one sentence."""

import asyncio

from psycopg import AsyncConnection, Error

from chatapp.storage.engines.engine import LONGEST
from chatapp.storage.engines.postgresql import LIMITS
from chatapp.storage.replica.server import Server, query_server
from models.postgresql import parameters

LIMIT = 20.0  # seconds; each host has five to be connected to


class ReplicaUnusableError(Exception):
    """The URL does not lead to a standby; the message completes a sentence that begins with the setting."""


async def check(database_url: str, replica_url: str) -> None:
    """Check that the standby can be reached and replicates the database.

    One that lags or has been promoted may still become usable: it is bypassed, not refused.

    Raises:
        ReplicaUnusableError: it cannot be reached, refuses the login, or holds another database.
    """
    try:
        replica = await _server(replica_url, "prefer-standby")
    except (Error, OSError, TimeoutError) as error:
        said = " ".join(str(error).split())[:LONGEST].rstrip(" .") or "it doesn't answer"
        raise ReplicaUnusableError(f"names a database that can't be used: {said}") from error
    try:
        primary = await _server(database_url, "primary")
    except (Error, OSError, TimeoutError):
        return  # it answered a moment ago; the health monitor keeps checking
    if not replica.is_copy_of(primary):
        raise ReplicaUnusableError("names a database that isn't a streaming standby of CHATAPP_DATABASE_URL's")


async def _server(url: str, looks_for: str) -> Server:
    async with asyncio.timeout(LIMIT):
        connection = await AsyncConnection.connect(**parameters(url, looks_for=looks_for, **LIMITS), autocommit=True)
        async with connection:
            return await query_server(connection)
