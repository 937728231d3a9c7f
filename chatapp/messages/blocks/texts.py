"""Texts, numbers and addresses within blocks: what each may hold, and how it is cleaned."""

import re
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, Strict, StringConstraints

from chatapp.text import CONTROLS

CELL: Final = 2_000  # characters of a table's cell, a field's value, a label of one
LABEL: Final = 80  # characters of what a button or a choice says
UNSHOWABLE: Final = "this has characters that can't be shown"
LARGEST: Final = 2**53 - 1  # what JSON carries exactly; larger numbers are sent as text


def _clean(value: str) -> str:
    """Return a text with line feeds between its lines, and nothing around it."""
    clean = re.sub(r"\r\n?", "\n", value).strip("\n").rstrip()
    if CONTROLS.search(clean):
        raise ValueError(UNSHOWABLE)
    return clean


def _line(value: str) -> str:
    """Return a text as one line."""
    return " ".join(_clean(value).split())


def _visible(value: str) -> str:
    if not value:
        raise ValueError("this is empty")
    return value


def _address(value: str) -> str:
    """Return an address on the web."""
    address = _line(value)
    try:
        parts = urlsplit(address)
    except ValueError:
        raise ValueError("this is no address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in address:
        raise ValueError("use an address that begins with http:// or https://")
    return address


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
Label = Annotated[str, Field(max_length=LABEL), AfterValidator(_line), AfterValidator(_visible)]
Line = Annotated[str, Field(max_length=CELL), AfterValidator(_line)]
Words = Annotated[str, Field(max_length=CELL), AfterValidator(_clean)]
Markdown = Annotated[str, Field(max_length=10_000), AfterValidator(_clean), AfterValidator(_visible)]
Address = Annotated[str, Field(max_length=2_048), AfterValidator(_address)]
Value = Annotated[str, Field(max_length=CELL), AfterValidator(_clean)]
Flag = Annotated[bool, Strict()]
Number = Annotated[int, Strict(), Field(ge=-LARGEST, le=LARGEST)]
Cell = Flag | Number | Annotated[float, Strict()] | Line | None
