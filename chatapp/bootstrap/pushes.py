"""Waking people's browsers by push."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chatapp.authentication.secret import signing_secret
from chatapp.bootstrap.background import Background
from chatapp.bootstrap.storage import Storage
from chatapp.settings import Settings
from chatapp.web_push import Keys, PushChannel


@dataclass(frozen=True, kw_only=True)
class Pushing:
    """What wakes browsers: a channel by which people are told."""

    pushes: PushChannel


def assemble_pushes(
    settings: Settings, storage: Storage, background: Background, now: Callable[[], datetime]
) -> Pushing:
    """Assemble what wakes browsers."""
    keys = Keys(signing_secret(settings.data_dir), settings.public_url, now)
    return Pushing(pushes=PushChannel(storage.database, storage.transactions, background.outbound, keys))
