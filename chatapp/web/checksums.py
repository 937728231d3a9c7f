"""The header by which a sender of a piece has it compared, as tus has it: what arrives as it was sent."""

from base64 import b64decode
from hashlib import sha256
from typing import Final

from chatapp.errors import Invalid

CHECKSUM: Final = "Upload-Checksum"


def digest_of(checksum: str) -> bytes:
    """Return the digest that a header tells; nothing without one.

    Raises:
        Invalid: it tells none.
    """
    kind, _, told = checksum.partition(" ")
    try:
        digest = b64decode(told, validate=True)
    except ValueError:
        digest = b""
    if checksum and (kind, len(digest)) != ("sha256", sha256().digest_size):
        raise Invalid({CHECKSUM: "Send sha256, a space, and the digest in base64."})
    return digest
