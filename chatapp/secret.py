"""The signing secret: made once, kept in the data directory, readable by its owner only."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

NAME = "secret.key"


def signing_secret(data_dir: Path) -> bytes:
    """Return the secret of this data directory, making both on first use (directory 0700, file 0600)."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / NAME
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
    return path.read_bytes()


def derived_token(secret: bytes, purpose: str) -> str:
    """Return a token that anybody holding the secret can make again: 32 hex digits for one purpose."""
    return hmac.new(secret, purpose.encode(), hashlib.sha256).hexdigest()[:32]
