"""Blocks as safe HTML, the same for every reader: what each has pressed or sorted is known to their browser alone.

Words are not in it but those of the blocks themselves; what a reader presses is `pages/browser/messages/blocks.js`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from typing import Final

from chatapp.events import Attachment
from chatapp.messages.blocks import (
    ActionButton,
    Block,
    ButtonsBlock,
    FieldsBlock,
    FormBlock,
    ImageBlock,
    NamedValue,
    ProgressBlock,
    SelectBlock,
    TableBlock,
    TextBlock,
    percent,
)
from pages.components import icons
from pages.room.message.attachment_html import LONE, picture_html
from pages.room.message.form_html import form_html, options_html
from pages.room.message.table_html import table_html

STATES: Final = {"running": "", "done": "check", "failed": "close"}
TextHtml = Callable[[str], str]


def blocks_html(blocks: Sequence[Block], files: Sequence[Attachment], text_html: TextHtml) -> str:
    """Return what stands in place of a message's text. ``text_html``: a text with marks as safe HTML."""
    return "".join(_block(block, files, text_html) for block in blocks)


def files_below(blocks: Sequence[Block], files: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """Return the message's files that no block shows."""
    shown = {block.upload for block in blocks if isinstance(block, ImageBlock)}
    return tuple(one for one in files if one.uuid not in shown)


def _block(block: Block, files: Sequence[Attachment], text_html: TextHtml) -> str:
    match block:
        case TextBlock():
            return text_html(block.text)
        case FieldsBlock():
            return f'<dl class="facts">{"".join(map(_fact, block.fields))}</dl>'
        case TableBlock():
            return table_html(block)
        case ImageBlock():
            return _image(block, files)
        case ProgressBlock():
            return _progress(block)
        case ButtonsBlock():
            return f'<div class="acts">{"".join(map(_button, block.buttons))}</div>'
        case SelectBlock():
            return _select(block)
        case FormBlock():
            return form_html(block)


def _fact(one: NamedValue) -> str:
    wide = ' class="wide"' * one.wide
    return f"<div{wide}><dt>{_said(one.name)}</dt><dd>{_said(one.value)}</dd></div>"


def _image(block: ImageBlock, files: Sequence[Attachment]) -> str:
    """Return a picture of the message's own, or a link to one; words alone if its file is gone."""
    title = f"<figcaption>{_said(block.title)}</figcaption>" * bool(block.title)
    if block.url is not None:
        words = _said(block.alt or block.url)
        link = f'<a href="{escape(block.url)}" target="_blank" rel="noopener noreferrer nofollow">{words}</a>'
        return f'<figure class="shown">{title}{link}</figure>'
    file = next((one for one in files if one.uuid == block.upload and one.width and one.height), None)
    shown = (
        f"<p>{_said(block.alt)}</p>" if file is None else picture_html(replace(file, alt=block.alt or file.alt), LONE)
    )
    return f'<figure class="shown">{title}{shown}</figure>'


def _progress(block: ProgressBlock) -> str:
    sign = STATES[block.state]
    value = 1.0 if block.state == "done" and block.value is None else block.value
    amount = "" if value is None else f' value="{value:.3f}"'
    told = _said(block.text or percent(value))
    return (
        f'<div class="progress" data-state="{block.state}"><span class="label">{icons.svg(sign) if sign else ""}'
        f'{_said(block.label)}</span><span class="told">{told}</span>'
        f'<progress max="1"{amount} aria-label="{escape(block.label)}"></progress></div>'
    )


def _button(button: ActionButton) -> str:
    classes = f"button {button.style}"
    if button.url is not None:
        target = 'target="_blank" rel="noopener noreferrer nofollow"'
        return f'<a class="{classes}" href="{escape(button.url)}" {target}>{_said(button.label)}</a>'
    asked = f' data-confirm="{escape(button.confirm)}"' * bool(button.confirm)
    return (
        f'<button type="button" class="{classes}" data-action="{escape(button.id or "")}"{asked}>'
        f"{_said(button.label)}</button>"
    )


def _select(block: SelectBlock) -> str:
    first = f'<option value="" selected>{escape(block.label)}…</option>'
    return (
        f'<div class="acts"><select data-action="{escape(block.id)}" aria-label="{escape(block.label)}">'
        f"{first}{options_html(block.options)}</select></div>"
    )


def _said(words: str) -> str:
    """Return words whose direction is their own."""
    return f"<bdi>{escape(words)}</bdi>"
