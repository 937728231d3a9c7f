"""The host of bots: there is one only if the settings say so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chatapp.bootstrap.authentication import Authentication
from chatapp.bootstrap.background import Background
from chatapp.bootstrap.realtime import Realtime
from chatapp.bootstrap.storage import Storage
from chatapp.bootstrap.uploads import Files
from chatapp.bots.host import BotHost
from chatapp.bots.services import Services
from chatapp.settings import Settings
from chatapp.slash_commands import Commands


@dataclass(frozen=True, kw_only=True)
class Bots:
    """What answers by functions. ``bots``: None if they are off; commands are there all the same."""

    bots: BotHost | None
    commands: Commands


def assemble_bots(
    settings: Settings,
    storage: Storage,
    background: Background,
    authentication: Authentication,
    realtime: Realtime,
    files: Files,
    now: Callable[[], datetime],
) -> Bots:
    """Assemble the commands, and the host of bots."""
    host = BotHost(_services(settings, storage, background, realtime, files)) if settings.bots else None
    commands = Commands(
        database=storage.database,
        transactions=storage.transactions,
        change_limit=authentication.change_limit,
        bots=host,
        now=now,
    )
    return Bots(bots=host, commands=commands)


def _services(
    settings: Settings, storage: Storage, background: Background, realtime: Realtime, files: Files
) -> Services:
    return Services(
        folder=settings.bots_dir,
        database=storage.database,
        transactions=storage.transactions,
        post_queue=realtime.post_queue,
        rendering_limit=realtime.rendering_limit,
        direct_chats=realtime.direct_chats,
        uploads=files.uploads,
        jobs=background.jobs,
    )
