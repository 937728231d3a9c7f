"""A hook as the owner of its room sees it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import Hook, HookKind


@dataclass(frozen=True, slots=True)
class HookView:
    """A hook. ``url``: where an outgoing one sends to. ``used_at``: its last message; ``error``: what failed last.

    ``rotation``: how often it has got a new token or secret.
    """

    uuid: UUID
    kind: HookKind
    name: str
    is_on: bool
    url: str
    created_by: str
    created_at: datetime
    used_at: datetime | None
    error: str
    failed_at: datetime | None
    rotation: int


def view_of(hook: Hook, created_by: str) -> HookView:
    """Return a hook free of any session. ``created_by``: the name of whoever made it."""
    return HookView(
        uuid=hook.uuid,
        kind=HookKind(hook.kind),
        name=hook.name,
        is_on=hook.is_on,
        url=hook.url,
        created_by=created_by,
        created_at=hook.created_at,
        used_at=hook.used_at,
        error=hook.error,
        failed_at=hook.failed_at,
        rotation=hook.rotation,
    )
