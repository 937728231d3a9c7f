"""What sends messages that were written for later, and reminds people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chatapp.bootstrap.background import Background
from chatapp.bootstrap.notifications import Notifying
from chatapp.bootstrap.realtime import Realtime
from chatapp.bootstrap.storage import Storage
from chatapp.reminders import Reminding
from chatapp.scheduled import ScheduledSender


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """Messages for later, and reminders."""

    scheduled: ScheduledSender
    reminding: Reminding


def assemble_scheduled(
    storage: Storage, background: Background, realtime: Realtime, notifying: Notifying, now: Callable[[], datetime]
) -> Scheduled:
    """Assemble both."""
    sender = ScheduledSender(storage.database, storage.transactions, realtime.post_queue, background.jobs, now)
    reminding = Reminding(storage.database, storage.transactions, notifying.teller, background.jobs, now)
    return Scheduled(scheduled=sender, reminding=reminding)
