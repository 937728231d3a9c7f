"""What somebody has chosen or filled in, checked against the action it belongs to: a browser may send anything."""

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from chatapp.errors import Invalid
from chatapp.messages.blocks.kinds import Action, ActionButton, FormBlock, FormField, SelectBlock
from chatapp.text import CONTROLS

LONGEST: Final = 2_000  # characters of a value
VALUE: Final = "value"  # what a choice's value is called
NUMBER: Final = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})(e[+-]?\d{1,2})?", re.IGNORECASE | re.ASCII)


def check_values(action: Action, given: Mapping[str, str]) -> dict[str, str]:
    """Return what belongs to an action of what was given, cleaned: for a button its own value, if it has one.

    Raises:
        Invalid: something that has to be there is missing, or can't be what the field asks for; by the field's name.
    """
    match action:
        case ActionButton():
            return {VALUE: action.value} if action.value else {}
        case SelectBlock():
            value = given.get(VALUE, "")
            if value not in {one.value for one in action.options}:
                raise Invalid({VALUE: "Choose one of the options."})
            return {VALUE: value}
        case FormBlock():
            return _of_form(action, given)


def _of_form(form: FormBlock, given: Mapping[str, str]) -> dict[str, str]:
    values = {one.name: _cleaned(given.get(one.name, "")) for one in form.fields}
    wrong = {one.name: why for one in form.fields if (why := _refusal(one, values[one.name]))}
    if wrong:
        raise Invalid(wrong)
    return values


def _cleaned(value: str) -> str:
    return re.sub(r"\r\n?", "\n", value).strip()


def _refusal(field: FormField, value: str) -> str:
    """Return why a field can't have this value; nothing if it can."""
    if not value:
        return f"{field.label}: fill this in." if field.required else ""
    if len(value) > LONGEST:
        return f"{field.label}: use at most {LONGEST:,} characters."
    if CONTROLS.search(value):
        return f"{field.label}: this has characters that can't be shown."
    if field.type == "choice" and value not in {one.value for one in field.options}:
        return f"{field.label}: choose one of the options."
    if field.type == "number" and not _is_number(value):
        return f"{field.label}: enter a number."
    if field.type == "date" and not _is_date(value):
        return f"{field.label}: choose a date."
    if field.type == "check" and value != "yes":
        return f"{field.label}: tick it, or leave it empty."
    return ""


def _is_number(value: str) -> bool:
    return bool(NUMBER.fullmatch(value)) and math.isfinite(float(value))


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
