"""Timeouts and limits of the Redis broker."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds, except ``waiting``, the queue's limit in events. Tests use shorter ones."""

    answer: float = 5.0  # how long Redis may take to connect or to answer
    beat: float = 5.0  # interval of the heartbeat that a process sends itself through Redis
    silence: float = 15.0  # without a heartbeat for this long, the connection counts as lost
    first_retry: float = 0.2
    longest_retry: float = 5.0
    settle: float = 2.0  # how long a subscriber waits for Redis's confirmation
    away: float = 30.0  # how often pages read the database during an outage
    calm: float = 2.0  # losses within this time are reported together
    waiting: int = 10_000
    closing: float = 2.0  # how long a stopping process tries to send queued events
