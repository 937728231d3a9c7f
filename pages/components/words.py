"""Plain words in a list: safe HTML, with the pictures of the custom emoji that they name."""

import re
from html import escape
from typing import Final

from chatapp.messages.markup import Pictures
from chatapp.messages.markup.custom_emoji import CODE

NAMED: Final = re.compile(rf"(?<![\w:]){CODE.pattern}(?![\w:])", re.ASCII | re.IGNORECASE)  # not in `10:total:45`


def words_html(words: str, pictures: Pictures) -> str:
    """Return plain words as safe HTML; what is no emoji's name stays as it is."""
    return NAMED.sub(lambda found: pictures.get(found[1].lower(), found[0]), escape(words))
