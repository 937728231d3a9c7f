"""What others see of a person."""

from collections.abc import Iterable
from enum import StrEnum


class State(StrEnum):
    """What others see of a person, from the least to the most."""

    OFFLINE = "offline"
    AWAY = "away"
    ONLINE = "online"


RANKS = list(State)


def most(states: Iterable[State]) -> State:
    """Return what is seen of somebody who is in several places; offline if in none."""
    return max(states, key=RANKS.index, default=State.OFFLINE)
