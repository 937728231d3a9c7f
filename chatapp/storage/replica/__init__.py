"""Read from a streaming standby with the guarantees of the primary. See docs/decisions/0017-replica.md.

| module | what it holds |
|---|---|
| server | a PostgreSQL server's identity and log position; whether one replicates the other |
| primary | the primary's log position, one query for all who ask at once |
| standby | the standby's connections, and whether they have replayed far enough |
| health_monitor | primary and standby health checks, and read routing |
| monotonic_reads | room revisions seen by this process: a standby alone must not show less |
| abandonable | queries to servers that may never answer |
| startup | the check of `CHATAPP_REPLICA_URL` when the process starts |
"""

from chatapp.storage.replica.health_monitor import HealthMonitor, ReadTarget
from chatapp.storage.replica.monotonic_reads import RevisionsSeen
from chatapp.storage.replica.primary import Primary
from chatapp.storage.replica.standby import Standby, StandbyState
from chatapp.storage.replica.startup import ReplicaUnusableError, check

__all__ = [
    "HealthMonitor",
    "Primary",
    "ReadTarget",
    "ReplicaUnusableError",
    "RevisionsSeen",
    "Standby",
    "StandbyState",
    "check",
]
