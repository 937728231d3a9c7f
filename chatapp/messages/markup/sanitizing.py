"""The allow-list that all HTML of messages passes, whatever the parser makes of a text."""

from typing import Final

import nh3

TAGS: Final = {
    *("a", "blockquote", "br", "code", "div", "em", "hr", "li", "ol", "p", "pre", "s", "small", "span", "strong"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES: Final = {
    "*": set(),  # or nh3 lets through its own: title and lang
    "a": {"href", "target"},
    "div": {"class", "tabindex"},
    "li": {"class", "value"},
    "ol": {"class", "start"},
    "pre": {"tabindex"},
    "span": {"class"},
    "td": {"class"},
    "th": {"class"},
}
SCHEMES: Final = {"http", "https", "mailto"}

_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    url_schemes=SCHEMES,
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}, "pre": {"tabindex": "0"}},
)


def cleaned(html: str) -> str:
    """Return HTML with nothing in it that the allow-list does not name."""
    return _cleaner.clean(html)
