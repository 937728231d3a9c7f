"""The workspace's row: what it says, and changing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import audit, text
from chatapp.errors import Invalid
from chatapp.events import WORKSPACE_TOPIC, WorkspaceChanged
from chatapp.identity import Actor, require_administrator
from chatapp.storage.unit_of_work import UnitOfWork
from chatapp.workspace import domains as allowed
from models import AlertLevel, PushText, SignUpPolicy, Workspace

DEFAULT_NAME: Final = "Chatapp"
NAME_LIMIT: Final = 60  # characters
ONLY_ROW: Final = 1
SWITCHES: Final = ("may_members_invite", "may_members_add_emoji", "keeps_editions")
CHOICES: Final[Mapping[str, Sequence[str]]] = {
    "signup": list(SignUpPolicy),
    "alert_level": list(AlertLevel),
    "push_text": list(PushText),
}


@dataclass(frozen=True, slots=True)
class WorkspaceView:
    """The workspace as everybody may see it. ``logo``: its digest, or empty; ``domains``: empty means any.

    ``alert_level``: which messages concern people who have chosen nothing else.
    """

    name: str = DEFAULT_NAME
    logo: str = ""
    signup: SignUpPolicy = SignUpPolicy.OPEN
    domains: tuple[str, ...] = ()
    may_members_invite: bool = False
    may_members_add_emoji: bool = True
    keeps_editions: bool = True
    landing_room: UUID | None = None
    alert_level: AlertLevel = AlertLevel.MENTIONS
    push_text: PushText = PushText.WHO


@dataclass(frozen=True, slots=True)
class WorkspaceEdit:
    """What is to change; None leaves a field as it is."""

    name: str | None = None
    signup: str | None = None
    domains: Sequence[str] | None = None
    may_members_invite: bool | None = None
    may_members_add_emoji: bool | None = None
    keeps_editions: bool | None = None
    alert_level: str | None = None
    push_text: str | None = None


async def read(session: AsyncSession, *, default: SignUpPolicy = SignUpPolicy.OPEN) -> WorkspaceView:
    """Return the workspace. ``default``: who may sign up as long as nobody has chosen that."""
    row = await session.get(Workspace, ONLY_ROW)
    return view_of(row, default) if row is not None else WorkspaceView(signup=default)


async def name_of(session: AsyncSession) -> str:
    """Return what the workspace is called."""
    return (await read(session)).name


async def edit(work: UnitOfWork, *, actor: Actor, changes: WorkspaceEdit) -> None:
    """Change the workspace, with an entry in the audit trail. Announces WorkspaceChanged.

    Raises:
        NotFound: the actor is no administrator.
        Invalid: field → sentence, every wrong field at once.
    """
    await require_administrator(work.session, actor)
    row = await row_of(work)
    values = _cleaned(changes)
    told = [f"{field}: {_told(value)}" for field, value in values.items() if value != getattr(row, field)]
    if not told:
        return
    for field, value in values.items():
        setattr(row, field, value)
    work.session.add(row)
    audit.record(work, actor=actor, action="edit workspace", subject=row.name, detail="; ".join(told))
    announce(work)


async def found(work: UnitOfWork, *, name: str, landing_room: UUID) -> None:
    """Name a workspace that has just been set up, and say where new people arrive. Checks no rights."""
    row = await row_of(work)
    row.name, row.landing_room = name, landing_room
    work.session.add(row)
    announce(work)


async def row_of(work: UnitOfWork) -> Workspace:
    """Return the workspace's row, to be changed; the first change makes it."""
    row = await work.session.get(Workspace, ONLY_ROW)
    return row if row is not None else Workspace(id=ONLY_ROW, name=DEFAULT_NAME)


def announce(work: UnitOfWork) -> None:
    """Tell every page that the workspace has changed."""
    work.announce(WORKSPACE_TOPIC, WorkspaceChanged())


def clean_name(value: str, field: str = "name") -> str:
    """Return a workspace's name fit to store.

    Raises:
        Invalid: it is missing, invisible, over 60 characters, or has characters that can't be shown.
    """
    return text.single_line(value, field, "name", at_least=1, at_most=NAME_LIMIT)


def view_of(row: Workspace, default: SignUpPolicy) -> WorkspaceView:
    """Return the row free of any session."""
    return WorkspaceView(
        name=row.name,
        logo=row.logo,
        signup=SignUpPolicy(row.signup) if row.signup else default,
        domains=tuple(row.domains.split()),
        may_members_invite=row.may_members_invite,
        may_members_add_emoji=row.may_members_add_emoji,
        keeps_editions=row.keeps_editions,
        landing_room=row.landing_room,
        alert_level=AlertLevel(row.alert_level),
        push_text=PushText(row.push_text),
    )


def _cleaned(changes: WorkspaceEdit) -> dict[str, str | bool]:
    values: dict[str, str | bool] = {}
    problems: dict[str, str] = {}
    try:
        if changes.name is not None:
            values["name"] = clean_name(changes.name)
    except Invalid as error:
        problems |= error.fields
    try:
        if changes.domains is not None:
            values["domains"] = "\n".join(allowed.cleaned(changes.domains))
    except Invalid as error:
        problems |= error.fields
    chosen = {name: value for name in CHOICES if (value := getattr(changes, name)) is not None}
    problems |= {
        name: f"Choose one of {', '.join(CHOICES[name])}." for name in chosen if chosen[name] not in CHOICES[name]
    }
    values |= chosen
    for name in SWITCHES:
        if (value := getattr(changes, name)) is not None:
            values[name] = value
    if problems:
        raise Invalid(problems)
    return values


def _told(value: str | bool) -> str:
    """Return a new value as the audit trail says it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value.split("\n")) or "none"
