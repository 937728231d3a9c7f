"""Webhooks of rooms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chatapp.authentication.secret import derived_token
from chatapp.bootstrap.authentication import Authentication
from chatapp.bootstrap.background import Background
from chatapp.bootstrap.realtime import Realtime
from chatapp.bootstrap.storage import Storage
from chatapp.hooks import Hooks
from chatapp.hooks.sending import HookSender
from chatapp.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Webhooks:
    """What programs post to, and hear from, without an account of their own."""

    hooks: Hooks
    hook_sender: HookSender


def assemble_hooks(
    settings: Settings,
    storage: Storage,
    authentication: Authentication,
    background: Background,
    realtime: Realtime,
    address: str,
    now: Callable[[], datetime],
) -> Webhooks:
    """Assemble the webhooks. ``address``: the origin that people use."""
    key = derived_token(settings.secret(), "webhooks").encode()
    hooks = Hooks(
        storage.database,
        storage.transactions,
        realtime.post_queue,
        realtime.rendering_limit,
        background.outbound,
        address=address,
        key=key,
        limits=authentication.limits,
    )
    sender = HookSender(
        storage.database,
        storage.transactions,
        background.outbound,
        background.jobs,
        origin=address,
        key=key,
        now=now,
    )
    return Webhooks(hooks=hooks, hook_sender=sender)
