"""Passwords: judged by zxcvbn, hashed by bcrypt, never on the event loop."""

import asyncio
import base64
import hashlib
import hmac
import threading
import unicodedata
from collections.abc import Sequence

import bcrypt
from zxcvbn import zxcvbn

from chatapp import text
from chatapp.errors import Invalid

SHORTEST = 8
LONGEST = 1024
JUDGED = 72  # zxcvbn's time grows steeply with length; what is strong in its first 72 characters is strong
WEAKEST_SCORE = 2  # of 0–4: "somewhat guessable: protection from unthrottled online attacks"

_judging = threading.Lock()  # zxcvbn keeps the caller's words in a module global


class Passwords:
    """Hashes and verifies. ``rounds``: bcrypt's cost, 2**rounds steps."""

    def __init__(self, rounds: int) -> None:
        self._rounds = rounds
        self._nobodys_hash = bcrypt.hashpw(_digest("nobody"), bcrypt.gensalt(rounds)).decode()

    async def hash(self, password: str) -> str:
        """Return the bcrypt hash of a password of any length up to 1,024 characters.

        bcrypt takes at most 72 bytes and stops at a NUL, so it is given 44 characters instead: the base64 of the
        HMAC-SHA-256 of the password (NFKC, UTF-8), keyed with a fixed text so that plain SHA-256 lists are no use.
        """
        return await asyncio.to_thread(self._hash, password)

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Say whether the password fits; without a hash, take the same time and say no."""
        fits = await asyncio.to_thread(
            bcrypt.checkpw, _digest(password), (password_hash or self._nobodys_hash).encode()
        )
        return fits and password_hash is not None

    def _hash(self, password: str) -> str:
        return bcrypt.hashpw(_digest(password), bcrypt.gensalt(self._rounds)).decode()


async def judge(password: str, own_words: Sequence[str], field: str = "password") -> None:
    """Refuse a password that is too short, too long or easily guessed.

    Raises:
        Invalid: with the reason, and what would help.
    """
    if len(password) < SHORTEST:
        raise Invalid({field: f"Please use at least {SHORTEST} characters."})
    if len(password) > LONGEST:
        raise Invalid({field: f"Please use at most {LONGEST:,} characters."})
    if not text.is_encodable(password):
        raise Invalid({field: "That password contains an invalid character. Please type it again."})
    if reason := await asyncio.to_thread(_weakness, password, [word for word in own_words if word]):
        raise Invalid({field: reason})


def _weakness(password: str, own_words: Sequence[str]) -> str:
    with _judging:
        verdict = zxcvbn(password[:JUDGED], user_inputs=own_words)
    if verdict["score"] >= WEAKEST_SCORE:
        return ""
    feedback = verdict["feedback"]
    sentences = [feedback["warning"] or "This is easily guessed", *feedback["suggestions"][:1]]
    return " ".join(f"{sentence.rstrip('.')}." for sentence in sentences)


def _digest(password: str) -> bytes:
    normal = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.new(b"chatapp password v1", normal, hashlib.sha256).digest())
