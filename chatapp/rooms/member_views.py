"""Members as the other members of a room see them: plain values, free of any database session."""

from dataclasses import dataclass
from uuid import UUID

from models import Account


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member as the other members see them."""

    account_id: int
    uuid: UUID
    username: str
    name: str
    avatar: str
    role: str


def member_view(account: Account, role: str) -> MemberView:
    """Return an account as the members of a room see it."""
    return MemberView(account.id, account.uuid, account.username, account.name, account.avatar, str(role))
