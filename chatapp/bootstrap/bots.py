"""The host of bots: there is one only if the settings say so."""

from dataclasses import dataclass

from chatapp.bootstrap.background import Background
from chatapp.bootstrap.realtime import Realtime
from chatapp.bootstrap.storage import Storage
from chatapp.bootstrap.uploads import Files
from chatapp.bots.host import BotHost
from chatapp.bots.services import Services
from chatapp.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Bots:
    """What answers by functions. ``bots``: None if they are off."""

    bots: BotHost | None


def assemble_bots(
    settings: Settings, storage: Storage, background: Background, realtime: Realtime, files: Files
) -> Bots:
    """Assemble the host of bots."""
    if not settings.bots:
        return Bots(bots=None)
    services = Services(
        folder=settings.bots_dir,
        database=storage.database,
        transactions=storage.transactions,
        post_queue=realtime.post_queue,
        rendering_limit=realtime.rendering_limit,
        direct_chats=realtime.direct_chats,
        uploads=files.uploads,
        jobs=background.jobs,
    )
    return Bots(bots=BotHost(services))
