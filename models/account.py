"""People, and the proofs that a request comes from one of them."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from models.moment import Moment, now


def shown_name(first_name: str, last_name: str, username: str) -> str:
    """Return what others see of a person: first and last name, or the username."""
    return f"{first_name} {last_name}".strip() or username


class Account(SQLModel, table=True):
    """A person. ``*_key`` columns hold the folded form (NFKC, case-folded) that makes names unique."""

    id: int = Field(default=None, primary_key=True)
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    username: str = Field(max_length=32)
    username_key: str = Field(max_length=128, unique=True)
    email: str = Field(max_length=320)
    email_key: str = Field(max_length=1280, unique=True)
    first_name: str = Field(default="", max_length=60)
    last_name: str = Field(default="", max_length=60)
    password_hash: str = Field(max_length=100)
    is_administrator: bool = False
    is_active: bool = True
    created_at: datetime = Field(default_factory=now, sa_type=Moment)

    @property
    def name(self) -> str:
        """Return what others see: first and last name, or the username."""
        return shown_name(self.first_name, self.last_name, self.username)


class LoginSession(SQLModel, table=True):
    """One signed-in browser. The cookie carries a random token; only its SHA-256 is kept."""

    __tablename__ = "login_session"

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    token_hash: str = Field(max_length=64, unique=True)
    device: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=64)
    created_at: datetime = Field(default_factory=now, sa_type=Moment)
    last_seen_at: datetime = Field(default_factory=now, sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)


class ApiToken(SQLModel, table=True):
    """A program's key to the REST API. Shown once; only its SHA-256 is kept."""

    __tablename__ = "api_token"

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = Field(default_factory=now, sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
