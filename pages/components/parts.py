"""Parts of a page that are HTML of ours instead of elements of NiceGUI's, and change where they stand.

Whoever writes the HTML marks a part with ``data-part``; what changes of it goes out as a script, which waits for the
page's connection like all that the page is told. An element for each, with what it listens for, was a quarter of a
page's memory.
"""

from collections.abc import Mapping
from html import escape

from nicegui import Client

from pages.browser.calls import call

Attributes = Mapping[str, str | None]  # ``innerHTML`` is safe HTML inside; None: there is none


class Part:
    """One part on one page. ``room``: in whose place it is; without one, its name is the page's only one.

    ``is_written``: false until `know` if the HTML that holds it is still to be written, and will say all by itself.
    """

    __slots__ = ("_client", "_name", "_room", "_told")

    def __init__(self, client: Client, name: str, room: str = "", *, is_written: bool = True) -> None:
        self._client, self._room, self._name = client, room, name
        self._told: int | None = 0 if is_written else None  # a hash of what was told last; None: nothing is to be told

    def know(self, attributes: Attributes) -> None:
        """Note what the HTML says that the browser is about to get."""
        self._told = hash((*attributes.items(),))

    def set(self, attributes: Attributes) -> None:
        """Change attributes, or the HTML inside. What is the same as the last time isn't told again."""
        if (before := self._told) is None:
            return
        self.know(attributes)
        if self._told != before and not self._client.is_deleted:
            self._client.run_javascript(call("parts.set", self._room, self._name, attributes))


def element_html(tag: str, attributes: Attributes) -> str:
    """Return an element as HTML."""
    written = "".join(
        f' {name}="{escape(value)}"' for name, value in attributes.items() if value is not None and name != "innerHTML"
    )
    return f"<{tag}{written}>{attributes.get('innerHTML') or ''}</{tag}>"
