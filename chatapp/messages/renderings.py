"""What was rendered lately, so that a reaction, a fold or another page does not render it again."""

from collections import OrderedDict
from sys import getsizeof


class Renderings:
    """The HTML of the texts that were asked for last. ``at_most``: bytes, of texts and HTML together."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._html: OrderedDict[str, str] = OrderedDict()  # by text, the one asked for last at the end
        self.size = 0  # bytes

    def __contains__(self, body: str) -> bool:
        """Say whether a text's HTML is here."""
        return body in self._html

    def get(self, body: str) -> str | None:
        """Return a text's HTML, if it is here."""
        html = self._html.get(body)
        if html is not None:
            self._html.move_to_end(body)
        return html

    def keep(self, body: str, html: str) -> None:
        """Keep a text's HTML; those that nobody has asked for longest go."""
        if body in self._html:
            return
        self._html[body] = html
        self.size += getsizeof(body) + getsizeof(html)
        while self.size > self._at_most:
            gone = self._html.popitem(last=False)
            self.size -= sum(map(getsizeof, gone))
