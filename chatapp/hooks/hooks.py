"""Hooks, step by step: what is limited or slow is done outside of the transactions."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from chatapp import messages
from chatapp.authentication.rate_limit import RateLimits, asker_of
from chatapp.errors import Forbidden, NotFound, Unavailable
from chatapp.hooks import making, tokens
from chatapp.hooks.incoming_payloads import Content, content_of, parsed
from chatapp.hooks.making import HookEdit, HookForm
from chatapp.hooks.outgoing_payloads import secret_of
from chatapp.hooks.records import HookView
from chatapp.hooks.refusals import BadPayload
from chatapp.hooks.tokens import FoundHook
from chatapp.identity import Actor
from chatapp.messages import PostQueue, RenderingLimit
from chatapp.outbound import Outbound
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions
from chatapp.web import links
from models import HookKind

POSTS: Final = 6  # messages and edits of one hook a minute, in what the operator allows of tries
REMOVED: Final = "This webhook was removed from the room. The room's owner can switch it on again."
NO_MESSAGE: Final = "This webhook has posted no such message."


@dataclass(frozen=True, slots=True)
class NewHook:
    """A hook with what is shown this once: the address to post to, or the secret that an outgoing one signs with."""

    view: HookView
    address: str = ""
    secret: str = ""


class Hooks:
    """Making hooks, and posting by them. ``address``: Chatapp's public origin; ``key``: what secrets follow from."""

    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        post_queue: PostQueue,
        rendering_limit: RenderingLimit,
        outbound: Outbound,
        *,
        address: str,
        key: bytes,
        limits: RateLimits,
    ) -> None:
        self._database = database
        self._transactions = transactions
        self._post_queue = post_queue
        self._rendering_limit = rendering_limit
        self._outbound = outbound
        self._address = address
        self._key = key
        self._made = limits.per_minute("hooks made")
        self._posts = limits.per_minute("hook posts", times=POSTS, said="This webhook posts too often.")

    async def make(self, *, actor: Actor, room_uuid: UUID, form: HookForm) -> NewHook:
        """Make a hook; raises as `making.create`, and RateLimited if the actor has changed too many in a minute."""
        await self._made.count(asker_of(actor))
        async with self._transactions.begin() as work:
            view, token = await making.create(
                work, actor=actor, room_uuid=room_uuid, form=form, outbound=self._outbound
            )
        return self._new(view, token)

    async def edit(self, *, actor: Actor, room_uuid: UUID, hook_uuid: UUID, changes: HookEdit) -> NewHook:
        """Change a hook; what is new and secret is in the answer. Raises as `making.edit`, and as `make`."""
        await self._made.count(asker_of(actor))
        async with self._transactions.begin() as work:
            view, token = await making.edit(
                work,
                actor=actor,
                room_uuid=room_uuid,
                hook_uuid=hook_uuid,
                changes=changes,
                outbound=self._outbound,
            )
        return self._new(view, token) if changes.rotate else NewHook(view)

    async def receive(self, token: str, body: bytes, content_type: str, *, number: int | None = None) -> int:
        """Post what a program sends to a hook's address; returns the message's number.

        ``number``: of a message of the hook's that is to be replaced. Names call nobody.

        Raises:
            NotFound: there is no such hook, or it has no such message.
            Gone: the room is archived.
            Forbidden: the hook is switched off, or its account was removed from the room.
            BadPayload: the body is no message.
            RateLimited: the hook posts too often, or the room is in slow mode.
            Unavailable: the database cannot be reached.
        """
        hook = await self.find(token)
        try:
            content = content_of(parsed(body, content_type))
        except BadPayload as error:
            await self._note(hook, str(error))
            raise
        return await self.put(hook, content, number=number)

    async def find(self, token: str) -> FoundHook:
        """Return a token's hook, and count what it posts; raises as `receive`."""
        async with self._database.reading() as session:
            hook = await tokens.find(session, token)
        await self._posts.count(str(hook.id))
        return hook

    async def put(
        self, hook: FoundHook, content: Content, *, number: int | None = None, reply_to: int | None = None
    ) -> int:
        """Post a message by a hook, or replace one; returns its number. Raises as `receive`."""
        try:
            if number is None:
                number = await self._post(hook, content, reply_to)
            else:
                await self._replace(hook, content, number)
        except Forbidden as error:
            await self._note(hook, str(error))
            raise
        await self._note(hook, "")
        return number

    async def _post(self, hook: FoundHook, content: Content, reply_to: int | None) -> int:
        try:
            posted = await messages.post(
                self._post_queue,
                actor=hook.actor,
                room_uuid=hook.room_uuid,
                body=content.body,
                client_message_id=f"hook {uuid4()}",
                reply_to=reply_to,
                blocks=content.blocks,
                calls_people=False,
            )
        except (NotFound, Forbidden):  # the room is there and open, as `find` has asked
            raise Forbidden(REMOVED) from None
        return posted.message.number

    async def _replace(self, hook: FoundHook, content: Content, number: int) -> None:
        await messages.prepare_edit(self._rendering_limit, hook.actor, content.body, content.blocks)
        try:
            async with self._transactions.begin() as work:
                await messages.edit(
                    work,
                    actor=hook.actor,
                    room_uuid=hook.room_uuid,
                    number=number,
                    body=content.body,
                    blocks=content.blocks,
                    calls_people=False,
                )
        except (NotFound, Forbidden):  # whose it is, and whether it is there, is nobody's business
            raise NotFound(NO_MESSAGE) from None

    async def _note(self, hook: FoundHook, error: str) -> None:
        """Write down that a hook was used; that it can't be is no reason to have the program post once more."""
        if not hook.is_noted(error):
            with suppress(Unavailable):
                async with self._transactions.begin() as work:
                    await tokens.note(work, hook, error)

    def _new(self, view: HookView, token: str) -> NewHook:
        if view.kind == HookKind.INCOMING:
            return NewHook(view, address=links.hook_link(self._address, token))
        return NewHook(view, secret=secret_of(self._key, view.uuid, view.rotation))
