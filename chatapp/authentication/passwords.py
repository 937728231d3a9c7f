"""Passwords: judged by zxcvbn, hashed by bcrypt, never on the event loop."""

import base64
import hashlib
import hmac
import os
import sys
import unicodedata
from collections.abc import Sequence
from typing import Final

import bcrypt

from chatapp import text
from chatapp.errors import Invalid
from chatapp.executors import FairExecutor

SHORTEST: Final = 8
LONGEST: Final = 1024
MOST_CORES: Final = 8  # that bcrypt may keep busy
NICENESS: Final = 5  # of its threads: pages and messages go first


class Passwords:
    """Judges, hashes and verifies, each in threads of its own: sign-ups and new passwords delay nobody's sign-in.

    ``rounds``: bcrypt's cost, 2**rounds steps. In each call, ``asker`` is whose turn it takes: a network, a device or
    an account. Every call raises `Busy` if too many wait already.
    """

    def __init__(self, rounds: int) -> None:
        cores = min(MOST_CORES, _cores())
        self._rounds = rounds
        self._nobodys_hash = bcrypt.gensalt(rounds).decode() + "." * 31  # of no password; checked as long as any
        self._judging = FairExecutor("judge", 1)  # zxcvbn takes no more than one
        self._hashing = FairExecutor("hash", max(1, cores // 2), niceness=NICENESS)
        verifying = max(2, cores)  # of which one network has half: a thread is free for everybody else
        self._verifying = FairExecutor("verify", verifying, of_key=verifying // 2, niceness=NICENESS)

    async def hash(self, password: str, *, asker: str = "") -> str:
        """Return the bcrypt hash of a password of any length up to 1,024 characters.

        bcrypt takes at most 72 bytes and stops at a NUL, so it is given 44 characters instead: the base64 of the
        HMAC-SHA-256 of the password (NFKC, UTF-8), keyed with a fixed text so that plain SHA-256 lists are no use.
        """
        return await self._hashing.run(asker, self._hash, password)

    async def verify(self, password: str, password_hash: str | None, *, asker: str = "") -> bool:
        """Say whether the password fits; without a hash, take the same time and say no."""
        kept = (password_hash or self._nobodys_hash).encode()
        fits = await self._verifying.run(asker, _fits, password, kept)
        return fits and password_hash is not None

    async def judge(self, password: str, own_words: Sequence[str], *, field: str = "password", asker: str = "") -> None:
        """Refuse a password that is too short, too long or easily guessed. Ask last: it is the costly part of a form.

        Raises:
            Invalid: with the reason, and what would help.
        """
        if problem := fault(password):
            raise Invalid({field: problem})
        words = [word[:64] for word in own_words if word]
        if reason := await self._judging.run(asker, _weakness, password, words):
            raise Invalid({field: reason})

    def close(self) -> None:
        """Refuse what waits; what runs goes on to its end."""
        for executor in (self._judging, self._hashing, self._verifying):
            executor.close()

    def _hash(self, password: str) -> str:
        return bcrypt.hashpw(_digest(password), bcrypt.gensalt(self._rounds)).decode()


def _weakness(password: str, own_words: Sequence[str]) -> str:
    from chatapp.authentication.strength import weakness  # here: its dictionaries take memory, and time to start

    return weakness(password, own_words)


def fault(password: str) -> str:
    """Return why a password cannot be taken, however hard to guess; empty if it can. Costs nothing."""
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST:,} characters."
    if not text.is_encodable(password):
        return "That password contains an invalid character."
    return ""


def own_words(username: str, email: str) -> list[str]:
    """Return what a person's password must not be made of."""
    return [username, email, email.split("@")[0]]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _fits(password: str, kept: bytes) -> bool:
    return bcrypt.checkpw(_digest(password), kept)


def _digest(password: str) -> bytes:
    normal = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.new(b"chatapp password v1", normal, hashlib.sha256).digest())
