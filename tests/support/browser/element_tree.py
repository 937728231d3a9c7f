"""What a page shows: NiceGUI's element tree, as it came with the page and as `update` frames change it."""

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pages.nicegui_patches.signature_cache import Members

ELEMENTS = re.compile(r"String\.raw`(.*?)`", re.DOTALL)  # of our template and of NiceGUI's
QUERY = re.compile(r"query: (\{.*?\}),\n")
ROW = re.compile(r'data-number="(\d+)" data-author="[^"]*" data-key="([^"]*)"')
UNESCAPES = (("&#36;", "$"), ("&#96;", "`"), ("&gt;", ">"), ("&lt;", "<"), ("&amp;", "&"))

Elements = dict[str, dict[str, Any]]
Key = TypeVar("Key", str, int)


def load(html: str) -> tuple[Elements, dict[str, Any]] | None:
    """Return the elements of a page as it was loaded, and the query of its socket; None if it is no NiceGUI page."""
    match, query = ELEMENTS.search(html), QUERY.search(html)
    if match is None or query is None:
        return None
    return json.loads(_unescaped(match[1])), ast.literal_eval(query[1])  # the template prints a Python dict


def described(elements: Mapping[int, Any]) -> dict[int, Any]:
    """Return a client's elements as its page's HTML has them, where what is shared stands as text."""
    found: dict[int, Any] = {}
    for key, element in elements.items():
        if isinstance(shared := element._to_dict(), Members):
            found |= {
                int(identifier): one for identifier, one in json.loads(f"{{{_unescaped(shared.decode())}}}").items()
            }
        else:
            found[key] = shared
    return found


def take_in(update: Mapping[Key, dict[str, Any] | None], shown: dict[Key, dict[str, Any]]) -> None:
    """Change the elements of a page as its browser does; what comes may be shared with other pages."""
    for identifier, element in update.items():
        if element is None:
            shown.pop(identifier, None)
        elif "joined" in element:  # as `pages/browser/shell/joined_rows.js` does
            first, last = element["joined"]
            rows = (shown.get(type(identifier)(row)) or {} for row in range(first, last + 1))
            html = "".join(row.get("props", {}).get("innerHTML", "") for row in rows)
            shown[identifier] = {"tag": element["tag"], "props": {**element["props"], "innerHTML": html}}
        else:
            shown[identifier] = element


def _unescaped(text: str) -> str:
    for escaped, plain in UNESCAPES:
        text = text.replace(escaped, plain)
    return text


@dataclass(kw_only=True)
class ElementTree:
    """The elements of one page, by their ids."""

    elements: Elements = field(default_factory=dict)

    def update(self, elements: dict[str, dict[str, Any] | None]) -> None:
        """Take in an `update` frame."""
        take_in(elements, self.elements)

    def rows(self) -> list[tuple[int, str]]:
        """Return (number, client_message_id) of each message shown, from the top."""
        return [(int(number), key) for number, key in ROW.findall(self.html())]

    def html(self) -> str:
        """Return everything the page shows as markup and text, in the order of the tree."""
        return "\n".join(self._walk("0"))

    def find(self, **props: str) -> str:
        """Return the id of the first element with these props."""
        for identifier, element in self.elements.items():
            if all(element.get("props", {}).get(name.replace("_", "-")) == value for name, value in props.items()):
                return identifier
        raise LookupError(props)

    def _walk(self, identifier: str) -> list[str]:
        element = self.elements.get(identifier)
        if element is None:
            return []
        own = [str(element.get("text", "")), str(element.get("props", {}).get("innerHTML", ""))]
        slots = [ids for slot in element.get("slots", {}).values() for ids in slot.get("ids", [])]
        children = [*element.get("children", []), *slots]
        return [part for part in own if part] + [part for child in children for part in self._walk(str(child))]
