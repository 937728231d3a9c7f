"""What this process remembers of accounts for a moment: most requests of programs need not ask the database.

Nothing is remembered that could have changed unheard. It is read again

- after an event of the account: a token was revoked, the account was locked, or has another name or other rights,
- after the broker admits a loss, and for each request while its connections are not whole,
- after saving became impossible or possible: another server may be the primary now,
- and after `AT_MOST` in any case, for whoever changes the database beside us.
"""

from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from chatapp.broker import Broker
from chatapp.events import MISSED_TOPIC, SAVING_TOPIC, AccountChanged, Event, TokensRevoked, account_topic
from models.utc_datetime import now

AT_MOST: Final = timedelta(seconds=10)
ACCOUNTS: Final = 10_000  # remembered at once; the first that came are forgotten first
THINGS: Final = 64  # of one account


class Known(NamedTuple):
    """Something that was read of an account. ``until``: when it is no longer true, whatever is heard."""

    value: Any
    until: datetime


class _Account:
    """An account whose events are heard. ``changes`` counts them: what began to be read before one is too old."""

    __slots__ = ("changes", "known", "unsubscribe")

    def __init__(self) -> None:
        self.known: dict[Hashable, Known] = {}
        self.changes = 0
        self.unsubscribe: Callable[[], None]

    def hear(self, event: Event) -> None:
        """Forget what was read once the account, its sessions or its tokens have changed."""
        if isinstance(event, TokensRevoked | AccountChanged):
            self.forget()

    def forget(self) -> None:
        """Forget what was read; what is being read now is not kept either, see ``changes``."""
        self.known.clear()
        self.changes += 1


class KnownAccounts:
    """Remembers what was read of accounts, as long as it is certain."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._accounts: dict[int, _Account] = {}
        for topic in (MISSED_TOPIC, SAVING_TOPIC):
            broker.subscribe(topic, self._forget_all)

    async def get(self, account_id: int, what: Hashable, read: Callable[[], Awaitable[Known]]) -> Any:
        """Return something of an account: what is remembered, or what ``read`` returns. Raises what that raises."""
        account = self._accounts.get(account_id) or self._hear(account_id)
        known = account.known.get(what)
        if known is not None and now() < known.until and self._broker.is_whole:
            return known.value
        await self._broker.settle()
        changes = account.changes
        value, until = await read()
        if account.changes == changes:
            if len(account.known) >= THINGS:
                account.known.clear()
            account.known[what] = Known(value, min(until, now() + AT_MOST))
        return value

    def _hear(self, account_id: int) -> _Account:
        while len(self._accounts) >= ACCOUNTS:
            self._accounts.pop(next(iter(self._accounts))).unsubscribe()
        account = self._accounts[account_id] = _Account()
        account.unsubscribe = self._broker.subscribe(account_topic(account_id), account.hear)
        return account

    def _forget_all(self, _: Event) -> None:
        for account in self._accounts.values():
            account.forget()
