"""Texts and blocks that fit into a message, whatever comes in: cleaned, cut, and never empty."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from chatapp.errors import Invalid
from chatapp.messages import blocks as message_blocks
from chatapp.messages.blocks import AT_MOST, ActionButton, Block, ButtonsBlock, FieldsBlock, ImageBlock, NamedValue
from chatapp.messages.blocks import TextBlock as Text
from chatapp.messages.blocks.kinds import BUTTONS, FIELDS
from chatapp.messages.blocks.texts import CELL, LABEL
from chatapp.text import BODY_LIMIT, CONTROLS

MORE: Final = "…"
WIDE: Final = 60  # characters of a value that stands beside another
TERMINAL: Final = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")  # colours of a terminal, as logs have them
DOTS: Final = {"red": "🔴", "orange": "🟠", "yellow": "🟡", "green": "🟢", "blue": "🔵", "purple": "🟣", "grey": "⚪"}
NAMED: Final = {"good": "green", "warning": "yellow", "danger": "red"}


def clean(text: str) -> str:
    """Return a text without what can't be shown, with its spaces."""
    return CONTROLS.sub("", TERMINAL.sub("", text).replace("\r\n", "\n").replace("\r", "\n"))


def words(value: Any) -> str:
    """Return a value as text that can be shown, nothing around it; nothing if it is no text and no number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return clean(str(value)).strip("\n").rstrip()


def cut(text: str, most: int) -> str:
    """Return a text that is at most so long."""
    return text if len(text) <= most else text[: most - len(MORE)] + MORE


def line(value: Any, most: int = CELL) -> str:
    """Return a value as one line."""
    return cut(" ".join(words(value).split()), most)


def address(value: Any) -> str:
    """Return an address on the web; nothing if it is none."""
    url = words(value).strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    is_one = parts.scheme in ("http", "https") and parts.hostname and not re.search(r"\s", url) and len(url) <= 2_000
    return url if is_one else ""


def linked(text: str, url: str) -> str:
    """Return a link in Chatapp's marks, or what there is of it."""
    if not url or not text:
        return text or url
    label = text.replace("\n", " ")
    if not _is_balanced(label):
        label = label.replace("[", "(").replace("]", ")")
    target = url.replace("(", "%28").replace(")", "%29")
    return url if text == url else f"[{label}]({target})"


def _is_balanced(text: str) -> bool:
    """Say whether brackets within a text close, so that it can stand between brackets."""
    depth = 0
    for character in text:
        depth += (character == "[") - (character == "]")
        if depth < 0:
            return False
    return depth == 0


def quiet(text: str) -> str:
    """Return what stands below a message in italics, unless it has marks, or is a number, which none can surround."""
    is_plain = text[:1].isalpha() and text[-1:].isalpha() and not set(text) & set("*_`\n")
    return f"*{text}*" if is_plain else text


def text_block(text: str) -> list[Block]:
    """Return a text as a block, if there is any."""
    clean = words(text)
    return [Text(text=cut(clean, BODY_LIMIT))] if clean.strip() else []


def fields_blocks(pairs: Iterable[tuple[str, str, bool]]) -> list[Block]:
    """Return names with values as blocks. Each pair: the name, the value, and whether it may stand beside another."""
    found = [
        NamedValue(
            name=line(name, LABEL) or MORE,
            value=cut(words(value), CELL),
            wide=not is_short or len(value) > WIDE or "\n" in value,
        )
        for name, value, is_short in pairs
        if words(value).strip() or line(name)
    ]
    return [FieldsBlock(fields=found[at : at + FIELDS]) for at in range(0, len(found), FIELDS)]


def image_block(url: Any, *, alt: Any = "", title: Any = "") -> list[Block]:
    """Return a picture elsewhere, which is shown as a link."""
    found = address(url)
    return [ImageBlock(url=found, alt=line(alt), title=line(title))] if found else []


def link_buttons(buttons: Iterable[tuple[Any, Any]]) -> list[Block]:
    """Return buttons that are links; each is a label and an address. What leads nowhere is text."""
    pairs = [(line(label, LABEL), address(url)) for label, url in buttons]
    links = [ActionButton(label=label or cut(url, LABEL), url=url) for label, url in pairs if url]
    found: list[Block] = [ButtonsBlock(buttons=links[at : at + BUTTONS]) for at in range(0, len(links), BUTTONS)]
    return found + text_block(" · ".join(label for label, url in pairs if label and not url))


def dot(colour: Any) -> str:
    """Return a dot of a colour's hue: of `good`, `#d33` or 0xDD3333. Nothing for what is no colour."""
    if isinstance(colour, str) and colour.lower() in NAMED:
        return DOTS[NAMED[colour.lower()]]
    number = _rgb(colour)
    return DOTS[_hue(*number)] if number else ""


def as_json(value: Any) -> str:
    """Return what nobody knows how to show, as code."""
    return f"```json\n{cut(words(json.dumps(value, ensure_ascii=False, indent=2)), 4_000)}\n```"


def list_of(value: Any, kind: type = dict) -> list[Any]:
    """Return the members of a list that are of a kind; nothing of what is no list."""
    return [one for one in value if isinstance(one, kind)] if isinstance(value, list) else []


def fitting(blocks: Sequence[Block]) -> list[Block]:
    """Return as many blocks as a message may carry, from the beginning; a sign says if there were more."""
    kept, is_cut = list(blocks[:AT_MOST]), len(blocks) > AT_MOST
    while kept:
        try:
            message_blocks.store(whole := [*kept, Text(text=MORE)] if is_cut else kept)
        except Invalid:
            kept, is_cut = kept[:-1], True
        else:
            return whole
    return []


def _rgb(colour: Any) -> tuple[int, int, int] | None:
    if isinstance(colour, str):
        digits = colour.strip().removeprefix("#")
        digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
        if not re.fullmatch(r"[0-9a-fA-F]{6}", digits):
            return None
        colour = int(digits, 16)
    if isinstance(colour, bool) or not isinstance(colour, int) or not 0 <= colour <= 0xFFFFFF:
        return None
    return colour >> 16, colour >> 8 & 255, colour & 255


def _hue(red: int, green: int, blue: int) -> str:
    """Return the dot that is nearest: grey without much colour, otherwise by the angle on the wheel."""
    most, least = max(red, green, blue), min(red, green, blue)
    if most - least < 40:
        return "grey"
    if most == red:
        angle = 60 * ((green - blue) / (most - least)) % 360
    elif most == green:
        angle = 60 * ((blue - red) / (most - least)) + 120
    else:
        angle = 60 * ((red - green) / (most - least)) + 240
    limits = ((16, "red"), (42, "orange"), (68, "yellow"), (170, "green"), (258, "blue"), (335, "purple"), (361, "red"))
    return next(name for limit, name in limits if angle < limit)
