"""What the REST bodies of scheduled messages and of reminders have in common: a time, on the clocks of a zone."""

from typing import Final
from uuid import UUID

from pydantic import BaseModel, Field
from pydantic.config import JsonDict

from chatapp.api.bodies import RequestBody

LENGTHS: Final[JsonDict] = {"minLength": 16, "maxLength": 40}
WHEN: Final = (
    "A date and time on the clocks of the time zone, within the next year. With an offset, such as "
    "2026-12-01T08:00Z, it's that moment."
)
ZONE: Final = "An IANA name; yours if it's left out, or UTC if we don't know yours."
KEPT_ZONE: Final = "An IANA name; without a new `at`, the clock's time stays."


class LaterOut(BaseModel):
    """Something for later. ``room_uuid``: where the message is, if there is one that you can open."""

    uuid: UUID
    room_uuid: UUID | None
    at: str = Field(examples=["2026-12-01T09:00"], description="On the clocks of the time zone.")
    time_zone: str = Field(examples=["Europe/Berlin"])


class NewForLater(RequestBody):
    """Something for later."""

    time_zone: str = Field(default="", max_length=64, examples=["Europe/Berlin"], description=ZONE)


class LaterChange(RequestBody):
    """What to change; what you leave out stays."""

    at: str | None = Field(default=None, json_schema_extra=LENGTHS, examples=["2026-12-01T09:30"], description=WHEN)
    time_zone: str | None = Field(default=None, max_length=64, examples=["Europe/Berlin"], description=KEPT_ZONE)
