"""The allow-list that all HTML of messages passes, whatever the parser makes of a text."""

from typing import Final

import nh3

TAGS: Final = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "s", "span", "strong", "ul"}
ATTRIBUTES: Final = {"a": {"href", "target"}, "ol": {"start"}, "span": {"class"}, "pre": {"tabindex"}}
SCHEMES: Final = {"http", "https", "mailto"}


def cleaned(html: str) -> str:
    """Return HTML with nothing in it that the allow-list does not name."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}, "pre": {"tabindex": "0"}},
    )
