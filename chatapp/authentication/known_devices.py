"""Browsers that a person has signed in with before: strangers who guess at a name never lock them out.

Source: OWASP, "Slow Down Online Guessing Attacks with Device Cookies". See docs/decisions/0024-tries.md.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 200  # characters of a mark; what is longer is none of ours


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """What a mark proves: a person has signed in to this account with this browser."""

    account_id: int
    name: str


class KnownDevices:
    """Marks browsers and recognises them. A mark is kept in a cookie and nowhere else; it lets nobody in."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def mark(self, account_id: int) -> str:
        """Return a new mark for a browser that has just proven whose account it is."""
        said = f"{account_id}.{secrets.token_urlsafe(12)}"
        return f"{said}.{self._signature(said)}"

    def recognise(self, mark: str) -> KnownDevice | None:
        """Return what a mark proves; None if it is garbled, or none of ours."""
        said, _, signature = mark[: LONGEST + 1].rpartition(".")
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), self._signature(said).encode()):
            return None
        account_id, _, name = said.partition(".")
        return KnownDevice(int(account_id), name)

    def _signature(self, said: str) -> str:
        return hmac.new(self._key, said.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
