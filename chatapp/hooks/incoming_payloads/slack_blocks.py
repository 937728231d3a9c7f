"""Slack's blocks. What isn't known is shown by the words in it, so that no alert is empty."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from chatapp.hooks.incoming_payloads.pieces import (
    address,
    as_json,
    fields_blocks,
    image_block,
    line,
    link_buttons,
    linked,
    list_of,
    text_block,
    words,
)
from chatapp.hooks.incoming_payloads.slack_mrkdwn import marks, plain
from chatapp.hooks.incoming_payloads.slack_rich_text import rich_text
from chatapp.messages.blocks import Block

Layout = dict[str, Any]
SAYING: Final = ("text", "title", "label", "value", "description", "placeholder", "alt_text", "elements", "fields")
DEEPEST: Final = 8  # levels that are looked into for words


def layout_blocks(layouts: Sequence[Layout]) -> list[Block]:
    """Return Slack's blocks as ours, in their order."""
    return [block for layout in layouts for block in KINDS.get(str(layout.get("type")), _unknown)(layout)]


def text_of(value: Any) -> str:
    """Return a text object, with marks if it has Slack's."""
    if not isinstance(value, dict):
        return marks(value)
    return words(value.get("text")) if value.get("type") == "plain_text" else marks(value.get("text"))


def _header(layout: Layout) -> list[Block]:
    title = line(_bare(layout.get("text")))
    return text_block(f"**{title}**" if title else "")


def _section(layout: Layout) -> list[Block]:
    accessory = layout.get("accessory")
    return [
        *text_block(text_of(layout.get("text"))),
        *_fields(layout.get("fields")),
        *(layout_blocks([{"type": "actions", "elements": [accessory]}]) if isinstance(accessory, dict) else ()),
    ]


def _fields(fields: Any) -> list[Block]:
    """Return the fields of a section: `*Name*` with its value below is one of ours, anything else is text."""
    found = [one for one in (fields if isinstance(fields, list) else []) if isinstance(one, dict | str)]
    pairs = [_bare(one).strip().partition("\n") for one in found]
    if pairs and all(name and value.strip() and len(name) <= 80 for name, _, value in pairs):
        return fields_blocks((name.rstrip(": "), value.strip(), True) for name, _, value in pairs)
    return text_block("\n".join(filter(None, map(text_of, found))))


def _context(layout: Layout) -> list[Block]:
    parts = [
        text_of(one) if one.get("type") != "image" else line(one.get("alt_text"))
        for one in list_of(layout.get("elements"))
    ]
    return text_block(" · ".join(part.strip() for part in parts if part.strip()))


def _actions(layout: Layout) -> list[Block]:
    """Return buttons as links; what would need an answer of the sender's is shown by what it says."""
    found: list[Block] = []
    buttons = []
    for element in list_of(layout.get("elements")):
        if element.get("type") == "image":
            found += _image(element)
        elif element.get("type") in ("button", "workflow_button"):
            buttons.append((_bare(element.get("text")), element.get("url")))
        else:
            found += text_block(" · ".join(_said(element)))
    return [*found, *link_buttons(buttons)]


def _image(layout: Layout) -> list[Block]:
    file = layout.get("slack_file")
    url = layout.get("image_url") or (file.get("url") if isinstance(file, dict) else "")
    image = image_block(url, alt=layout.get("alt_text"), title=_bare(layout.get("title")))
    return image or text_block(line(layout.get("alt_text")))


def _video(layout: Layout) -> list[Block]:
    title = line(_bare(layout.get("title"))) or line(layout.get("alt_text"))
    url = address(layout.get("title_url")) or address(layout.get("video_url"))
    return text_block("\n".join(filter(None, (linked(title, url), text_of(layout.get("description"))))))


def _unknown(layout: Layout) -> list[Block]:
    """Return what an unknown block says in words, or all of it as code."""
    said = list(dict.fromkeys(_said(layout)))
    return text_block("\n".join(said) if said else as_json(layout))


def _said(value: Any, depth: int = 0) -> Iterator[str]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _said(one, depth + 1)
    elif isinstance(value, dict):
        for name in SAYING:
            if name in value:
                yield from _said(value[name], depth + 1)
    elif said := marks(value).strip():
        yield said


def _bare(value: Any) -> str:
    """Return a text object without marks."""
    if not isinstance(value, dict):
        return plain(value)
    return words(value.get("text")) if value.get("type") == "plain_text" else plain(value.get("text"))


KINDS: Final[Mapping[str, Callable[[Layout], list[Block]]]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "video": _video,
    "divider": lambda _: [],
    "markdown": lambda layout: text_block(words(layout.get("text"))),
    "rich_text": lambda layout: text_block(rich_text(layout.get("elements"))),
}
