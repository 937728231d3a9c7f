"""Accounts: the workspace that people sign up to, registration, and what people change about their own account."""

from dataclasses import dataclass

from chatapp.accounts.avatars import Avatars
from chatapp.accounts.email_changes import EmailChanges
from chatapp.accounts.own_account import OwnAccount
from chatapp.accounts.password_resets import PasswordResets
from chatapp.accounts.registration import Accounts
from chatapp.accounts.sign_ups import SignUps
from chatapp.bootstrap.authentication import Authentication
from chatapp.bootstrap.storage import Storage
from chatapp.custom_emoji import CurrentEmoji, CustomEmojis
from chatapp.invites import Invites
from chatapp.mail.mail_queue import MailQueue
from chatapp.onboarding import SetUp, WorkspaceEntrance
from chatapp.pictures.painter import Painter
from chatapp.settings import Settings
from chatapp.workspace import CurrentWorkspace, Logos


@dataclass(frozen=True, kw_only=True)
class AccountServices:
    """The services of accounts. Those that mail a link or a code start its address with Chatapp's public origin."""

    accounts: Accounts
    own_account: OwnAccount
    avatars: Avatars
    sign_ups: SignUps
    password_resets: PasswordResets
    email_changes: EmailChanges
    workspace: CurrentWorkspace
    logos: Logos
    custom_emojis: CustomEmojis
    custom_emoji: CurrentEmoji
    invites: Invites
    set_up: SetUp


@dataclass(frozen=True)
class AccountsAssembly:
    """Assembles the account services from what they share."""

    settings: Settings
    storage: Storage
    authentication: Authentication
    mail_queue: MailQueue
    address: str

    def assemble(self) -> AccountServices:
        """Return the account services."""
        transactions, limits = self.storage.transactions, self.authentication.limits
        accounts = self._accounts()
        painter, policy = Painter(), self.settings.signup_policy
        own_account = OwnAccount(self.storage.database, transactions, self.authentication.passwords, limits=limits)
        return AccountServices(
            accounts=accounts,
            own_account=own_account,
            avatars=Avatars(transactions, painter, limits=limits),
            sign_ups=self._sign_ups(accounts),
            password_resets=self._password_resets(),
            email_changes=self._email_changes(own_account),
            workspace=CurrentWorkspace(self.storage.database, self.storage.broker, default=policy),
            logos=Logos(self.storage.database, transactions, painter, limits=limits),
            custom_emojis=CustomEmojis(self.storage.database, transactions, painter, limits=limits),
            custom_emoji=CurrentEmoji(self.storage.database, self.storage.broker),
            invites=Invites(self.storage.database, transactions, address=self.address, default=policy, limits=limits),
            set_up=SetUp(accounts),
        )

    def _accounts(self) -> Accounts:
        return Accounts(
            self.storage.database,
            self.storage.transactions,
            self.authentication.passwords,
            limits=self.authentication.limits,
            entrance=WorkspaceEntrance(self.settings.signup_policy),
            is_internal_allowed=self.settings.internal_addresses,
        )

    def _sign_ups(self, accounts: Accounts) -> SignUps:
        return SignUps(
            self.storage.database,
            self.storage.transactions,
            self.authentication.passwords,
            accounts,
            self.authentication.codes,
            self.mail_queue,
            address=self.address,
            is_verified=self.settings.are_addresses_confirmed,
            limits=self.authentication.limits,
        )

    def _password_resets(self) -> PasswordResets:
        return PasswordResets(
            self.storage.database,
            self.storage.transactions,
            self.authentication.passwords,
            self.authentication.codes,
            self.mail_queue,
            address=self.address,
            limits=self.authentication.limits,
        )

    def _email_changes(self, own_account: OwnAccount) -> EmailChanges:
        return EmailChanges(
            self.storage.transactions,
            own_account,
            self.authentication.codes,
            self.mail_queue,
            address=self.address,
            is_verified=bool(self.settings.smtp_url) or self.settings.signup == "verified",
            is_internal_allowed=self.settings.internal_addresses,
        )
