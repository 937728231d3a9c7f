"""Moments: always aware, always UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import sqlite

from models.utc_datetime import UtcDateTime, now

DIALECT = sqlite.dialect()


def test_now_is_in_utc() -> None:
    assert now().utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_never_stored() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), DIALECT)  # noqa: DTZ001


def test_a_moment_of_another_zone_is_stored_as_the_same_instant() -> None:
    tokyo = datetime(2026, 1, 1, 9, tzinfo=timezone(timedelta(hours=9)))
    assert UtcDateTime().process_bind_param(tokyo, DIALECT) == datetime(2026, 1, 1, tzinfo=UTC)


def test_what_sqlite_forgot_is_put_back() -> None:
    read = UtcDateTime().process_result_value(datetime(2026, 1, 1), DIALECT)  # noqa: DTZ001
    assert read == datetime(2026, 1, 1, tzinfo=UTC)


def test_no_moment_stays_no_moment() -> None:
    assert UtcDateTime().process_bind_param(None, DIALECT) is None
    assert UtcDateTime().process_result_value(None, DIALECT) is None
