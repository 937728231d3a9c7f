"""What the browser's send queue sends becomes messages, and the queue is told what has become of each."""

from collections.abc import Coroutine, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from nicegui import ui

from chatapp import messages, threads
from chatapp.errors import ChatError, Invalid, RateLimited, Unauthenticated, Unavailable
from chatapp.messages import SentDraft, markup
from chatapp.slash_commands import Outcome, UnknownCommand
from chatapp.uploads.limits import OF_MESSAGE
from pages.browser.calls import call
from pages.nicegui_patches.direct_events import Prompt, go_on
from pages.nicegui_patches.direct_outbox import tell
from pages.room.composer.command_suggestions import AS_TEXT
from pages.room.composer.outsiders import offer_outsiders
from pages.shell.shell import Shell

NAMED = ("reply_to", "command")  # fields whose refusal the browser knows what to do with


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as the queue sends it. ``reply_to``: None, or the number of the message that it answers.

    ``is_plain``: it is no command, whatever it looks like. ``is_also_in_room``: a thread's, to be said in
    its room as well.
    """

    room_uuid: UUID
    key: str
    body: str
    reply_to: int | None = None
    files: Sequence[UUID] = ()
    draft: SentDraft | None = None
    is_plain: bool = False
    is_also_in_room: bool = False


def install_send_queue(shell: Shell) -> None:
    """Take in what the page's send queue sends. Call once for each page."""
    ui.on("message_post", Prompt(partial(_take, shell)))


def _take(shell: Shell, given: object) -> Coroutine[Any, Any, None] | None:
    match given:
        case [str() as room, str() as key, str() as body, *rest]:
            reply_to, files, is_plain, is_also = _rest(rest)
        case _:
            return None  # not from our queue
    sent = Sent(_uuid(room), key, body, reply_to, files, shell.sent_drafts.take(key), is_plain, is_also)
    return None if post_at_once(shell, room, sent) else _answer(shell, room, sent)


async def _answer(shell: Shell, room: str, sent: Sent) -> None:
    if said := await answer(shell, room, sent):
        tell(shell.client, said)


def post_at_once(shell: Shell, room: str, sent: Sent) -> bool:
    """Post a plain text without a task, if nothing has to be waited for; says whether it is on its way.

    The queue is told once it is stored. If it is refused, `answer` finds out why.
    """
    if (
        sent.files
        or sent.is_also_in_room
        or (sent.body.startswith("/") and not sent.is_plain)
        or not shell.is_signed_in
    ):
        return False

    whose = copy_context()  # a group is answered in that of anybody who posted

    def on_outcome(outcome: messages.Posted | Exception | None) -> None:
        whose.run(_hear, shell, room, sent, outcome)

    return messages.post_at_once(
        shell.chat.post_queue,
        on_outcome,
        actor=shell.actor,
        room_uuid=sent.room_uuid,
        body=sent.body,
        client_message_id=sent.key,
        reply_to=sent.reply_to,
        draft=sent.draft,
    )


def _hear(shell: Shell, room: str, sent: Sent, outcome: messages.Posted | Exception | None) -> None:
    """Tell the queue that its message is stored, or find out why not; whoever sent it pays for that, too."""
    if isinstance(outcome, messages.Posted):
        shell.chat.post_queue.stored += outcome.is_new
        tell(shell.client, _done(shell, sent))
    else:
        go_on(_answer(shell, room, sent))


def _done(shell: Shell, sent: Sent) -> str:
    """Return what to tell the queue of a stored message, and offer to reach who was named and isn't there."""
    if messages.may_name(sent.body):
        go_on(offer_outsiders(shell, sent.room_uuid, sent.body))
    return call("sendQueue.done", sent.key)


def _rest(given: list[object]) -> tuple[int | None, list[UUID], bool, bool]:
    """Return which message is answered, the files, and what `Sent` says of it, as far as the queue says so."""
    match given:
        case [int() as number]:
            return number, [], False, False
        case [int() as number, [*files], *said]:
            is_plain, is_also = [*said, False, False][:2]
            return number or None, [_uuid(one) for one in files[: OF_MESSAGE + 1]], is_plain is True, is_also is True
    return None, [], False, False


def _uuid(given: object) -> UUID:
    """Return a uuid; for what is none, that of nothing: the service refuses it like any other."""
    try:
        return UUID(str(given))
    except ValueError:
        return uuid4()


async def answer(shell: Shell, room: str, sent: Sent) -> str:
    """Post what the queue sent, or do what it asks for, which ends the draft it came from; return what to tell it."""
    key = sent.key
    try:
        outcome = await _outcome(shell, sent)
        if outcome.body is None:
            said = markup.render(outcome.answer, shell.chat.custom_emoji.pictures)
            return call("sendQueue.done", key) + ";" + call("commands.answer", room, said)
        await _post(shell, sent, outcome.body)
    except messages.TooSoon as error:
        return call("sendWaits.slow", error.retry_after, room) + ";" + call("sendQueue.hold", key)
    except RateLimited as error:
        return call("sendQueue.later", key, error.retry_after) + ";" + call("sendWaits.fast", error.retry_after)
    except Unavailable as error:
        return call("sendQueue.later", key, error.retry_after)
    except Unauthenticated:
        return ""  # the page is on its way to sign in; the queue keeps the message
    except UnknownCommand as error:
        return call("sendQueue.mark", key, f"{error} {AS_TEXT}", "unknown")
    except ChatError as error:
        field = next((one for one in NAMED if isinstance(error, Invalid) and one in error.fields), "")
        return call("sendQueue.mark", key, str(error), field)
    return _done(shell, sent)


async def _outcome(shell: Shell, sent: Sent) -> Outcome:
    """Do what a command asks for; a message, and a bot's command, is to be posted.

    Raises as `Commands.run`.
    """
    if sent.is_plain or not sent.body.startswith("/"):
        return Outcome(body=sent.body)
    return await shell.chat.commands.run(
        actor=shell.actor,
        room_uuid=sent.room_uuid,
        text=sent.body,
        has_files=bool(sent.files),
        draft=sent.draft,
    )


async def _post(shell: Shell, sent: Sent, body: str) -> None:
    chat = shell.chat
    if sent.is_also_in_room:
        post = partial(threads.post_in_both, thread_uuid=sent.room_uuid, address=chat.address)
    else:
        post = partial(messages.post, room_uuid=sent.room_uuid)
    await post(
        chat.post_queue,
        actor=shell.actor,
        body=body,
        client_message_id=sent.key,
        reply_to=sent.reply_to,
        draft=sent.draft,
        upload_uuids=sent.files,
    )
