"""What others see of a person."""

from collections.abc import Iterable
from enum import StrEnum


class PresenceState(StrEnum):
    """What others see of a person, from the least to the most."""

    OFFLINE = "offline"
    AWAY = "away"
    ONLINE = "online"


RANKS = list(PresenceState)


def highest(states: Iterable[PresenceState]) -> PresenceState:
    """Return the state of a person who is connected in several places: the most present one; offline without any."""
    return max(states, key=RANKS.index, default=PresenceState.OFFLINE)
