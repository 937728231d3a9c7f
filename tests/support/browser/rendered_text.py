"""What a browser would make of a message's HTML: its visible text, its links and its elements."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from chatapp.messages.markup import render

NOTES: Final = {"target"}  # classes of text that nobody typed
VOID: Final = {"br", "hr", "input"}


@dataclass(slots=True)
class Link:
    """A link as a reader sees it. ``target``: what is shown beside it of where it leads."""

    href: str
    text: str = ""
    target: str = ""


@dataclass(slots=True)
class Rendered(HTMLParser):
    """A message's HTML, taken apart. Controls that are spelled out count as the characters they stand for.

    Raises:
        AssertionError: an element is closed that is not open, left open, or the HTML has comments or declarations.
    """

    body: str
    text: str = ""  # what was typed of it
    links: list[Link] = field(default_factory=list)
    elements: Counter[str] = field(default_factory=Counter)
    attributes: set[tuple[str, str]] = field(default_factory=set)  # of which element, and their names
    _open: list[tuple[str, str]] = field(default_factory=list)  # elements and their classes

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)
        self.feed(render(self.body))
        self.close()
        assert not self._open, f"{self._open} left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the beginning of an element."""
        found = {name: value or "" for name, value in attrs}
        self.elements[tag] += 1
        self.attributes |= {(tag, name) for name in found}
        if tag == "a":
            self.links.append(Link(found["href"]))
        if tag not in VOID:
            self._open.append((tag, found.get("class", "")))

    def handle_endtag(self, tag: str) -> None:
        """Take the end of an element."""
        assert tag in [name for name, _ in self._open[-1:]], f"</{tag}> closes {self._open}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        """Take text."""
        classes = {name for _, names in self._open for name in names.split()}
        if classes & NOTES:
            self.links[-1].target += data
            return
        if "control" in classes:
            data = "".join(chr(int(spelled.removeprefix("U+"), 16)) for spelled in data.split())
        self.text += data
        if any(tag == "a" for tag, _ in self._open):
            self.links[-1].text += data

    def handle_comment(self, data: str) -> None:
        """Refuse what a message never has."""
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        """Refuse what a message never has."""
        raise AssertionError(decl)

    handle_pi = unknown_decl = handle_comment
