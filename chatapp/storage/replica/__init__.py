"""Read from a streaming standby with the guarantees of the primary. See docs/decisions/0017-replica.md.

| module | what it holds |
|---|---|
| read_target | where a session reads; the state of a standby |
| server | a PostgreSQL server's identity and log position; whether one replicates the other |
| primary | the primary's log position, one query for all who ask at once |
| standby | the standby's connections, and whether they have replayed far enough |
| health_monitor | primary and standby health checks, and read routing |
| monotonic_reads | room revisions seen by this process: a standby alone must not show less |
| abandonable | queries to servers that may never answer |
| startup | the check of `CHATAPP_REPLICA_URL` when the process starts |

It imports nothing of them by itself: they need PostgreSQL's driver, which takes a fortieth of a start without one.
"""
