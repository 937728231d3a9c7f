"""Bytes as push services and browsers write them: base64 for addresses, without the signs that fill it up."""

from base64 import urlsafe_b64decode, urlsafe_b64encode


def encode(content: bytes) -> str:
    """Return bytes as text."""
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Return the bytes of a text.

    Raises:
        ValueError: it is no such text.
    """
    return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
