"""Assembles Chatapp once, from the settings; tests pass other parts.

| file | what it holds |
|---|---|
| chat | the assembled application, and how it opens and closes |
| storage | database, transactions and broker |
| background | what runs jobs, the mail queue, and the way to other machines |
| jobs | all jobs |
| authentication | passwords, one-time codes, sessions and rate limits |
| accounts | the account services |
| realtime | rooms, posting, presence and feeds |
| uploads | files |
| notifications | telling people what concerns them |
| bots | the host of bots, and commands |
| scheduled | what sends messages that were written for later, and reminds people |
| pushes | waking browsers |
| hooks | webhooks |
"""

from collections.abc import Callable
from datetime import datetime

from chatapp import instrumentation
from chatapp.bootstrap.accounts import AccountsAssembly
from chatapp.bootstrap.authentication import assemble_authentication
from chatapp.bootstrap.background import assemble_background
from chatapp.bootstrap.bots import assemble_bots
from chatapp.bootstrap.chat import Chat, Drain
from chatapp.bootstrap.hooks import assemble_hooks
from chatapp.bootstrap.jobs import JobsAssembly
from chatapp.bootstrap.notifications import assemble_notifications
from chatapp.bootstrap.pushes import assemble_pushes
from chatapp.bootstrap.realtime import assemble_realtime
from chatapp.bootstrap.scheduled import assemble_scheduled
from chatapp.bootstrap.storage import assemble_storage
from chatapp.bootstrap.uploads import assemble_files
from chatapp.broker import Broker
from chatapp.events import RoomAdministered, WebhookStopped
from chatapp.mail.mailer import Mailer
from chatapp.rooms.owner_mails import OwnerMails
from chatapp.settings import Settings
from models import utc_datetime

__all__ = ["Chat", "Drain", "assemble"]


def assemble(
    settings: Settings,
    broker: Broker | None = None,
    *,
    port: int | None = None,
    mailer: Mailer | None = None,
    now: Callable[[], datetime] = utc_datetime.now,
) -> Chat:
    """Assemble the application. Creates the data directory; opens nothing. The schema must be up to date.

    ``port``: the port the server listens on, if it is not the one in the settings.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    port = port or settings.port
    address = settings.public_url or settings.local_url(port)
    storage = assemble_storage(settings, broker)
    background = assemble_background(settings, storage, port, mailer, now)
    authentication = assemble_authentication(settings, storage, now)
    accounts = AccountsAssembly(settings, storage, authentication, background.mail_queue, address).assemble()
    realtime = assemble_realtime(settings, storage, authentication, now)
    files = assemble_files(settings, storage, authentication)
    owner_mails = OwnerMails(storage.database, background.mail_queue, address=address)
    storage.transactions.react(RoomAdministered, owner_mails.tell)
    storage.transactions.react(WebhookStopped, owner_mails.tell_stopped)
    notifying = assemble_notifications(settings, storage, authentication, realtime, now)
    JobsAssembly(settings, storage, background, accounts, files, notifying, address, now).add()
    bots = assemble_bots(settings, storage, background, authentication, realtime, files, now)
    scheduled = assemble_scheduled(storage, background, realtime, notifying, now)
    pushing = assemble_pushes(settings, storage, background, now)
    notifying.teller.channels.append(pushing.pushes)
    hooks = assemble_hooks(settings, storage, authentication, background, realtime, address, now)
    telling = (notifying, pushing, scheduled, hooks)
    groups = (storage, background, authentication, accounts, realtime, files, bots, *telling)
    fields = {name: part for group in groups for name, part in vars(group).items()}
    chat = Chat(settings=settings, address=address, now=now, drain=Drain(on_start=realtime.change_waits.end), **fields)
    _register_metrics(chat)
    return chat


def _register_metrics(chat: Chat) -> None:
    instrumentation.register_metrics(
        chat.metrics,
        database=chat.database,
        transactions=chat.transactions,
        broker=chat.broker,
        jobs=chat.jobs,
        post_queue=chat.post_queue,
        open_sessions=chat.open_sessions,
        uploads=chat.uploads,
        files_used=chat.files_used,
        outbound=chat.outbound,
        teller=chat.teller,
        pushes=chat.pushes,
    )
