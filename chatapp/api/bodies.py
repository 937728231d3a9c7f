"""What programs send: each value has the type that the document says, and none is taken for another."""

import re
from datetime import datetime
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ModelWrapValidatorHandler,
    Strict,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from chatapp.whole_numbers import whole

AS_TEXT: Final = Strict(False)  # for what JSON has no type of its own for
MOST_TOLD: Final = 100  # wrong values
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]", re.ASCII)


class RequestBody(BaseModel):
    """The body of a request: false is no number, 0 no flag and "1" neither; 57.0 is 57, as JSON has it.

    Of what is wrong, so many places are told that a person may read them: a body of 256 KiB has 320,000 wrong cells,
    which took a second of the event loop to describe, and an answer of 40 MB.
    """

    model_config = ConfigDict(strict=True)

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, sent: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(sent, dict):
            sent = {name: whole(value) for name, value in sent.items()}
        try:
            return handler(sent)
        except ValidationError as error:
            if error.error_count() <= MOST_TOLD:
                raise
        raise PydanticCustomError("too_many", "More than {most} values in it are wrong", {"most": MOST_TOLD})


def _written_out(value: object) -> object:
    """Refuse seconds since 1970, which pydantic takes as numbers and as text."""
    if isinstance(value, datetime) or (isinstance(value, str) and MOMENT.match(value)):
        return value
    raise PydanticCustomError("datetime", "Write it as a date and a time, such as 2026-11-29T09:30:00Z")


Uuid = Annotated[UUID, AS_TEXT]
Moment = Annotated[datetime, AS_TEXT, BeforeValidator(_written_out)]
