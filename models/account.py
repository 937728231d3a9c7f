"""Accounts, and what authenticates them: sessions, tokens, one-time codes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlmodel import Field, LargeBinary, SQLModel, String, Text

from models.case_folded import case_folded
from models.utc_datetime import UtcDateTime, now


def shown_name(first_name: str, last_name: str, username: str) -> str:
    """Return the name that others see: first and last name, or the username."""
    return f"{first_name} {last_name}".strip() or username


class Theme(StrEnum):
    """Which colours a person's pages have."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Density(StrEnum):
    """How much space a person's pages leave between what they show."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"


class Clock(StrEnum):
    """How a person's pages show times of day."""

    AUTO = "auto"  # as the browser's language has it
    TWELVE = "12"
    TWENTY_FOUR = "24"


@dataclass(frozen=True, slots=True)
class Status:
    """What a person says of what they do just now: one emoji and a few words. ``until``: None if it does not end."""

    emoji: str
    text: str
    until: datetime | None


def current_status(emoji: str, text: str, until: datetime | None) -> Status | None:
    """Return a person's status, unless there is none or its time is over."""
    is_over = until is not None and until <= now()
    return None if is_over or not emoji else Status(emoji, text, until)


class Account(SQLModel, table=True):
    """A person, or a program that speaks under a name of its own.

    ``*_key`` columns hold the forms of `models.keys` that make names unique and findable.

    A deleted account keeps its row, without personal data, so that its messages keep an author.
    """

    id: int = Field(default=None, primary_key=True)
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    username: str = Field(max_length=32)
    username_key: str = Field(sa_type=case_folded(128), unique=True)
    email: str = Field(max_length=320)
    email_key: str = Field(sa_type=case_folded(1280), unique=True)
    first_name: str = Field(default="", max_length=60)
    last_name: str = Field(default="", max_length=60)
    search_key: str = Field(default="", sa_type=case_folded(1000))  # username and names: what people are found by
    country: str = Field(default="", max_length=2)  # ISO 3166-1 alpha-2
    bio: str = Field(default="", max_length=500)
    avatar: str = Field(default="", max_length=64)  # SHA-256 of the picture; empty: initials are shown
    theme: str = Field(default=Theme.SYSTEM, max_length=16)
    density: str = Field(default=Density.COMFORTABLE, max_length=16)
    clock: str = Field(default=Clock.AUTO, max_length=16)
    time_zone: str = Field(default="", max_length=64)  # IANA, as a browser told it; empty: not known
    status_emoji: str = Field(default="", max_length=64)  # empty: the person has set no status
    status_text: str = Field(default="", max_length=100)
    status_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    password_hash: str = Field(max_length=100)
    is_administrator: bool = False
    is_active: bool = True
    is_bot: bool = False  # a program speaks with it, and nobody signs in
    shares_typing: bool = True  # others see when the person is typing
    shares_reading: bool = True  # others see how far the person has read, and the person sees how far others have
    is_getting_started: bool = False  # sees the "Get started" card in the room where new people arrive
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def name(self) -> str:
        """The name that others see: first and last name, or the username."""
        return shown_name(self.first_name, self.last_name, self.username)

    @property
    def status(self) -> Status | None:
        """The person's status, unless there is none or its time is over."""
        return current_status(self.status_emoji, self.status_text, self.status_until)


class Avatar(SQLModel, table=True):
    """A person's picture: WebP, 256 × 256 pixels."""

    account_id: int = Field(primary_key=True, foreign_key="account.id", ondelete="CASCADE")
    content: bytes = Field(sa_type=LargeBinary)


class LoginSession(SQLModel, table=True):
    """One signed-in browser. The cookie carries a random token; only its SHA-256 is kept."""

    __tablename__ = "login_session"

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    token_hash: str = Field(max_length=64, unique=True)
    device: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=64)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    last_seen_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class ApiToken(SQLModel, table=True):
    """A program's key to the REST API. Shown once; only its SHA-256 is kept. ``name`` is given by its owner."""

    __tablename__ = "api_token"

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    token_hash: str = Field(max_length=64, unique=True)
    name: str = Field(default="", max_length=60)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class Purpose(StrEnum):
    """What a one-time code proves."""

    SIGN_UP = "sign_up"
    CHANGE_EMAIL = "change_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105  (a name, no password)


class OneTimeCode(SQLModel, table=True):
    """A secret sent to an e-mail address; returning it proves access to the mailbox.

    ``uuid`` is given to the client; the secret is sent by mail alone and stored as a keyed hash.
    ``pending`` is the account to create, as JSON with a hashed password (sign-up only).
    """

    __tablename__ = "one_time_code"

    id: int = Field(default=None, primary_key=True)
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    purpose: Purpose = Field(sa_type=String(16))
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True, ondelete="CASCADE")
    email: str = Field(max_length=320)
    email_key: str = Field(sa_type=case_folded(1280), index=True)
    secret_hash: str = Field(max_length=64, index=True)
    tries_left: int
    pending: str = Field(default="", sa_type=Text)
    sent_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
