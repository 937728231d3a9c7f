"""The workspace: what people call this Chatapp, and who may sign up."""

from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, LargeBinary, SQLModel, String, Text

from models.alert import AlertLevel


class SignUpPolicy(StrEnum):
    """Who may make an account: anyone, people with an invite link, or nobody (administrators make accounts)."""

    OPEN = "open"
    INVITE = "invite"
    CLOSED = "closed"


class PushText(StrEnum):
    """How much of a message a push says. It is encrypted on its way, and shown on locked screens."""

    ALL = "all"  # who wrote, where, and how it begins
    WHO = "who"  # who wrote, and where
    NOTHING = "nothing"  # that there is something


class Workspace(SQLModel, table=True):
    """One row, stored by the first change; without it the defaults apply.

    ``signup``: None means what the environment says. ``domains``: one per line; empty means any.
    ``landing_room``: where new people arrive; no foreign key, because the room may be deleted. ``alert_level``: which
    messages concern people who have chosen nothing else.
    """

    id: int = Field(default=1, primary_key=True)
    name: str = Field(max_length=60)
    logo: str = Field(default="", max_length=64)  # SHA-256 of the picture; empty: the name's first letter is shown
    signup: SignUpPolicy | None = Field(default=None, sa_type=String(16))
    domains: str = Field(default="", sa_type=Text)
    may_members_invite: bool = False
    may_members_add_emoji: bool = True
    keeps_editions: bool = True  # what messages said before they were edited
    landing_room: UUID | None = None
    alert_level: AlertLevel = Field(default=AlertLevel.MENTIONS, sa_type=String(16))
    push_text: PushText = Field(default=PushText.WHO, sa_type=String(16))


class WorkspaceLogo(SQLModel, table=True):
    """The workspace's logo: WebP, 256 × 256 pixels. Apart from its row, which is read with every page."""

    __tablename__ = "workspace_logo"

    id: int = Field(default=1, primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)
