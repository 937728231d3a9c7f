"""A cache of rendered texts, so that a reaction or another page does not render them again."""

from collections import OrderedDict
from sys import getsizeof


class RenderingCache:
    """The HTML of the most recently used texts. ``at_most``: bytes of texts and HTML together."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._html: OrderedDict[str, str] = OrderedDict()  # by text, least recently used first
        self.size = 0  # bytes

    def __contains__(self, body: str) -> bool:
        """Say whether a text is in the cache."""
        return body in self._html

    def get(self, body: str) -> str | None:
        """Return a text's HTML, or None if it is not in the cache."""
        html = self._html.get(body)
        if html is not None:
            self._html.move_to_end(body)
        return html

    def keep(self, body: str, html: str) -> None:
        """Add a text's HTML, evicting the least recently used ones."""
        if body in self._html:
            return
        self._html[body] = html
        self.size += getsizeof(body) + getsizeof(html)
        while self.size > self._at_most:
            evicted = self._html.popitem(last=False)
            self.size -= sum(map(getsizeof, evicted))
