"""What people do just now: an emoji, a few words, and until when. It ends by itself: who reads it looks at the time."""

from datetime import datetime, timedelta
from typing import Final

from chatapp import text
from chatapp.errors import Invalid
from chatapp.events import PEOPLE_TOPIC, AccountChanged, StatusChanged, account_topic
from chatapp.identity import Actor, active_account
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Status
from models.utc_datetime import now

__all__ = ["Status", "clear_status", "set_status"]

WORDS_LIMIT: Final = 100  # characters
LONGEST: Final = timedelta(days=366)
USUAL_EMOJI: Final = "💬"  # of a status of words alone


async def set_status(
    work: UnitOfWork, *, actor: Actor, emoji: str = "", words: str = "", until: datetime | None = None
) -> Status:
    """Set the actor's status; returns it as others see it. Announces StatusChanged, and AccountChanged to their pages.

    Raises:
        Invalid: field → sentence: more than one emoji, too many words, nothing at all, or a time that is over.
        Unauthenticated: the account is no longer active.
    """
    account = await active_account(work.session, actor)
    status = _clean(emoji, words, until)
    await _store(work, account, status.emoji, status.text, status.until)
    return status


async def clear_status(work: UnitOfWork, *, actor: Actor) -> None:
    """Take the actor's status away; it is no error if there is none. Announces as `set_status`.

    Raises:
        Unauthenticated: the account is no longer active.
    """
    account = await active_account(work.session, actor)
    if account.status_emoji:
        await _store(work, account, "", "", None)


def _clean(emoji: str, words: str, until: datetime | None) -> Status:
    problems: dict[str, str] = {}
    try:
        words = text.single_line(words, "text", "status", at_most=WORDS_LIMIT)
    except Invalid as error:
        problems |= error.fields
    emoji = emoji.strip()
    if emoji or words:
        try:
            emoji = text.emoji(emoji or USUAL_EMOJI, "emoji")
        except Invalid:
            problems["emoji"] = "Choose one emoji."
    elif not problems:
        problems["text"] = "Enter a status, or choose an emoji."
    if until is not None and (problem := _problem_with_end(until)):
        problems["until"] = problem
    if problems:
        raise Invalid(problems)
    return Status(emoji, words, until)


def _problem_with_end(until: datetime) -> str:
    if until.tzinfo is None:
        return "Add a time zone to the time."
    return "" if now() < until <= now() + LONGEST else "Choose a time within the next year."


async def _store(work: UnitOfWork, account: Account, emoji: str, words: str, until: datetime | None) -> None:
    account.status_emoji, account.status_text, account.status_until = emoji, words, until
    work.session.add(account)
    work.announce(account_topic(account.id), AccountChanged(account.id))
    work.announce(PEOPLE_TOPIC, StatusChanged(account.uuid))
