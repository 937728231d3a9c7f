"""Who hears of one person's presence: of all pages, few show anybody of those who come and go."""

from collections.abc import Callable
from uuid import UUID

import structlog

log = structlog.get_logger(__name__)

Watch = Callable[[UUID], None]  # called with the person


class PresenceWatchers:
    """Calls for each person those who watch them.

    As events for all, each who came was looked at twice by each page: with 400 pages that was half as much again as to
    open one (decision 77).
    """

    def __init__(self) -> None:
        self._watches: dict[UUID, dict[_Watching, Watch]] = {}

    def add(self, account_uuid: UUID, watch: Watch) -> Callable[[], None]:
        """Have ``watch`` called when what others see of a person changes; returns what ends it."""
        watching = _Watching(self, account_uuid)
        self._watches.setdefault(account_uuid, {})[watching] = watch
        return watching

    def tell(self, account_uuid: UUID) -> None:
        """Call those who watch a person; one that fails is logged and does not stop the others."""
        watches = self._watches.get(account_uuid, {})
        for watching, watch in list(watches.items()):
            if watching not in watches:
                continue  # one before has ended it
            try:
                watch(account_uuid)
            except Exception:
                log.exception("presence watcher failed")

    def end(self, watching: "_Watching") -> None:
        """Call it no more. Ending twice is no error."""
        watches = self._watches.get(watching.account_uuid, {})
        if watches.pop(watching, None) is not None and not watches:
            del self._watches[watching.account_uuid]


class _Watching:
    """One who watches a person; calling it ends that."""

    __slots__ = ("_watchers", "account_uuid")

    def __init__(self, watchers: PresenceWatchers, account_uuid: UUID) -> None:
        self._watchers, self.account_uuid = watchers, account_uuid

    def __call__(self) -> None:
        self._watchers.end(self)
