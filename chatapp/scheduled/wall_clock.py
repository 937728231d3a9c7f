"""A date and time as the clocks of a place show it, and the moment that it means."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chatapp.accounts.time_zones import find_zone
from chatapp.errors import Invalid

AHEAD: Final = timedelta(days=366)
NOT_A_TIME: Final = "Write a date and time as 2026-12-01T09:00."
PAST: Final = "That time has passed. Choose a later one."
TOO_FAR: Final = "Choose a time within the next year."


@dataclass(frozen=True, slots=True)
class WallClock:
    """A date and time, to the minute, without an offset, on the clocks of a time zone (its IANA name)."""

    at: datetime
    time_zone: str

    @property
    def text(self) -> str:
        """As it is stored and told: ``2026-12-01T09:00``."""
        return self.at.isoformat(timespec="minutes")

    @property
    def moment(self) -> datetime:
        """The moment it means, in UTC.

        In the night in which clocks go forward, an hour that there isn't is taken as if they had not (2:30 is 3:30);
        in the one in which they go back, an hour that there is twice is its first.
        """
        return self.at.replace(tzinfo=zone_called(self.time_zone)).astimezone(UTC)


def zone_called(name: str) -> ZoneInfo:
    """Return a time zone.

    Raises:
        Invalid: field ``time_zone``: this machine knows none of that name.
    """
    if (zone := find_zone(name)) is None:
        raise Invalid({"time_zone": "We don't know this time zone. Use a name such as Europe/Berlin."})
    return zone


def read(text: str, time_zone: str, *, now: datetime) -> WallClock:
    """Return the date and time that a text says, for a time to come: at least a minute and at most a year ahead.

    Seconds are cut off. A text with an offset (``2026-12-01T08:00Z``) is a moment, told on the clocks of the zone.

    Raises:
        Invalid: ``at`` is no date and time, has passed or is too far ahead; or ``time_zone`` is unknown.
    """
    zone = zone_called(time_zone)
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Invalid({"at": NOT_A_TIME}) from None
    if abs(at.year - now.year) > 2:  # where dates end, offsets can't be applied
        raise Invalid({"at": PAST if at.year < now.year else TOO_FAR})
    local = (at.astimezone(zone) if at.tzinfo else at).replace(tzinfo=None, second=0, microsecond=0)
    clock = WallClock(local, time_zone)
    check(clock.moment, now=now)
    return clock


def of(moment: datetime, zone: ZoneInfo) -> WallClock:
    """Return what the clocks of a zone show at a moment; seconds are cut off."""
    return WallClock(moment.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0), zone.key)


def check(moment: datetime, *, now: datetime) -> None:
    """Refuse a moment that is not to come within a year.

    Raises:
        Invalid: field ``at``.
    """
    if moment <= now:
        raise Invalid({"at": PAST})
    if moment > now + AHEAD:
        raise Invalid({"at": TOO_FAR})
