"""Time zones by their IANA names, which people's browsers tell and programs send."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def find_zone(name: str) -> ZoneInfo | None:
    """Return a time zone; None if this machine does not know it (any more)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def is_zone(name: str) -> bool:
    """Say whether this machine knows a time zone."""
    return find_zone(name) is not None


def zone_named(name: str) -> ZoneInfo:
    """Return a person's time zone; UTC if they have none, or one that this machine does not know."""
    return find_zone(name) or ZoneInfo("UTC")
