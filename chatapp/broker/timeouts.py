"""How patient the Redis broker is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Times in seconds, and how many events may wait to be sent. Tests take less."""

    answer: float = 5.0  # how long Redis may take to connect or to answer
    beat: float = 5.0  # how often a process sends itself a word through Redis
    silence: float = 15.0  # without that word for so long, the connection counts as lost
    first_retry: float = 0.2
    longest_retry: float = 5.0
    settle: float = 2.0  # how long somebody who subscribes waits until other processes are heard
    away: float = 30.0  # while Redis is away, how often pages ask the database for what they cannot hear
    calm: float = 2.0  # losses within so long are told together
    waiting: int = 10_000
    closing: float = 2.0  # how long a stopping process tries to send what waits
