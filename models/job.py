"""The state of background jobs."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.big_id import BigId
from models.utc_datetime import UtcDateTime, now


class JobRecord(SQLModel, table=True):
    """State and last outcome of a background job, over all processes. ``next_at``: None if it has no schedule.

    ``failures`` counts since the last success and sets the delay before the next attempt.
    """

    __tablename__ = "job"

    name: str = Field(max_length=40, primary_key=True)
    process: str = Field(default="", max_length=200)  # where it ran last
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seconds: float = 0.0  # the last run's
    is_failed: bool = False
    outcome: str = Field(default="", max_length=500)  # a sentence
    succeeded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failures: int = 0
    runs: int = Field(default=0, sa_type=BigId)
    all_failures: int = Field(default=0, sa_type=BigId)
    next_at: datetime | None = Field(default_factory=now, sa_type=UtcDateTime)
