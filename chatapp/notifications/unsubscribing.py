"""Ending mails by a link in them, without signing in: it is signed, and can do nothing else."""

import hmac
from uuid import UUID

from sqlmodel import col, select

from chatapp.authentication.secret import derived_token
from chatapp.errors import NotFound
from chatapp.events import NotificationRulesChanged, account_topic
from chatapp.storage.unit_of_work import Transactions
from chatapp.web import urls
from models import Account, NotificationRules


class Unsubscribing:
    """Makes the links, and takes them. ``secret``: this Chatapp's; a link works as long as that stays."""

    def __init__(self, transactions: Transactions, secret: bytes) -> None:
        self._transactions = transactions
        self._secret = secret

    def link(self, address: str, account_uuid: UUID) -> str:
        """Return the link for a person's mails. ``address``: the origin that people use."""
        return f"{address}{urls.unsubscribe(account_uuid, self._token(account_uuid))}"

    def is_valid(self, account_uuid: UUID, token: str) -> bool:
        """Say whether this is the token of a person's mails."""
        return hmac.compare_digest(self._token(account_uuid).encode(), token.encode())

    async def end_mails(self, account_uuid: UUID, token: str) -> None:
        """Stop mailing a person their notifications. Doing it twice is no error. Announces NotificationRulesChanged.

        Raises:
            NotFound: the token is not theirs, or there is no such active account.
        """
        if not self.is_valid(account_uuid, token):
            raise NotFound
        async with self._transactions.begin() as work:
            query = select(Account.id).where(Account.uuid == account_uuid, col(Account.is_active))
            account_id = (await work.session.exec(query)).first()
            if account_id is None:
                raise NotFound
            row = await work.session.get(NotificationRules, account_id) or NotificationRules(account_id=account_id)
            row.has_mail = False
            work.session.add(row)
            work.announce(account_topic(account_id), NotificationRulesChanged(account_id))

    def _token(self, account_uuid: UUID) -> str:
        return derived_token(self._secret, f"unsubscribe {account_uuid}")
