"""Usernames that are proposed to people who sign up: made of their name, and free."""

import re
import secrets
import unicodedata
from collections.abc import Iterator
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.accounts import names
from chatapp.errors import Invalid

LONGEST: Final = 26  # characters, so that a number fits behind them
COUNTED: Final = 9  # proposals with small numbers; then a random one, which is free at once
SEPARATORS: Final = re.compile(r"[\s_.-]+")
FALLBACK: Final = "user"


async def propose(session: AsyncSession, name: str, email: str) -> str:
    """Return a username that is free now: of "Ada Lovelace" it is ``ada``, else ``ada.lovelace``, else with a number.

    The e-mail address, which is private, counts only if the name has no letters a username may have.
    """
    for candidate in _candidates(name, email):
        if not await names.is_username_taken(session, candidate):
            return candidate
    raise AssertionError  # there is no end to the candidates


def _candidates(name: str, email: str) -> Iterator[str]:
    bases = _bases(name) or _bases(email.partition("@")[0]) or [FALLBACK]
    yield from bases
    for number in range(2, COUNTED + 1):
        yield f"{bases[-1]}{number}"
    while True:
        yield f"{bases[-1]}{secrets.randbelow(90_000) + 10_000}"


def _bases(value: str) -> list[str]:
    """Return what can be made of a name: its first word, and all of its words."""
    words = [word for part in SEPARATORS.split(text.fold(value[:200])) if (word := _word(part))]
    found = dict.fromkeys((*words[:1], ".".join(words)[:LONGEST].rstrip(".")))
    return [base for base in found if _is_valid(base)]


def _word(value: str) -> str:
    """Return a word as a username spells it: Latin letters without accents, others as they are."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", value) if not unicodedata.combining(c))
    spelled = bare if bare.isascii() else value
    return "".join(c for c in spelled if c.isalnum() or unicodedata.category(c) in ("Mn", "Mc"))[:LONGEST]


def _is_valid(username: str) -> bool:
    try:
        return bool(names.username(username, "username"))
    except Invalid:
        return False
