"""The signing secret: made once, kept in the data directory, readable by its owner only."""

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

NAME = "secret.key"
LENGTH = 64  # hex digits


def signing_secret(data_dir: Path) -> bytes:
    """Return the secret of this data directory, making both on first use (directory 0700, file 0600).

    Several processes may start at once: the first to finish its file wins, and nobody ever reads half of one.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / NAME
    if not path.exists() or path.stat().st_size < LENGTH:
        draft = data_dir / f".{NAME}.{secrets.token_hex(8)}"
        _write(draft, secrets.token_hex(LENGTH // 2))
        with suppress(OSError):  # it exists by now, or this file system has no links
            os.link(draft, path)
        if not path.exists() or path.stat().st_size < LENGTH:  # what a crash has left behind
            draft.replace(path)
        draft.unlink(missing_ok=True)
    return path.read_bytes()


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def derived_token(secret: bytes, purpose: str) -> str:
    """Return a token that anybody holding the secret can make again: 32 hex digits for one purpose."""
    return hmac.new(secret, purpose.encode(), hashlib.sha256).hexdigest()[:32]
