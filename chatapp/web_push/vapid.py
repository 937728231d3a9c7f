"""The key of this Chatapp, by which browsers and their makers know that a push is from here (RFC 8292).

It follows from the secret in the data directory, so all processes have the same one, and it ends every subscription if
that is lost.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from chatapp.web_push import base64url
from chatapp.web_push.encryption import raw
from models import utc_datetime

PURPOSE: Final = b"web push"
ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256
SIDE: Final = 32  # bytes of each half of a signature
LASTS: Final = timedelta(hours=12)  # of 24 that services allow
RENEWED: Final = timedelta(hours=1)  # before it ends
HEADER: Final = {"typ": "JWT", "alg": "ES256"}


class Keys:
    """The key pair, made when it is first needed. ``secret``: of the data directory.

    ``contact``: where the maker of a browser finds who runs this Chatapp, an https or mailto address; may be empty.
    """

    def __init__(self, secret: bytes, contact: str = "", now: Callable[[], datetime] = utc_datetime.now) -> None:
        digest = hmac.new(secret, PURPOSE, hashlib.sha512).digest()
        self._key = derive_private_key(int.from_bytes(digest, "big") % (ORDER - 1) + 1, SECP256R1())
        self._contact = contact if contact.startswith(("https://", "mailto:")) else ""
        self._now = now
        self._signed: dict[str, tuple[datetime, str]] = {}
        self.public = base64url.encode(raw(self._key.public_key()))

    def authorization(self, origin: str) -> str:
        """Return the header that a push to a service needs; signed twice a day for each. ``origin``: the service's."""
        until, header = self._signed.get(origin, (self._now(), ""))
        if until - self._now() < RENEWED:
            until = self._now() + LASTS
            header = f"vapid t={self._token(origin, until)}, k={self.public}"
            self._signed[origin] = until, header
        return header

    def _token(self, origin: str, until: datetime) -> str:
        claims = {"aud": origin, "exp": int(until.timestamp())} | ({"sub": self._contact} if self._contact else {})
        signed = ".".join(base64url.encode(json.dumps(part).encode()) for part in (HEADER, claims))
        halves = decode_dss_signature(self._key.sign(signed.encode(), ECDSA(SHA256())))
        return f"{signed}.{base64url.encode(b''.join(half.to_bytes(SIDE, 'big') for half in halves))}"
