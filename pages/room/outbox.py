"""What the browser's outbox sends becomes messages, and the outbox is told what has become of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from nicegui import events, ui

from chatapp import messages
from chatapp.errors import ChatError, Invalid, RateLimited, Unauthenticated, Unavailable
from chatapp.messages import SentDraft
from chatapp.uploads.limits import OF_MESSAGE
from pages.browser.calls import call
from pages.room.outsiders import offer_outsiders
from pages.shell.drafts import Drafts
from pages.shell.shell import Shell


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as the outbox sends it. ``reply_to``: None, or the number of the message that it answers."""

    room_uuid: UUID
    key: str
    body: str
    reply_to: int | None = None
    files: Sequence[UUID] = ()
    draft: SentDraft | None = None


def install_outbox(shell: Shell, drafts: Drafts) -> None:
    """Take in what the page's outbox sends. Call once for each page."""
    shell.run_on_connect(call("outbox.connected"))

    async def take(event: events.GenericEventArguments) -> None:
        match event.args:
            case [str() as room, str() as key, str() as body, *rest]:
                reply_to, files = _rest(rest)
            case _:
                return  # not from our outbox
        sent = Sent(_uuid(room), key, body, reply_to, files, drafts.sent_from(key))
        shell.client.run_javascript(await answer(shell, room, sent))

    ui.on("outbox_post", take)


def _rest(given: list[object]) -> tuple[int | None, list[UUID]]:
    """Return which message is answered, and the files, as far as the outbox names some."""
    match given:
        case [int() as number]:
            return number, []
        case [int() as number, [*files]]:
            return number or None, [_uuid(one) for one in files[: OF_MESSAGE + 1]]
    return None, []


def _uuid(given: object) -> UUID:
    """Return a uuid; for what is none, that of nothing: the service refuses it like any other."""
    try:
        return UUID(str(given))
    except ValueError:
        return uuid4()


async def answer(shell: Shell, room: str, sent: Sent) -> str:
    """Post what the outbox sent, which ends the draft it came from; return what to tell it."""
    key = sent.key
    try:
        await messages.post(
            shell.chat.post_queue,
            actor=shell.actor,
            room_uuid=sent.room_uuid,
            body=sent.body,
            client_message_id=key,
            reply_to=sent.reply_to,
            draft=sent.draft,
            upload_uuids=sent.files,
        )
    except messages.TooSoon as error:
        return call("sendWaits.slow", error.retry_after, room) + ";" + call("outbox.hold", key)
    except RateLimited as error:
        return call("outbox.later", key, error.retry_after) + ";" + call("sendWaits.fast", error.retry_after)
    except Unavailable as error:
        return call("outbox.later", key, error.retry_after)
    except Unauthenticated:
        return ""  # the page is on its way to sign in; the outbox keeps the message
    except ChatError as error:
        field = "reply_to" if isinstance(error, Invalid) and "reply_to" in error.fields else ""
        return call("outbox.mark", key, str(error), field)
    if messages.may_name(sent.body):
        shell.run(offer_outsiders(shell, sent.room_uuid, sent.body))
    return call("outbox.done", key)
