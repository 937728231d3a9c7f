"""Whole numbers as JSON has them: 57.0 is 57, and neither false nor "57" is a number."""

from typing import Annotated

from pydantic import BeforeValidator, Strict


def whole(value: object) -> object:
    """Return what a number without a fraction is as an int; anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, Strict(), BeforeValidator(whole)]
