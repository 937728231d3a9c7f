"""Rows that are hard to copy: every kind of value, and what two databases are likely to see differently."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlmodel import col

from chatapp.bootstrap import Chat
from chatapp.transfer.sync import DatabaseLocation
from models import (
    Account,
    AlertKeyword,
    AlertLevel,
    ApiToken,
    Attachment,
    AuditEntry,
    Avatar,
    Blob,
    CustomEmoji,
    Draft,
    Hook,
    HookKind,
    Interaction,
    Invite,
    InviteRoom,
    LoginSession,
    Mention,
    MentionKind,
    Message,
    MessageEdition,
    NotificationRules,
    OneTimeCode,
    OutboundUse,
    PushSubscription,
    Reaction,
    Reminder,
    Removal,
    Repeats,
    Room,
    SavedMessage,
    ScheduledMessage,
    ScheduledUpload,
    SignUpPolicy,
    Upload,
    Workspace,
    WorkspaceLogo,
)
from tests.support.servers.databases import connected

ODD = datetime(2026, 3, 29, 2, 30, 0, 1, tzinfo=timezone(timedelta(hours=5, minutes=45)))
EVEN = datetime(2026, 1, 1, tzinfo=UTC)
BODIES = ("", " ", "NULL", "'; --", "Ärger \u0301 ☕ 👩‍👩‍👧 \U0010ffff", "two\nlines\r\n\ttab", "\\N", "%s :name {} ?")

ROOM = UUID(int=1)

Rows = dict[str, list[tuple[Any, ...]]]


async def add_everything(chat: Chat) -> None:
    """Add to the demo what it does not have."""
    kept = {"created_at": ODD, "expires_at": EVEN}
    async with chat.transaction() as work:
        for model, values in (
            (Avatar, [{"account_id": 1, "content": bytes(range(256))}, {"account_id": 2, "content": b""}]),
            (ApiToken, [{"account_id": 1, "token_hash": "a" * 64, **kept}]),
            (LoginSession, [{"account_id": 1, "token_hash": "b" * 64, "last_seen_at": EVEN, **kept}]),
            (AuditEntry, [_entry(None, None), _entry(1, UUID(int=7))]),
            (OneTimeCode, [_code(None, 1), _code(2, 2)]),
            (CustomEmoji, [_emoji("party", b"\0\xff"), _emoji("still", None)]),
            (WorkspaceLogo, [{"content": bytes(range(256))}]),
            (PushSubscription, [_push("f" * 64, 1, None), _push("0" * 64, None, 1)]),
            (Invite, [_invite("d" * 64, None), _invite("e" * 64, EVEN)]),
            (InviteRoom, [{"invite_id": 1, "room_id": 1}, {"invite_id": 2, "room_id": 1}]),
            (Removal, [{"room_id": 1, "account_id": 2, "removed_by_id": 1, "removed_at": ODD, "room_name": "Café"}]),
            (Mention, [_mention(MentionKind.PERSON, 1), _mention(MentionKind.ROOM, None)]),
            (MessageEdition, [_edition(1, ""), _edition(2, BODIES[4])]),
            (
                Draft,
                [
                    {
                        "account_id": 1,
                        "room_id": 1,
                        "body": BODIES[4],
                        "other_body": " ",
                        "revision": 3,
                        "written_at": ODD,
                    }
                ],
            ),
            (SavedMessage, [{"account_id": 1, "message_id": n, "saved_at": ODD, "done_at": EVEN} for n in (1, 3)]),
            (ScheduledMessage, [_scheduled(1, ""), _scheduled(None, "The room was deleted.")]),
            (Reminder, [_reminder(1, 1, ""), _reminder(None, None, BODIES[4])]),
            (Hook, [_hook(HookKind.INCOMING, "f" * 64), _hook(HookKind.OUTGOING, None)]),
            (NotificationRules, [_rules(1), _rules(2)]),
            (AlertKeyword, [{"account_id": 1, "key": "straße"}, {"account_id": 2, "key": "☕"}]),
            (OutboundUse, [_use("push", None), _use("hooks", ODD)]),
            (Interaction, [_interaction("a", EVEN), _interaction("b", None)]),
            (Blob, [_blob(1), _blob(2**40)]),
            (Upload, [_upload(1, 1), _upload(2, None)]),
            (ScheduledUpload, [{"upload_id": 2, "scheduled_id": 1, "position": 0}]),
            (Attachment, [{"message_id": 1, "room_id": 1, "position": 0, "upload_id": 1}]),
            (Reaction, [{"message_id": n, "account_id": 1, "emoji": "👍", "created_at": ODD} for n in (1, 2, 3)]),
        ):
            await work.session.exec(insert(model), params=values)
        for index, body in enumerate(BODIES):
            told = {"body": body, "edited_at": ODD, "deleted_at": EVEN if index % 2 else None}
            await work.session.exec(update(Message).where(col(Message.id) == index + 1).values(**told))
        told = {"name": "Acmé", "signup": SignUpPolicy.OPEN, "domains": "example.org\nb.org", "landing_room": ROOM}
        await work.session.exec(update(Workspace).values(**told))
        await work.session.exec(update(Room).where(col(Room.id) == 1).values(begins_threads=True, members_may_add=True))


def _emoji(name: str, still: bytes | None) -> dict[str, Any]:
    picture = {"digest": "e" * 64, "content": bytes(range(256)), "still": still}
    return {"name": name, **picture, "created_by_id": 1, "created_at": ODD}


def _push(endpoint_hash: str, session_id: int | None, token_id: int | None) -> dict[str, Any]:
    holder = {"account_id": 1, "session_id": session_id, "token_id": token_id}
    keys = {"endpoint": "https://example.org/\\N", "endpoint_hash": endpoint_hash, "p256dh": "k", "auth": "s"}
    return {**holder, **keys, "created_at": ODD, "failures": 2, "not_before": EVEN if session_id else None}


def rows_of(location: DatabaseLocation) -> Rows:
    """Return every row of every table that is copied, as a test sees them from outside, in the order of their keys."""
    with connected(location.url) as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(*table.columns).order_by(*table.primary_key.columns))
            ]
            for table in Account.metadata.sorted_tables
            if table.name not in ("lease", "provenance", "job", "search_index")
        }


def _entry(actor: int | None, subject: UUID | None) -> dict[str, Any]:
    return {"actor_id": actor, "action": "try", "subject": "", "subject_uuid": subject, "at": ODD}


def _interaction(key: str, done_at: datetime | None) -> dict[str, Any]:
    given = {"message_id": 1, "account_id": 1, "key": key, "action": "go", "given": BODIES[4]}
    return {**given, "created_at": ODD, "taken_at": done_at, "done_at": done_at}


def _scheduled(room_id: int | None, problem: str) -> dict[str, Any]:
    clock = {"local_at": "2026-12-01T09:00", "time_zone": "Europe/Berlin", "due_at": EVEN, "taken_at": ODD}
    text = {"body": BODIES[4], "reply_to": room_id, "client_message_id": f"key {room_id}", "problem": problem}
    return {"account_id": 1, "room_id": room_id, "room_name": "Café", "created_at": ODD, **clock, **text}


def _reminder(room_id: int | None, number: int | None, text: str) -> dict[str, Any]:
    clock = {"local_at": "2026-12-01T09:00", "time_zone": "Europe/Berlin", "due_at": EVEN, "told_at": ODD}
    of = {"text": text, "room_id": room_id, "number": number, "repeats": Repeats.WEEKDAYS}
    return {"account_id": 1, "created_at": ODD, **clock, **of}


def _rules(account_id: int) -> dict[str, Any]:
    quiet = {"quiet_days": 127, "quiet_from": 0, "quiet_to": 1439, "time_zone": "Asia/Kathmandu", "paused_until": ODD}
    return {"account_id": account_id, "level": AlertLevel.ALL, "keywords": BODIES[4], "mailed_at": None, **quiet}


def _use(name: str, at: datetime | None) -> dict[str, Any]:
    last = {"called_host": "example.org", "called_at": at, "failed_at": at, "error": BODIES[4]}
    return {"name": name, "is_on": True, "calls": 2**40, "failures": 0, **last}


def _hook(kind: HookKind, token_hash: str | None) -> dict[str, Any]:
    last = {"used_at": ODD, "failed_at": EVEN, "error": BODIES[4], "due_at": ODD, "tries": 4}
    sent = {"sent_number": 2**31 - 1, "sent_revision": 2**31 - 2, "sent_reply": 2**31 - 3}
    made = {"uuid": UUID(int=2 if token_hash else 3), "room_id": 1, "created_by_id": 1, "created_at": EVEN}
    kept = {"is_on": True, "kind": kind, "name": "Café", "token_hash": token_hash, "account_id": 1, "rotation": 1}
    return {**made, **kept, **last, **sent}


def _mention(kind: MentionKind, account_id: int | None) -> dict[str, Any]:
    return {"message_id": 1, "room_id": 1, "number": 1, "kind": kind, "account_id": account_id, "typed": "ännchen"}


def _edition(number: int, body: str) -> dict[str, Any]:
    return {"message_id": 1, "number": number, "body": body, "written_at": ODD, "written_by_id": 1}


def _blob(size: int) -> dict[str, Any]:
    return {
        "sha256": f"{size:064x}",
        "stored_as": f"files/{size}",
        "size": size,
        "media_type": "image/png",
        "width": 3,
        "height": None,
        "created_at": ODD,
    }


def _upload(number: int, blob: int | None) -> dict[str, Any]:
    return {
        "uuid": UUID(int=number),
        "account_id": 1,
        "room_id": 1,
        "client_upload_id": f"k{number}",
        "name": "Ärger ☕.png",
        "alt": BODIES[4],
        "size": 2**41,
        "received": 7,
        "pieces": " 0-a",
        "blob_id": blob,
        "created_at": ODD,
        "changed_at": EVEN,
    }


def _invite(token_hash: str, moment: datetime | None) -> dict[str, Any]:
    return {
        "token_hash": token_hash,
        "created_by_id": 1,
        "created_at": ODD,
        "expires_at": moment,
        "revoked_at": moment,
        "most_uses": 3 if moment else None,
        "room_count": 1,
    }


def _code(account: int | None, number: int) -> dict[str, Any]:
    return {
        "uuid": UUID(int=number),
        "purpose": "sign_up",
        "account_id": account,
        "email": "",
        "email_key": "",
        "secret_hash": "c" * 64,
        "tries_left": 5,
        "expires_at": EVEN,
    }
