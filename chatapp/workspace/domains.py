"""Allowed e-mail domains: a list that administrators keep. Only addresses at these domains can sign up."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from chatapp import text
from chatapp.errors import Invalid

AT_MOST: Final = 50
LONGEST: Final = 253  # characters
LABEL: Final = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
DOMAIN: Final = re.compile(rf"{LABEL}(?:\.{LABEL})*")


def cleaned(values: Iterable[str], field: str = "domains") -> tuple[str, ...]:
    """Return domains fit to store, each once: without an @ in front, in lower case, in letters rather than Punycode.

    Raises:
        Invalid: one of them is no domain, or there are more than 50.
    """
    found: dict[str, None] = {}
    for value in values:
        name = value.strip().removeprefix("@")
        if not name:
            continue
        key = _key(name)
        if len(name) > LONGEST or not DOMAIN.fullmatch(key):
            raise Invalid({field: f"“{_shown(name)}” isn't a domain. Enter domains such as example.org."})
        found[key] = None
    if len(found) > AT_MOST:
        raise Invalid({field: f"You can list up to {AT_MOST} domains."})
    return tuple(found)


def refuse_others(email: str, domains: Sequence[str], field: str = "email") -> None:
    """Refuse an e-mail address at a domain that isn't listed; without a list every address passes.

    Raises:
        Invalid: the address is at another domain.
    """
    if domains and "@" in email and _key(email.strip().rpartition("@")[2]) not in domains:
        raise Invalid({field: f"Use your address at {listed(domains)}."})


def listed(domains: Sequence[str]) -> str:
    """Return the domains as part of a sentence: "a.org, b.org or c.org"."""
    return " or ".join(filter(None, (", ".join(domains[:-1]), *domains[-1:])))


def _key(domain: str) -> str:
    """Return the form in which domains are compared."""
    return text.email_key(f"a@{domain}").rpartition("@")[2]


def _shown(name: str) -> str:
    """Return what was typed, short and without characters that would change the sentence around it."""
    return "".join(character for character in text.storable(name) if character.isprintable())[:60]
