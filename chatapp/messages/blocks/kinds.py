"""The kinds of blocks, as they are sent, stored and answered: docs/blocks.md has an example of each.

Each is a frozen model that refuses what it does not know, so that a typing mistake is said and not shown as nothing.
"""

from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, Strict, model_validator

from chatapp.content import COLUMNS, ROWS
from chatapp.messages.blocks.texts import Address, Cell, Flag, Id, Label, Line, Markdown, Value, Words
from chatapp.whole_numbers import Whole

FIELDS: Final = 50
BUTTONS: Final = 25
OPTIONS: Final = 100
FORM_FIELDS: Final = 20

Once = Literal["person", "message"]
Only = Literal["moderators"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


Row = Annotated[list[Cell], Field(fail_fast=True, max_length=COLUMNS)]


class TextBlock(_Part):
    """A text, with the same marks as a message's."""

    type: Literal["text"] = "text"
    text: Markdown


class NamedValue(_Part):
    """One field: its name and what it is. ``wide``: it takes a whole line."""

    name: Label
    value: Words
    wide: Flag = False


class FieldsBlock(_Part):
    """Names and their values, two beside each other."""

    type: Literal["fields"] = "fields"
    fields: Annotated[list[NamedValue], Field(fail_fast=True, min_length=1, max_length=FIELDS)]


class TableBlock(_Part):
    """A table that each reader can sort. Columns of numbers stand at the right.

    ``more``: how many rows there are that it leaves out.
    """

    type: Literal["table"] = "table"
    title: Line = ""
    columns: Annotated[list[Line], Field(fail_fast=True, min_length=1, max_length=COLUMNS)]
    rows: Annotated[list[Row], Field(fail_fast=True, max_length=ROWS)]
    more: Annotated[Whole, Field(ge=0, le=10**12)] = 0

    @model_validator(mode="after")
    def _is_a_rectangle(self) -> "TableBlock":
        for at, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"row {at} has {len(row)} cells, and there are {len(self.columns)} columns")
        return self


class ImageBlock(_Part):
    """One of the message's own files, shown in this place; or a link to a picture that is elsewhere.

    Nobody's browser asks another site for a picture: an address is shown as a link.
    """

    type: Literal["image"] = "image"
    upload: UUID | None = None
    url: Address | None = None
    alt: Line = ""
    title: Line = ""

    @model_validator(mode="after")
    def _has_one_source(self) -> "ImageBlock":
        if (self.upload is None) == (self.url is None):
            raise ValueError("give either upload or url")
        return self


class ProgressBlock(_Part):
    """How far something is. ``value``: from 0 to 1; without it nobody knows how long it takes."""

    type: Literal["progress"] = "progress"
    label: Label
    value: Annotated[float, Strict(), Field(ge=0, le=1)] | None = None
    text: Line = ""
    state: Literal["running", "done", "failed"] = "running"


class ActionButton(_Part):
    """A button: with ``id``, pressing it reaches a program; with ``url``, it is a link.

    ``value``: what else a program is told. ``confirm``: a question that is asked first. ``once``: it can be pressed
    once by each person, or once by anybody. ``only``: who may press it, if not every member.
    """

    label: Label
    id: Id | None = None
    url: Address | None = None
    value: Value = ""
    style: Literal["plain", "primary", "danger"] = "plain"
    confirm: Line = ""
    once: Once | None = None
    only: Only | None = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> "ActionButton":
        if (self.id is None) == (self.url is None):
            raise ValueError("give either id or url")
        return self


class ButtonsBlock(_Part):
    """Buttons beside each other."""

    type: Literal["buttons"] = "buttons"
    buttons: Annotated[list[ActionButton], Field(fail_fast=True, min_length=1, max_length=BUTTONS)]


class Option(_Part):
    """One of several to choose from. ``value``: what a program is told."""

    value: Value
    label: Label


class SelectBlock(_Part):
    """A choice of one among several. Choosing reaches a program at once."""

    type: Literal["select"] = "select"
    id: Id
    label: Label
    options: Annotated[list[Option], Field(fail_fast=True, min_length=1, max_length=OPTIONS)]
    once: Once | None = None
    only: Only | None = None


class FormField(_Part):
    """One field of a form. ``options``: of a choice alone. ``value``: what stands in it at first."""

    name: Id
    label: Label
    type: Literal["line", "text", "number", "date", "choice", "check"] = "line"
    required: Flag = False
    options: Annotated[list[Option], Field(fail_fast=True, max_length=OPTIONS)] = []
    value: Value = ""
    hint: Line = ""

    @model_validator(mode="after")
    def _has_options_if_any(self) -> "FormField":
        if (self.type == "choice") != bool(self.options):
            raise ValueError("a choice has options, and nothing else has")
        return self


class FormBlock(_Part):
    """A form, behind a button: it opens over the page, so that nothing typed is lost when the message changes."""

    type: Literal["form"] = "form"
    id: Id
    label: Label
    title: Line = ""
    fields: Annotated[list[FormField], Field(fail_fast=True, min_length=1, max_length=FORM_FIELDS)]
    submit: Label | None = None
    once: Once | None = None
    only: Only | None = None

    @model_validator(mode="after")
    def _names_each_field_once(self) -> "FormBlock":
        if len({one.name for one in self.fields}) < len(self.fields):
            raise ValueError("two fields have the same name")
        return self


Block = Annotated[
    TextBlock | FieldsBlock | TableBlock | ImageBlock | ProgressBlock | ButtonsBlock | SelectBlock | FormBlock,
    Field(discriminator="type"),
]
Action = ActionButton | SelectBlock | FormBlock
