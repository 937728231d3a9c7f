"""A form block as safe HTML: a button, and the form as a template, which the browser opens over the page.

So a message may be drawn again while somebody fills the form in: what they have typed stays.
"""

from collections.abc import Sequence
from html import escape
from typing import Final

from chatapp.messages.blocks import FormBlock, FormField, Option
from chatapp.messages.blocks.values import LONGEST

INPUTS: Final = {"line": "text", "number": "text", "date": "date"}


def form_html(block: FormBlock) -> str:
    """Return the button that opens a form, with the form (`pages/browser/messages/block_form.js`)."""
    fields = "".join(map(_field, block.fields))
    title, submit = escape(block.title or block.label), escape(block.submit or block.label)
    return (
        f'<div class="acts"><button type="button" class="button" data-action="{escape(block.id)}" '
        f'aria-haspopup="dialog"><bdi>{escape(block.label)}</bdi></button>'
        f'<template data-title="{title}" data-submit="{submit}">{fields}</template></div>'
    )


def options_html(options: Sequence[Option]) -> str:
    """Return what a choice offers."""
    return "".join(f'<option value="{escape(one.value)}">{escape(one.label)}</option>' for one in options)


def _field(field: FormField) -> str:
    label = f"<bdi>{escape(field.label)}</bdi>"
    required = " required" * field.required
    named = f'name="{escape(field.name)}"{required}'
    hint = f'<span class="hint"><bdi>{escape(field.hint)}</bdi></span>' * bool(field.hint)
    if field.type == "check":
        ticked = " checked" * (field.value == "yes")
        return f'<label class="check"><input type="checkbox" value="yes" {named}{ticked}> {label}{hint}</label>'
    return f'<label class="field"><span class="name">{label}</span>{_control(field, named)}{hint}</label>'


def _control(field: FormField, named: str) -> str:
    value = escape(field.value)
    if field.type == "text":
        return f'<textarea rows="4" maxlength="{LONGEST}" {named}>{value}</textarea>'
    if field.type == "choice":
        chosen = options_html(field.options).replace(f'value="{value}"', f'value="{value}" selected', 1)
        return f'<select {named}><option value=""></option>{chosen}</select>'
    mode = ' inputmode="decimal"' * (field.type == "number")
    return f'<input type="{INPUTS[field.type]}" maxlength="{LONGEST}" value="{value}"{mode} {named}>'
