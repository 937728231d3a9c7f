"""Colours by hue, in degrees: what each room's light is, and which hues people's initials are drawn on."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final
from uuid import UUID

HUES: Final[Mapping[str, int]] = MappingProxyType(  # as far from each other as twelve can be told apart
    {
        "Rose": 10,
        "Coral": 30,
        "Orange": 55,
        "Gold": 85,
        "Lime": 120,
        "Green": 150,
        "Teal": 178,
        "Cyan": 210,
        "Blue": 250,
        "Indigo": 280,
        "Violet": 310,
        "Pink": 345,
    }
)
DEGREES: Final = tuple(HUES.values())
OF_COLOUR: Final[Mapping[str, int]] = MappingProxyType(  # a category's colour; grey is none
    {"blue": 250, "green": 150, "violet": 310, "orange": 55, "red": 30, "pink": 345, "teal": 178}
)
AT_FIRST: Final = len(DEGREES)  # people of a room whose hues differ


def hue_of(uuid: UUID) -> int:
    """Return the hue of a person, or of a room that has none by choice or category: the same everywhere."""
    return DEGREES[uuid.int % len(DEGREES)]


def apart(people: Iterable[UUID]) -> dict[UUID, int]:
    """Return the hues of a room's first twelve people, all different: one's own if nobody before has it, else the next.

    People who come later keep what they have.
    """
    given: dict[UUID, int] = {}
    for uuid in people:
        if len(given) == AT_FIRST:
            break
        own = DEGREES.index(hue_of(uuid))
        turned = DEGREES[own:] + DEGREES[:own]
        given[uuid] = next(hue for hue in turned if hue not in given.values())
    return given
