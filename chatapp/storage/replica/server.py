"""A PostgreSQL server's identity and log position, as it reports them."""

from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

# All functions are public. With pg_monitor a standby reports its timeline at once, else after its next checkpoint.
SERVER_INFO = """
SELECT (SELECT system_identifier FROM pg_control_system()),
       (SELECT oid::bigint FROM pg_database WHERE datname = current_database()),
       is_standby,
       CASE WHEN is_standby THEN coalesce(
           (SELECT received_tli FROM pg_stat_wal_receiver),
           greatest((SELECT timeline_id FROM pg_control_checkpoint()),
                    (SELECT min_recovery_end_timeline FROM pg_control_recovery())))
       ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END,
       CASE WHEN is_standby THEN pg_last_wal_replay_lsn() - '0/0' ELSE pg_current_wal_flush_lsn() - '0/0' END,
       CASE WHEN is_standby THEN coalesce(pg_last_wal_receive_lsn() - '0/0', 0) ELSE 0 END,
       CASE WHEN is_standby THEN pg_get_wal_replay_pause_state() <> 'not paused' ELSE false END
FROM pg_is_in_recovery() AS is_standby
"""
FLUSH_LSN = "SELECT pg_current_wal_flush_lsn() - '0/0'"
REPLAY_LSN = "SELECT pg_last_wal_replay_lsn() - '0/0'"


@dataclass(frozen=True, slots=True)
class Server:
    """A server's state. Positions are bytes of write-ahead log since the cluster was created.

    ``system`` and ``database`` identify the cluster and the database in it; replicas share both. ``timeline`` rises
    with each promotion. ``position``: flushed by a primary, or replayed by a standby. ``received``: by a standby.
    """

    system: int
    database: int
    is_standby: bool
    timeline: int
    position: int
    received: int
    is_paused: bool

    def is_copy_of(self, other: "Server") -> bool:
        """Say whether both hold the same database: replicas of each other, or the same server."""
        return (self.system, self.database) == (other.system, other.database)

    def reason_unfit(self, primary: "Server", *, is_away: bool = False) -> str:
        """Return why this is not a standby of ``primary``, as the end of a sentence; empty if it is.

        ``is_away``: the primary does not answer, so the timeline cannot be compared.
        """
        if not self.is_copy_of(primary):
            return "it isn't a copy of this Chatapp's database"
        if not self.is_standby:
            return "it is a primary itself"
        if not is_away and self.timeline != primary.timeline:
            return f"it follows another primary (timeline {self.timeline}, not {primary.timeline})"
        return ""


async def query_server(connection: "AsyncConnection[Any]") -> Server:
    """Query a server's identity and position."""
    cursor = await connection.execute(SERVER_INFO)
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101  (one row, always)
    system, database, is_standby, timeline, position, received, is_paused = row
    return Server(system, database, is_standby, timeline, int(position or 0), int(received), is_paused)


async def query_position(connection: "AsyncConnection[Any]", question: str) -> int:
    """Query a log position in bytes: `FLUSH_LSN` of a primary, `REPLAY_LSN` of a standby."""
    cursor = await connection.execute(question)
    row = await cursor.fetchone()
    return int(row[0] or 0) if row else 0
