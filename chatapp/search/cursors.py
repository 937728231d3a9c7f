"""Cursors as clients get them: they say nothing.

Inside, a cursor is a message's id, and ids count the messages of all rooms: between two messages of one's own they
would tell how much was said in rooms that one may not see.
"""

import re
from hashlib import blake2b
from typing import Final

SEALED: Final = re.compile(r"([0-9a-f]{16})((?:\.[0-9]{1,4})?)")
HALF: Final = 32  # bits
MASK: Final = (1 << HALF) - 1
ROUNDS: Final = range(4)


class Cursors:
    """Seals ids by a permutation that only holders of the key know (a Feistel network). ``key``: at most 64 bytes."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sealed(self, cursor: str) -> str:
        """Return a cursor for a client; of none, none."""
        if not cursor:
            return ""
        number, dot, offset = cursor.partition(".")
        left, right = divmod(int(number), 1 << HALF)
        for at in ROUNDS:
            left, right = right, left ^ self._mixed(right, at)
        return f"{left << HALF | right:016x}{dot}{offset}"

    def opened(self, cursor: str) -> str:
        """Return what a client's cursor means; one that was never given out means some other place, or nothing."""
        if (found := SEALED.fullmatch(cursor)) is None:
            return cursor and "?"
        left, right = divmod(int(found[1], 16), 1 << HALF)
        for at in reversed(ROUNDS):
            left, right = right ^ self._mixed(left, at), left
        return f"{left << HALF | right}{found[2]}"

    def _mixed(self, half: int, at: int) -> int:
        digest = blake2b(half.to_bytes(4) + bytes([at]), key=self._key, digest_size=4).digest()
        return int.from_bytes(digest) & MASK
