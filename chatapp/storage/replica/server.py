"""What a PostgreSQL server says of itself: whose data it holds, and how far along its log it is."""

from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

# All of them are public; with pg_monitor a standby tells its timeline at once, not only after its next checkpoint.
SELF = """
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
WRITTEN = "SELECT pg_current_wal_flush_lsn() - '0/0'"
REPLAYED = "SELECT pg_last_wal_replay_lsn() - '0/0'"


@dataclass(frozen=True, slots=True)
class Server:
    """A server's own words. Positions are bytes of the log, counted from the cluster's first day.

    ``system`` and ``database`` name the cluster and the database in it; copies keep both. ``timeline`` rises with each
    promotion. ``position``: what a primary has made durable, or a standby shows. ``received``: what a standby has.
    """

    system: int
    database: int
    is_standby: bool
    timeline: int
    position: int
    received: int
    is_paused: bool

    def copies(self, other: "Server") -> bool:
        """Say whether both hold the same database, one as a copy of the other, or are the same server."""
        return (self.system, self.database) == (other.system, other.database)

    def unfit_for(self, primary: "Server", *, is_away: bool = False) -> str:
        """Return why this is no replica of ``primary``, as the end of a sentence; nothing if it is one.

        ``is_away``: the primary is not there, and a standby does not say for sure whom it has followed.
        """
        if not self.copies(primary):
            return "it is no copy of this Chatapp's database"
        if not self.is_standby:
            return "it is a primary itself"
        if not is_away and self.timeline != primary.timeline:
            return f"it follows another primary (timeline {self.timeline}, not {primary.timeline})"
        return ""


async def ask(connection: "AsyncConnection[Any]") -> Server:
    """Ask a server about itself."""
    cursor = await connection.execute(SELF)
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101  (one row, always)
    system, database, is_standby, timeline, position, received, is_paused = row
    return Server(system, database, is_standby, timeline, int(position or 0), int(received), is_paused)


async def ask_position(connection: "AsyncConnection[Any]", question: str) -> int:
    """Ask a server how far it is: `WRITTEN` of a primary, `REPLAYED` of a standby."""
    cursor = await connection.execute(question)
    row = await cursor.fetchone()
    return int(row[0] or 0) if row else 0
