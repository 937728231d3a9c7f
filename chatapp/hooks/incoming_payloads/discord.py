"""Discord's payloads: a text in Markdown, and embeds."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from chatapp.hooks.incoming_payloads.pieces import (
    address,
    as_json,
    dot,
    fields_blocks,
    image_block,
    line,
    link_buttons,
    linked,
    list_of,
    quiet,
    text_block,
    words,
)
from chatapp.messages.blocks import Block

TIME: Final = re.compile(r"<t:(-?\d{1,11})(?::[tTdDfFR])?>")
EMOJI: Final = re.compile(r"<a?:(\w{1,64}):\d{1,25}>")
CALLED: Final = re.compile(r"<(@[!&]?|#)(\d{1,25})>")
QUIET: Final = re.compile(r"<(https?://[^\s<>]+)>")
UNDERLINED: Final = re.compile(r"(?<![\w_])__(?=\S)([^\n]+?\S)__(?![\w_])")
LINK_BUTTON: Final = 2, 5  # a component's type and style


def discord_blocks(payload: dict[str, Any]) -> list[Block]:
    """Return what a payload of Discord's shows."""
    return [
        *text_block(marks(payload.get("content"))),
        *(block for embed in list_of(payload.get("embeds")) for block in _embed(embed)),
        *link_buttons(_links(payload.get("components"))),
    ]


def marks(value: Any) -> str:
    """Return Discord's marks as Chatapp's: most are the same."""
    text = words(value)
    text = TIME.sub(lambda found: _time(int(found[1])), text)
    text = EMOJI.sub(r":\1:", text)
    text = CALLED.sub(lambda found: f"{found[1][0]}{found[2]}", text)
    text = UNDERLINED.sub(r"**\1**", text)
    return QUIET.sub(r"\1", text)


def _embed(embed: dict[str, Any]) -> list[Block]:
    author, footer, provider = (_part(embed, name) for name in ("author", "footer", "provider"))
    title = linked(line(marks(embed.get("title"))), address(embed.get("url")))
    lines = [
        line(provider.get("name")),
        linked(line(author.get("name")), address(author.get("url"))),
        f"**{title}**" if title else "",
        marks(embed.get("description")),
    ]
    text = "\n".join(part for part in lines if part.strip())
    sign = dot(embed.get("color"))
    below = " · ".join(filter(None, (line(footer.get("text")), line(embed.get("timestamp")))))
    found: list[Block] = [
        *text_block(f"{sign} {text}" if sign and text and not text.startswith("```") else text),
        *fields_blocks(_fields(embed)),
        *image_block(_part(embed, "image").get("url"), alt="Picture"),
        *image_block(_part(embed, "thumbnail").get("url"), alt="Thumbnail"),
        *text_block(quiet(below)),
    ]
    return found or text_block(as_json(embed))


def _fields(embed: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    for field in list_of(embed.get("fields")):
        yield _bare(field.get("name")), _bare(field.get("value")), field.get("inline") is True


def _bare(value: Any) -> str:
    """Return a text without marks: a link's address stands after its text."""
    text = re.sub(r"\[([^\]\n]+)\]\((https?://[^\s)]+)\)", r"\1 (\2)", marks(value))
    return re.sub(r"(\*\*|~~|`)(?=\S)([^\n]+?)\1", r"\2", text)


def _links(components: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    for one in list_of(components):
        if (one.get("type"), one.get("style")) == LINK_BUTTON:
            yield one.get("label"), one.get("url")
        elif depth < 3:
            yield from _links(one.get("components"), depth + 1)


def _part(embed: dict[str, Any], name: str) -> dict[str, Any]:
    part = embed.get(name)
    return part if isinstance(part, dict) else {}


def _time(seconds: int) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return str(seconds)
