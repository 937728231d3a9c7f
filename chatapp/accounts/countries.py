"""The countries of ISO 3166-1, by their two-letter codes."""

import unicodedata
from typing import Final

import pycountry

from chatapp.errors import Invalid


def _by_name() -> dict[str, str]:
    """Return code → name, sorted as readers expect: Åland comes with A, not after Z."""
    names = {entry.alpha_2: getattr(entry, "common_name", entry.name) for entry in pycountry.countries}
    return dict(sorted(names.items(), key=lambda item: _plain(item[1])))


def _plain(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()


NAMES: Final[dict[str, str]] = _by_name()


def country(value: str, field: str) -> str:
    """Return the two-letter code in capitals; empty stays empty: a country is optional.

    Raises:
        Invalid: there is no such country.
    """
    code = value.strip().upper()
    if code and (code not in NAMES or not value.isascii()):  # "ß" in capitals is "SS", which is South Sudan
        raise Invalid({field: "Choose a country from the list, or leave it empty."})
    return code
