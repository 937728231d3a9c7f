"""Assembles Chatapp once, from the settings; tests pass other parts.

| file | what it holds |
|---|---|
| chat | the assembled application, and how it opens and closes |
| parts | what the services share: storage, broker, background work |
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

from chatapp import instrumentation
from chatapp.accounts.avatars import Avatars
from chatapp.accounts.email_changes import EmailChanges
from chatapp.accounts.own_account import OwnAccount
from chatapp.accounts.password_resets import PasswordResets
from chatapp.accounts.registration import Accounts
from chatapp.accounts.sign_ups import SignUps
from chatapp.authentication.open_sessions import OpenSessions
from chatapp.authentication.secret import derived_token
from chatapp.authentication.sign_in import Sessions
from chatapp.bootstrap.chat import Chat, Drain
from chatapp.bootstrap.parts import Parts, assemble_parts
from chatapp.broker import Broker
from chatapp.mail.mailer import Mailer
from chatapp.messages import PostQueue, ReadMarks
from chatapp.metrics import Metrics
from chatapp.presence import Presence
from chatapp.realtime.activity import RoomActivity
from chatapp.realtime.feeds import Feeds
from chatapp.rooms import RoomPasswords
from chatapp.settings import Settings
from models import utc_datetime

__all__ = ["Chat", "Drain", "assemble"]

RESYNCS_AT_ONCE = 2


def assemble(
    settings: Settings,
    broker: Broker | None = None,
    *,
    port: int | None = None,
    mailer: Mailer | None = None,
    now: Callable[[], datetime] = utc_datetime.now,
) -> Chat:
    """Assemble the application. The database's schema must be up to date; nothing is opened yet.

    ``port``: the port the server listens on, if it is not the one in the settings.
    """
    parts = assemble_parts(settings, broker, port or settings.port, mailer, now)
    database, transactions, limits = parts.database, parts.transactions, parts.limits
    accounts, own_account = _accounts(parts), OwnAccount(database, transactions, parts.passwords, limits=limits)
    chat = Chat(
        settings=settings,
        database=database,
        broker=parts.broker,
        transactions=transactions,
        address=parts.address,
        accounts=accounts,
        sessions=_sessions(parts),
        open_sessions=OpenSessions(parts.broker, database),
        own_account=own_account,
        avatars=Avatars(transactions, limits=limits),
        sign_ups=_sign_ups(parts, accounts),
        password_resets=_password_resets(parts),
        email_changes=_email_changes(parts, own_account),
        jobs=parts.jobs,
        mail_queue=parts.mail_queue,
        room_passwords=RoomPasswords(database, transactions, parts.passwords, limits=limits),
        presence=Presence(parts.broker),
        limits=limits,
        resync_slots=asyncio.Semaphore(RESYNCS_AT_ONCE),
        read_marks=ReadMarks(transactions),
        room_activity=RoomActivity(parts.broker),
        feeds=Feeds(parts.broker, database),
        post_queue=PostQueue(database, transactions),
        metrics=Metrics(),
        setup_token=derived_token(settings.secret(), "setup"),
    )
    _register_metrics(chat)
    return chat


def _accounts(parts: Parts) -> Accounts:
    is_open = parts.settings.signup == "open"
    return Accounts(parts.database, parts.transactions, parts.passwords, limits=parts.limits, is_open=is_open)


def _sessions(parts: Parts) -> Sessions:
    return Sessions(
        parts.database,
        parts.transactions,
        parts.passwords,
        limits=parts.limits,
        session_days=parts.settings.session_days,
        token_days=parts.settings.token_days,
    )


def _sign_ups(parts: Parts, accounts: Accounts) -> SignUps:
    return SignUps(
        parts.database,
        parts.transactions,
        parts.passwords,
        accounts,
        parts.codes,
        parts.mail_queue,
        address=parts.address,
        mode=parts.settings.signup,
        limits=parts.limits,
    )


def _password_resets(parts: Parts) -> PasswordResets:
    return PasswordResets(
        parts.database,
        parts.transactions,
        parts.passwords,
        parts.codes,
        parts.mail_queue,
        address=parts.address,
        limits=parts.limits,
    )


def _email_changes(parts: Parts, own_account: OwnAccount) -> EmailChanges:
    return EmailChanges(
        parts.transactions,
        own_account,
        parts.codes,
        parts.mail_queue,
        address=parts.address,
        is_verified=bool(parts.settings.smtp_url) or parts.settings.signup == "verified",
    )


def _register_metrics(chat: Chat) -> None:
    instrumentation.register_metrics(
        chat.metrics,
        database=chat.database,
        transactions=chat.transactions,
        broker=chat.broker,
        jobs=chat.jobs,
        post_queue=chat.post_queue,
        open_sessions=chat.open_sessions,
    )
