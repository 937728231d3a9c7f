"""What sends messages that were written for later."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chatapp.bootstrap.background import Background
from chatapp.bootstrap.realtime import Realtime
from chatapp.bootstrap.storage import Storage
from chatapp.scheduled import ScheduledSender


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """Messages for later."""

    scheduled: ScheduledSender


def assemble_scheduled(
    storage: Storage, background: Background, realtime: Realtime, now: Callable[[], datetime]
) -> Scheduled:
    """Assemble the sender."""
    sender = ScheduledSender(storage.database, storage.transactions, realtime.post_queue, background.jobs, now)
    return Scheduled(scheduled=sender)
