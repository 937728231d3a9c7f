"""What a person wants to be told of: their own rules, and those of one room."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, delete, update
from sqlalchemy import select as select_columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import alerts, text, workspace
from chatapp.accounts.preferences import NO_ZONE, ZONE
from chatapp.accounts.time_zones import is_zone
from chatapp.errors import Invalid
from chatapp.events import MembershipChanged, NotificationRulesChanged, account_topic
from chatapp.identity import Actor, active_account, is_active
from chatapp.notifications.quiet import DAYS, MINUTES, Quiet, tomorrow_morning
from chatapp.rooms.access import require_reading
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.snapshot import Snapshot
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Alert, AlertKeyword, AlertLevel, NotificationRules

KEYWORDS_AT_MOST: Final = 30
KEYWORD_LENGTH: Final = 40  # characters
LONGEST_PAUSE: Final = timedelta(days=30)
PAUSES: Final = ("30m", "1h", "tomorrow")
QUIET: Final = FixedStatement(  # asked for every page
    select_columns(
        *(
            col(getattr(NotificationRules, name))
            for name in ("quiet_days", "quiet_from", "quiet_to", "time_zone", "paused_until")
        )
    ).where(col(NotificationRules.account_id) == bindparam("actor_id"), is_active())
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a person wants to be told of. ``level``: None if they leave it to the workspace.

    ``quiet_days``: names of `DAYS`, on which quiet hours begin; ``quiet_from``, ``quiet_to``: minutes since midnight in
    ``time_zone``.
    """

    level: AlertLevel | None = None
    keywords: Sequence[str] = ()
    quiet_days: Sequence[str] = ()
    quiet_from: int = NotificationRules.model_fields["quiet_from"].default
    quiet_to: int = NotificationRules.model_fields["quiet_to"].default
    time_zone: str = ""
    paused_until: datetime | None = None
    has_mail: bool = True
    has_sound: bool = False


@dataclass(frozen=True, slots=True)
class OwnRules:
    """A person's rules, and until when they are told nothing just now. ``default``: the workspace's level."""

    rules: Rules = field(default_factory=Rules)
    default: AlertLevel = AlertLevel.MENTIONS
    held_until: datetime | None = None


async def own(session: AsyncSession, *, actor: Actor, now: datetime) -> OwnRules:
    """Return the actor's rules. A time zone they have not chosen is their browser's.

    Raises:
        Unauthenticated: the account is no longer active.
    """
    account = await active_account(session, actor)
    row = await session.get(NotificationRules, account.id) or NotificationRules(account_id=account.id)
    default = (await workspace.read(session)).alert_level
    return OwnRules(_rules_of(row, account), default, quiet_of(row).held_until(now))


def own_quiet(snapshot: Snapshot, *, actor: Actor) -> Quiet:
    """Return when the actor wants to hear nothing."""
    row = QUIET.first(snapshot.connection, {"actor_id": actor.account_id})
    return quiet_of(row) if row else Quiet()


async def change(work: UnitOfWork, *, actor: Actor, rules: Rules, now: datetime) -> None:
    """Give the actor other rules. What was held is looked at again. Announces NotificationRulesChanged.

    Raises:
        Invalid: field → sentence, every wrong field at once.
        Unauthenticated: the account is no longer active.
    """
    account = await active_account(work.session, actor)
    keywords, problems = _clean_keywords(rules.keywords)
    problems |= _wrong_times(rules, account.time_zone, now)
    if problems:
        raise Invalid(problems)
    row = await work.session.get(NotificationRules, account.id) or NotificationRules(account_id=account.id)
    row.level, row.keywords = rules.level, "\n".join(keywords)
    row.quiet_days = sum(1 << DAYS.index(day) for day in set(rules.quiet_days))
    row.quiet_from, row.quiet_to = rules.quiet_from, rules.quiet_to
    row.time_zone = rules.time_zone or (account.time_zone if rules.quiet_days else "")
    row.paused_until = rules.paused_until if rules.paused_until and rules.paused_until > now else None
    row.has_mail, row.has_sound = rules.has_mail, rules.has_sound
    work.session.add(row)
    await work.session.flush()
    await work.session.exec(delete(AlertKeyword).where(col(AlertKeyword.account_id) == account.id))
    work.session.add_all(AlertKeyword(account_id=account.id, key=key) for key in {text.fold(one) for one in keywords})
    await alerts.note_rules(work.session, account.id)
    await _changed(work, account.id, now)


async def pause(work: UnitOfWork, *, actor: Actor, choice: str, now: datetime) -> datetime | None:
    """Tell the actor nothing for a while: "30m", "1h" or "tomorrow", until nine o'clock; "" ends a pause.

    Returns until when. Announces NotificationRulesChanged.

    Raises:
        Invalid: there is no such choice.
        Unauthenticated: the account is no longer active.
    """
    account = await active_account(work.session, actor)
    row = await work.session.get(NotificationRules, account.id) or NotificationRules(account_id=account.id)
    row.paused_until = _end_of(choice, now, row.time_zone or account.time_zone)
    work.session.add(row)
    await _changed(work, account.id, now)
    return row.paused_until


async def set_level(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, level: AlertLevel | None) -> None:
    """Say which messages of a room concern the actor; None: as elsewhere. Announces MembershipChanged to their pages.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member, or doesn't follow it if it is a thread.
    """
    room, membership = await require_reading(work.session, actor, room_uuid)
    membership.alert_level = level
    work.session.add(membership)
    await alerts.note_rules(work.session, actor.account_id)
    work.announce(account_topic(actor.account_id), MembershipChanged(room.uuid, actor.account_id))


def quiet_of(row: Any) -> Quiet:
    """Return when a person wants to hear nothing, from a row with the columns of `NotificationRules`."""
    days = frozenset(day for day in range(len(DAYS)) if (row.quiet_days or 0) >> day & 1)
    return Quiet(days, row.quiet_from or 0, row.quiet_to or 0, row.time_zone or "", row.paused_until)


async def _changed(work: UnitOfWork, account_id: int, now: datetime) -> None:
    is_held = col(Alert.settled_at).is_(None), col(Alert.is_held), col(Alert.account_id) == account_id
    await work.session.flush()
    await work.session.exec(
        update(Alert).where(*is_held).values(due_at=now).execution_options(synchronize_session=False)
    )
    work.announce(account_topic(account_id), NotificationRulesChanged(account_id))


def _rules_of(row: NotificationRules, account: Account) -> Rules:
    return Rules(
        level=AlertLevel(row.level) if row.level else None,
        keywords=tuple(row.keywords.split("\n")) if row.keywords else (),
        quiet_days=tuple(name for day, name in enumerate(DAYS) if row.quiet_days >> day & 1),
        quiet_from=row.quiet_from,
        quiet_to=row.quiet_to,
        time_zone=row.time_zone or account.time_zone,
        paused_until=row.paused_until,
        has_mail=row.has_mail,
        has_sound=row.has_sound,
    )


def _clean_keywords(keywords: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    if len(keywords) > KEYWORDS_AT_MOST:
        return [], {"keywords": f"You can have up to {KEYWORDS_AT_MOST} keywords."}
    try:
        clean = [text.single_line(one, "keywords", "keyword", at_least=1, at_most=KEYWORD_LENGTH) for one in keywords]
    except Invalid as error:
        return [], dict(error.fields)
    return list({text.fold(one): one for one in clean}.values()), {}


def _wrong_times(rules: Rules, known_zone: str, now: datetime) -> dict[str, str]:
    problems: dict[str, str] = {}
    if set(rules.quiet_days) - set(DAYS):
        problems["quiet_days"] = f"Choose from {', '.join(DAYS)}."
    for name in ("quiet_from", "quiet_to"):
        if not 0 <= getattr(rules, name) < MINUTES:
            problems[name] = "Enter a time of day such as 22:00."
    zone = rules.time_zone or (known_zone if rules.quiet_days else "")
    if (zone or rules.quiet_days) and not (ZONE.fullmatch(zone) and is_zone(zone)):
        problems["time_zone"] = NO_ZONE
    if rules.paused_until is not None and rules.paused_until > now + LONGEST_PAUSE:
        problems["paused_until"] = f"You can pause notifications for up to {LONGEST_PAUSE.days} days."
    return problems


def _end_of(choice: str, now: datetime, zone: str) -> datetime | None:
    if choice not in ("", *PAUSES):
        raise Invalid({"pause": f"Choose one of {', '.join(PAUSES)}."})
    ends = {
        "30m": now + timedelta(minutes=30),
        "1h": now + timedelta(hours=1),
        "tomorrow": tomorrow_morning(now, zone).astimezone(UTC),
    }
    return ends.get(choice)
