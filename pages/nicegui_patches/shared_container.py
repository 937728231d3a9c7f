"""An element whose children are shared with other pages: NiceGUI knows them by id alone.

The direct outbox sends the children's changes. Fallback: without it nothing is shared, and ordinary elements are used.
"""

from collections.abc import Mapping
from typing import Any

from nicegui import ui

from chatapp.web.compression import PACKED_KEY
from pages.nicegui_patches.signature_cache import Members

Description = dict[str, Any] | Members


class SharedElement:
    """A shared child in one page's tree, or `Members` for several: the page's own HTML includes them at once."""

    component = None
    is_ignoring_events = True
    _deleted = False

    def __init__(self, identifier: int, description: Description) -> None:
        self.id = identifier
        self._description = description

    def _to_dict(self) -> Description:
        return self._description

    def _handle_delete(self) -> None:
        """No children or handlers to clean up."""


class SharedContainer(ui.element):
    """A ``div`` whose children are shared."""

    def __init__(self) -> None:
        super().__init__("div")
        self._in_html: list[int] = []

    def child_ids(self) -> list[int]:
        """Return the ids of the children, in order."""
        raise NotImplementedError

    def close(self) -> None:
        """Release what the page shares; called when the element is deleted."""
        raise NotImplementedError

    @property
    def is_html_built(self) -> bool:
        """Whether the page's HTML has been built: what comes later is sent through the outbox."""
        return self.client._response_built

    def include_in_html(self, elements: Mapping[int, Description | None]) -> None:
        """Have the page's HTML, which is not built yet, describe these children."""
        for identifier, description in elements.items():
            if description is not None:
                self.client.elements[identifier] = SharedElement(identifier, description)  # type: ignore[assignment]
                self._in_html.append(identifier)
        if (request := self.client._request) is not None:
            packed = [one for one in elements.values() if isinstance(one, Members)]
            request.scope.setdefault(PACKED_KEY, []).extend(packed)

    def forget(self) -> None:
        """Release what was kept for the page's own HTML: the browser has it."""
        if self._in_html:
            gone, self._in_html = set(self._in_html), []
            elements = self.client.elements  # a new one: a dictionary never shrinks
            self.client.elements = {known: element for known, element in elements.items() if known not in gone}

    def _to_dict(self) -> dict[str, Any]:
        return {**super()._to_dict(), "children": self.child_ids()}

    def _handle_delete(self) -> None:
        self.close()
        super()._handle_delete()
