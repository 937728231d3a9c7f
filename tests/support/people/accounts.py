"""Accounts as bare rows, for tests of transactions that need something to write."""

from chatapp.bootstrap import Chat
from models import Account
from tests.support.servers.databases import rows


def an_account(name: str) -> Account:
    """Return an account that is not stored yet."""
    return Account(username=name, username_key=name, email=name, email_key=name, password_hash="x")


def account_row(name: str) -> dict[str, str]:
    """Return the values of such an account, for an INSERT."""
    return an_account(name).model_dump(exclude={"id"})


def usernames(chat: Chat) -> list[str]:
    """Return whose accounts are committed, in the order in which they were made."""
    return [name for (name,) in rows(chat.settings, "select username from account order by id")]
