"""Slack's marks as Chatapp's: `*bold*`, `~gone~`, `<https://…|links>` and entities. Code stays as it is."""

import re
from typing import Any, Final

from chatapp.hooks.incoming_payloads.pieces import linked, words
from chatapp.messages.markup.shortcodes import emoji_named

CODE: Final = re.compile(r"(```[\s\S]*?```|`[^`\n]+`)")
ENTITY: Final = re.compile(r"<([^<>\n]{1,3000})>")
BOLD: Final = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])")
STRUCK: Final = re.compile(r"(?<![\w~])~(?=[^\s~])([^~\n]*[^\s~])~(?![\w~])")
ITALIC: Final = re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]*[^\s_])_(?![\w_])")
PLACES: Final = re.compile(r"\x00(\d+)\x00")  # no text has these characters
SHORTCODE: Final = re.compile(r"(?<![\w:]):[A-Za-z0-9_+-]{1,60}:(?![\w:])")
UNESCAPED: Final = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def marks(value: Any) -> str:
    """Return a text with Slack's marks in Chatapp's."""
    parts = CODE.split(words(value))
    return "".join(_code(part) if at % 2 else _prose(part) for at, part in enumerate(parts)).strip("\n")


def plain(value: Any) -> str:
    """Return a text with Slack's marks without any, for where there are none: addresses stand after what names them."""
    parts = CODE.split(words(value))
    text = "".join(_bare(part.strip("`")) if at % 2 else _bare(part) for at, part in enumerate(parts))
    return SHORTCODE.sub(lambda found: emoji_named(found[0].lower()) or found[0], text)


def unescaped(text: str) -> str:
    """Return a text with the characters that Slack's payloads escape."""
    for escaped, character in UNESCAPED:
        text = text.replace(escaped, character)
    return text


def _code(text: str) -> str:
    """Return code; a fence gets lines of its own, or it would take the first line for the language."""
    text = unescaped(ENTITY.sub(lambda found: _entity(found[1], as_link=False), text))
    if not text.startswith("```"):
        return text
    inner = text[3:-3].strip("\n")
    return f"\n```\n{inner}\n```\n"


def _prose(text: str) -> str:
    links: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        links.append(_entity(found[1], as_link=True))
        return f"\x00{len(links) - 1}\x00"

    text = ENTITY.sub(put_aside, text)
    text = BOLD.sub(r"**\1**", text)
    text = STRUCK.sub(r"~~\1~~", text)
    return PLACES.sub(lambda found: links[int(found[1])], unescaped(text))


def _bare(text: str) -> str:
    text = ENTITY.sub(lambda found: _entity(found[1], as_link=False), text)
    for mark in (BOLD, STRUCK, ITALIC):
        text = mark.sub(r"\1", text)
    return unescaped(text)


def _entity(inner: str, *, as_link: bool) -> str:
    """Return what stands between < and >: a link, a person, a room, a group, a date."""
    target, _, label = inner.partition("|")
    target, label = unescaped(target), unescaped(label)
    if target.startswith("!"):
        return _special(target[1:], label)
    if target[:1] in ("@", "#"):
        return f"{target[0]}{(label or target[1:]).lstrip('@#')}"
    if target.startswith("mailto:"):
        return label or target.removeprefix("mailto:")
    if not re.match(r"https?://\S+$", target):
        return label or f"<{inner}>" if "|" in inner else unescaped(f"<{inner}>")
    if as_link:
        return linked(label, target)
    return f"{label} ({target})" if label and label != target else target


def _special(name: str, label: str) -> str:
    if name.startswith("date^"):
        return label
    if name.startswith("subteam^"):
        return label or "@group"
    return label or f"@{name}"
