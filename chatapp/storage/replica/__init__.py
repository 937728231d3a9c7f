"""Reading from a standby of the primary, exactly as if from the primary. See docs/decisions/0017-replica.md.

| file | what it holds |
|---|---|
| server | what a server says of itself, and whether one repeats the other |
| primary | how far the primary is: one question for all who ask at once |
| standby | the replica's connections, and which of them have come far enough |
| patience | waiting for servers that may never answer |
| start | the setting, checked |
| watch | what is there just now, found out in the background; where the next reader reads |
| seen | how far each room was when somebody here looked: the last word while the primary is away |
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
