"""The message that a payload becomes: which program's it is, is told by what it has."""

from dataclasses import dataclass
from typing import Any, Final

from chatapp.hooks.incoming_payloads.discord import discord_blocks
from chatapp.hooks.incoming_payloads.pieces import as_json, fitting, list_of, text_block, words
from chatapp.hooks.incoming_payloads.slack_attachments import attachment_blocks
from chatapp.hooks.incoming_payloads.slack_blocks import layout_blocks
from chatapp.hooks.incoming_payloads.slack_mrkdwn import marks
from chatapp.hooks.refusals import BadPayload
from chatapp.messages.blocks import Block, TextBlock, as_text

SLACKS: Final = ("text", "markdown_text", "blocks", "attachments", "fallback")
DISCORDS: Final = ("content", "embeds")
TITLES: Final = ("title", "subject", "name")
TEXTS: Final = ("message", "body", "msg", "description", "summary")
EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})
NOTHING: Final = "There's nothing to show: send a text, blocks, attachments, or Discord's content or embeds."
ABOUT_SENDING: Final = frozenset(  # how it is to be sent, and nothing to show
    {"channel", "username", "icon_emoji", "icon_url", "avatar_url", "link_names", "mrkdwn", "parse", "token", "ts"}
    | {"unfurl_links", "unfurl_media", "thread_ts", "reply_broadcast", "tts", "as_user", "allowed_mentions", "metadata"}
)


@dataclass(frozen=True, slots=True)
class Content:
    """A message: a text alone, or blocks that say all of it."""

    body: str
    blocks: tuple[Block, ...] = ()


def content_of(payload: dict[str, Any]) -> Content:
    """Return the message that a payload becomes.

    Raises:
        BadPayload: there is nothing in it to show.
    """
    found = fitting(_blocks_of(payload))
    if not found:
        raise BadPayload(NOTHING)
    if len(found) == 1 and isinstance(found[0], TextBlock):
        return Content(found[0].text)
    return Content("", tuple(found))


def _blocks_of(payload: dict[str, Any]) -> list[Block]:
    if any(payload.get(name) for name in SLACKS):
        return _slacks(payload)
    if any(payload.get(name) for name in DISCORDS):
        return discord_blocks(payload)
    return _others(payload)


def _slacks(payload: dict[str, Any]) -> list[Block]:
    """Return Slack's payload: its blocks, or else its text, which stands in for blocks; then attachments."""
    layouts = layout_blocks(list_of(payload.get("blocks")))
    text = text_block(words(payload.get("text")) if payload.get("mrkdwn") is False else marks(payload.get("text")))
    text = text or text_block(words(payload.get("markdown_text")))
    rest = [block for one in list_of(payload.get("attachments")) for block in attachment_blocks(one)]
    if as_text(text) in as_text(rest):
        text = []  # many send their first line twice
    return (layouts or text) + rest or text_block(marks(payload.get("fallback"))) or discord_blocks(payload)


def _others(payload: dict[str, Any]) -> list[Block]:
    """Return what no kind is known of: its title and text, or all of it as code."""
    shown = {name: value for name, value in payload.items() if value not in EMPTY and name not in ABOUT_SENDING}
    title = next((said for name in TITLES if (said := words(payload.get(name)))), "")
    text = next((said for name in TEXTS if (said := words(payload.get(name)))), "")
    if text:
        return text_block(f"**{' '.join(title.split())}**\n{text}" if title else text)
    return text_block(as_json(shown)) if shown else []
