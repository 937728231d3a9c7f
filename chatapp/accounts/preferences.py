"""How a person's own pages look and show times, their time zone, and what of their typing and reading others see."""

import re
from dataclasses import asdict, dataclass
from typing import Final

from chatapp.errors import Invalid
from chatapp.events import PEOPLE_TOPIC, AccountChanged, PersonChanged, account_topic
from chatapp.identity import Actor, active_account
from chatapp.storage.unit_of_work import UnitOfWork
from models import Clock, Density, Theme

__all__ = ["Clock", "Density", "Preferences", "Theme", "edit"]

ZONE: Final = re.compile(r"(?=.{1,64}\Z)[A-Za-z][\w+-]*(?:/[A-Za-z][\w+-]*){0,2}", re.ASCII)
NO_ZONE: Final = "Enter a time zone such as Europe/Berlin."


@dataclass(frozen=True, slots=True)
class Preferences:
    """What is to change; None leaves a preference as it is. ``time_zone``: an IANA name; empty takes it away.

    ``shares_typing``, ``shares_reading``: whether others see when the person types, and what they have read.
    """

    theme: Theme | None = None
    density: Density | None = None
    clock: Clock | None = None
    time_zone: str | None = None
    shares_typing: bool | None = None
    shares_reading: bool | None = None


async def edit(work: UnitOfWork, *, actor: Actor, changes: Preferences) -> None:
    """Change the actor's preferences. Announces AccountChanged to their own pages.

    Where others see what the actor has read, PersonChanged tells them to look again.
    What is no change is not announced: every page that opens tells its time zone.

    Raises:
        Invalid: field ``time_zone``: this has not the form of a zone's name. Whether there is such a zone, only
            browsers know for certain; those that don't know it show no time.
        Unauthenticated: the account is no longer active.
    """
    if changes.time_zone and not ZONE.fullmatch(changes.time_zone):
        raise Invalid({"time_zone": NO_ZONE})
    account = await active_account(work.session, actor)
    wanted = asdict(changes)
    changed = {name: it for name, it in wanted.items() if it is not None and it != getattr(account, name)}
    if not changed:
        return
    for name, value in changed.items():
        setattr(account, name, value)
    work.session.add(account)
    work.announce(account_topic(account.id), AccountChanged(account.id))
    if "shares_reading" in changed:
        work.announce(PEOPLE_TOPIC, PersonChanged(account.uuid))
