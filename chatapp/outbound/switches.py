"""Administration: what may call other machines, switching it, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import audit
from chatapp.errors import Invalid
from chatapp.identity import Actor, require_administrator
from chatapp.outbound.uses import USES, Use
from chatapp.storage.unit_of_work import UnitOfWork
from models import OutboundUse


@dataclass(frozen=True, slots=True)
class UseView:
    """A use, and what came of it on all processes, a few seconds ago."""

    name: str
    title: str
    about: str
    is_on: bool
    calls: int
    failures: int
    called_host: str
    called_at: datetime | None
    error: str
    failed_at: datetime | None


async def listing(session: AsyncSession, *, actor: Actor, uses: Sequence[Use] = USES) -> list[UseView]:
    """Return every use, on or off.

    Raises:
        NotFound: the actor is no administrator.
    """
    await require_administrator(session, actor)
    rows = {row.name: row for row in (await session.exec(select(OutboundUse))).all()}
    return [_view(use, rows.get(use.name) or OutboundUse(name=use.name)) for use in uses]


async def switch(work: UnitOfWork, *, actor: Actor, name: str, is_on: bool, uses: Sequence[Use] = USES) -> None:
    """Switch a use on or off, for all processes at once. Audited, unless it is so already.

    Raises:
        NotFound: the actor is no administrator.
        Invalid: there is no such use.
    """
    await require_administrator(work.session, actor)
    use = next((one for one in uses if one.name == name), None)
    if use is None:
        raise Invalid({"name": f"Choose one of {', '.join(one.name for one in uses)}."})
    row = await _row(work.session, name) or OutboundUse(name=name)
    if row.is_on == is_on:
        return
    row.is_on = is_on
    work.session.add(row)
    audit.record(work, actor=actor, action="allow outbound" if is_on else "forbid outbound", subject=use.title)


async def is_on(session: AsyncSession, use: Use) -> bool:
    """Say whether a use is switched on. Checks no rights: whoever meets the switch may know."""
    row = await _row(session, use.name)
    return row is not None and row.is_on


async def _row(session: AsyncSession, name: str) -> OutboundUse | None:
    return (await session.exec(select(OutboundUse).where(OutboundUse.name == name))).first()


def _view(use: Use, row: OutboundUse) -> UseView:
    return UseView(
        name=use.name,
        title=use.title,
        about=use.about,
        is_on=row.is_on,
        calls=row.calls,
        failures=row.failures,
        called_host=row.called_host,
        called_at=row.called_at,
        error=row.error,
        failed_at=row.failed_at,
    )
