"""How many processes, brokers and machines there are, and which room's events go through which broker."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Deployment:
    """``processes``: 0: as many as are needed. ``brokers``: Redis servers that share the rooms.

    What is not built is switched on here: ``brokers`` above one; ``is_presence_told_by_interest``: a change of
    somebody's presence goes to the pages that show it instead of all; ``marks_every``: seconds between two writings of
    read marks (built: 1); ``is_marking_shared``: marks are written like posts, beside each other; ``is_pooled``:
    processes share connections to PostgreSQL; ``is_by_room``: pages go to where their room is.
    """

    processes: int = 0
    brokers: int = 1
    replicas: int = 0
    readers: int = 8  # CHATAPP_DATABASE_READERS
    cores: int = 2  # of a machine
    memory_gb: float = 8.0  # of a machine
    is_presence_told_by_interest: bool = False
    is_marking_shared: bool = False
    marks_every: float = 1.0
    is_pooled: bool = False
    is_by_room: bool = False

    @property
    def connections_each(self) -> int:
        """How many connections to the primary a process may hold: readers, two writers, one for its log position."""
        return self.readers + 2 + (self.replicas > 0)


def shard_of(topic: str, brokers: Sequence[str]) -> str:
    """Return the broker that carries a topic: the highest bidder. Another broker moves only what it wins itself."""
    return max(brokers, key=lambda broker: blake2b(f"{broker}\0{topic}".encode(), digest_size=8).digest())


def spread(weights: Sequence[float], brokers: int) -> list[float]:
    """Return what each broker carries, if each room weighs so much."""
    names = [f"broker-{index}" for index in range(brokers)]
    carried = dict.fromkeys(names, 0.0)
    for index, weight in enumerate(weights):
        carried[shard_of(f"room:{index}", names)] += weight
    return list(carried.values())


def meeting(people: float, processes: float) -> float:
    """Return on how many processes so many people are expected to be, if each is anywhere."""
    return people if people * processes == 0 else processes * (1 - (1 - 1 / processes) ** people)
