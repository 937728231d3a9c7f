"""The database's tables, their rules, and the migrations that create them.

| module | what it holds |
|---|---|
| `account` | accounts, avatars, login sessions, API tokens, one-time codes |
| `room` | rooms, categories, memberships and removals, and who may do what in a room |
| `message`, `reaction` | messages, their editions, mentions and reactions, and who has saved them |
| `custom_emoji` | pictures with names, for messages and reactions |
| `alert` | what concerns a person, and what they want to be told of |
| `interaction` | what people did that a program answers, once |
| `draft` | what people have typed and not sent yet |
| `scheduled`, `reminder` | what people have written for later, and want to be reminded of |
| `upload` | files: contents, uploads, and the messages that carry them |
| `push` | which browsers are woken by push |
| `workspace` | its name, logo and who may sign up |
| `invite` | invite links |
| `hook` | webhooks of rooms |
| `audit` | the audit trail of administrators |
| `job`, `lease` | background jobs, and locks that expire |
| `outbound` | what Chatapp may send to other machines |
| `search_index` | how far the index of messages goes |
| `database_identity` | which Chatapp a database holds, and its role |
| `keys` | what decides whether names and addresses are the same, and by what people and rooms are found |
| `big_id`, `case_folded`, `utc_datetime` | column types |
| `postgresql` | connection parameters and advisory locks |
| `migrations` | schema versions |
"""

from sqlmodel import SQLModel

# Named constraints can be dropped by later migrations on every database; set before the first table is declared.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

from models.account import (  # noqa: E402
    Account,
    ApiToken,
    Avatar,
    Clock,
    Density,
    LoginSession,
    OneTimeCode,
    Purpose,
    Status,
    Theme,
)
from models.alert import (  # noqa: E402
    LISTED,
    OWN_ALERTS,
    Alert,
    AlertKeyword,
    AlertKind,
    AlertLevel,
    NotificationRules,
)
from models.audit import AuditEntry  # noqa: E402
from models.custom_emoji import CustomEmoji  # noqa: E402
from models.database_identity import DatabaseIdentity, DatabaseRole  # noqa: E402
from models.draft import Draft  # noqa: E402
from models.hook import Hook, HookKind  # noqa: E402
from models.interaction import Interaction  # noqa: E402
from models.invite import Invite, InviteRoom  # noqa: E402
from models.job import JobRecord  # noqa: E402
from models.lease import Lease  # noqa: E402
from models.message import (  # noqa: E402
    Mention,
    MentionKind,
    Message,
    MessageEdition,
    MessageKind,
    SavedMessage,
)
from models.outbound import OutboundUse  # noqa: E402
from models.push import PushSubscription  # noqa: E402
from models.reaction import Reaction  # noqa: E402
from models.reminder import REMINDER_LENGTH, Reminder, Repeats  # noqa: E402
from models.room import Category, Membership, Removal, Role, Room, Visibility  # noqa: E402
from models.scheduled import ScheduledMessage, ScheduledUpload  # noqa: E402
from models.search_index import SearchIndex  # noqa: E402
from models.upload import Attachment, Blob, Upload  # noqa: E402
from models.workspace import PushText, SignUpPolicy, Workspace, WorkspaceLogo  # noqa: E402

__all__ = [
    "LISTED",
    "OWN_ALERTS",
    "REMINDER_LENGTH",
    "Account",
    "Alert",
    "AlertKeyword",
    "AlertKind",
    "AlertLevel",
    "ApiToken",
    "Attachment",
    "AuditEntry",
    "Avatar",
    "Blob",
    "Category",
    "Clock",
    "CustomEmoji",
    "DatabaseIdentity",
    "DatabaseRole",
    "Density",
    "Draft",
    "Hook",
    "HookKind",
    "Interaction",
    "Invite",
    "InviteRoom",
    "JobRecord",
    "Lease",
    "LoginSession",
    "Membership",
    "Mention",
    "MentionKind",
    "Message",
    "MessageEdition",
    "MessageKind",
    "NotificationRules",
    "OneTimeCode",
    "OutboundUse",
    "Purpose",
    "PushSubscription",
    "PushText",
    "Reaction",
    "Reminder",
    "Removal",
    "Repeats",
    "Role",
    "Room",
    "SavedMessage",
    "ScheduledMessage",
    "ScheduledUpload",
    "SearchIndex",
    "SignUpPolicy",
    "Status",
    "Theme",
    "Upload",
    "Visibility",
    "Workspace",
    "WorkspaceLogo",
]
