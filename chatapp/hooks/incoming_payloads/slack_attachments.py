"""Slack's attachments, the older way: a text of a colour with a title, fields and pictures. Many tools send these."""

from collections.abc import Iterator
from typing import Any

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
)
from chatapp.hooks.incoming_payloads.slack_blocks import layout_blocks
from chatapp.hooks.incoming_payloads.slack_mrkdwn import marks, plain
from chatapp.messages.blocks import Block


def attachment_blocks(attachment: dict[str, Any]) -> list[Block]:
    """Return an attachment as blocks: what it shows, or its fallback if it shows nothing else."""
    found: list[Block] = [
        *text_block(_head(attachment)),
        *layout_blocks(list_of(attachment.get("blocks"))),
        *fields_blocks(_fields(attachment)),
        *image_block(attachment.get("image_url"), alt="Picture"),
        *image_block(attachment.get("thumb_url"), alt="Thumbnail"),
        *link_buttons((plain(one.get("text")), one.get("url")) for one in list_of(attachment.get("actions"))),
        *text_block(quiet(marks(attachment.get("footer")))),
    ]
    if found:
        return found
    fallback = marks(attachment.get("fallback"))
    return text_block(_dotted(attachment, fallback) if fallback.strip() else as_json(attachment))


def _head(attachment: dict[str, Any]) -> str:
    title = linked(line(plain(attachment.get("title"))), address(attachment.get("title_link")))
    author = linked(line(plain(attachment.get("author_name"))), address(attachment.get("author_link")))
    text = marks(attachment.get("text"))
    lines = [author, f"**{title}**" if title else ""]
    head = _dotted(attachment, "\n".join(filter(None, lines))) if any(lines) else ""
    if not head and text.strip():
        text = _dotted(attachment, text)
    return "\n".join(part for part in (marks(attachment.get("pretext")), head, text) if part.strip())


def _dotted(attachment: dict[str, Any], text: str) -> str:
    sign = dot(attachment.get("color"))
    return f"{sign} {text}" if sign and not text.startswith(("```", "\n")) else text


def _fields(attachment: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    for field in list_of(attachment.get("fields")):
        yield plain(field.get("title")), plain(field.get("value")), field.get("short") is True
