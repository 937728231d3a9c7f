"""A message as a reader sees it: its HTML as lines of text, with the marks that a browser draws."""

from html.parser import HTMLParser
from typing import Final

LINES: Final = {"p", "text", "pre", "tr", "small", "hr"}  # each is a line or more of its own
SPACED: Final = {"td", "th"}
TEXTS: Final = {"p", "text", "pre", "td", "th", "small", "span"}  # outside of these, white space is between the tags


def as_read(html: str) -> str:
    """Return what a reader sees of HTML: `• ` for bullets, numbers as a browser counts them, `│ ` before quotes."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.seen.rstrip("\n")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = ""
        self._open: list[tuple[str, dict[str, str]]] = []
        self._numbers: list[int | None] = []  # due in the lists that are open
        self._mark = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        tag = "text" if tag == "div" and not found else tag
        if tag == "br":
            self.seen += "\n"
        elif tag == "hr":
            self.seen += "────\n"
        else:
            self._open.append((tag, found))
        if tag in {"ul", "ol"}:
            self._numbers.append(int(found.get("start", 1)) if tag == "ol" else None)
        if tag == "li":
            self._mark = self._marked(found)
        if tag in LINES:
            self._begin_line()

    def handle_endtag(self, tag: str) -> None:
        tag, _ = self._open.pop()
        if tag in {"ul", "ol"}:
            self._numbers.pop()
        if tag in LINES and not self.seen.endswith("\n"):
            self.seen += "\n"
        if tag in SPACED:
            self.seen += " | "

    def handle_data(self, data: str) -> None:
        if not any(tag in TEXTS for tag, _ in self._open):
            assert not data.strip(), f"{data!r} is text without a block"
        elif self._open[-1][1].get("class") == "box":
            self.seen = self.seen.removesuffix("• ") + data
        else:
            self.seen += data.replace("\n", "\n" + self._indentation())

    def _marked(self, item: dict[str, str]) -> str:
        due = self._numbers[-1]
        if due is None:
            return "• "
        number = int(item.get("value", due))
        self._numbers[-1] = number + 1
        of_list = next(found for tag, found in reversed(self._open) if tag == "ol")
        return f"{number}{')' if 'bracketed' in of_list.get('class', '') else '.'} "

    def _indentation(self) -> str:
        tags = [tag for tag, _ in self._open]
        if "pre" in tags:
            return ""
        return "".join({"blockquote": "│ ", "li": "  "}.get(tag, "") for tag in tags)

    def _begin_line(self) -> None:
        indentation = self._indentation()
        self.seen += (indentation.removesuffix("  ") if self._mark else indentation) + self._mark
        self._mark = ""
