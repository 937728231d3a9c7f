"""Blocks: what programs show in a message besides plain text. docs/blocks.md has an example of each.

| file | what it holds |
|---|---|
| kinds | the models: text, fields, table, image, progress, buttons, select, form |
| texts | what their texts, numbers and addresses may hold |
| stored | checked together, as JSON in the message's row, and read again |
| plain_text | the same in words, for searches, mails and notifications |
| values | what somebody has chosen or filled in, checked |
| presses | what people press in them |
| interactions | what bots answer, taken by one process |

Their HTML is in `pages/room/message/block_html.py`.
"""

from chatapp.messages.blocks.kinds import (
    FORM_FIELDS,
    Action,
    ActionButton,
    Block,
    ButtonsBlock,
    FieldsBlock,
    FormBlock,
    FormField,
    ImageBlock,
    NamedValue,
    Once,
    Option,
    ProgressBlock,
    SelectBlock,
    TableBlock,
    TextBlock,
)
from chatapp.messages.blocks.plain_text import as_text, body_of, cell_text, percent, spoken
from chatapp.messages.blocks.stored import AT_MOST, LIMIT, actions_of, find_action, parse, read, store, texts_of
from chatapp.messages.blocks.texts import Cell
from chatapp.messages.blocks.values import check_values

__all__ = [
    "AT_MOST",
    "FORM_FIELDS",
    "LIMIT",
    "Action",
    "ActionButton",
    "Block",
    "ButtonsBlock",
    "Cell",
    "FieldsBlock",
    "FormBlock",
    "FormField",
    "ImageBlock",
    "NamedValue",
    "Once",
    "Option",
    "ProgressBlock",
    "SelectBlock",
    "TableBlock",
    "TextBlock",
    "actions_of",
    "as_text",
    "body_of",
    "cell_text",
    "check_values",
    "find_action",
    "parse",
    "percent",
    "read",
    "spoken",
    "store",
    "texts_of",
]
