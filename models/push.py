"""Push subscriptions: where a browser's maker takes what is to wake a browser."""

from datetime import datetime

from sqlmodel import Field, SQLModel, Text

from models.big_id import BigId
from models.utc_datetime import UtcDateTime, now


class PushSubscription(SQLModel, table=True):
    """One browser, or a program that acts as one, of a person. It ends with the sign-in or the token that made it.

    ``endpoint``: an address of the browser's maker, which is a secret; ``endpoint_hash``: its SHA-256. ``p256dh`` and
    ``auth``: the browser's keys, in base64url. ``failures``: in a row; until ``not_before`` nothing is sent.
    """

    __tablename__ = "push_subscription"

    id: int = Field(default=None, sa_type=BigId, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    session_id: int | None = Field(default=None, foreign_key="login_session.id", index=True, ondelete="CASCADE")
    token_id: int | None = Field(default=None, foreign_key="api_token.id", index=True, ondelete="CASCADE")
    endpoint: str = Field(sa_type=Text)
    endpoint_hash: str = Field(max_length=64, unique=True)
    p256dh: str = Field(max_length=100)
    auth: str = Field(max_length=32)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    failures: int = 0
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
