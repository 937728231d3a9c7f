"""Elements without children and handlers, which most of a page consists of.

To NiceGUI they are objects with an id that can describe themselves. Fallback: `FallbackStaticElement`, an ordinary
`ui.element` of the same use. Without it opening a page takes 10 % more CPU, and the page 20 % more memory
(`benchmarks.patches`, two quiet runs).
"""

import weakref
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from nicegui import Client, ui
from nicegui.slot import Slot

from pages.nicegui_patches.source_parts import Parts, first_missing

Plain = TypeVar("Plain", bound=ui.element)
STYLE = "style"  # its text is all that there is to it: let go once it is sent, as four of them were 4 kB of a page
LET_GO: dict[str, str] = {}  # never changed, as no attributes are
NOTHING: Mapping[str, str] = MappingProxyType({})


def fill(element: Plain, classes: str, attributes: Mapping[str, str] = NOTHING) -> Plain:
    """Set a new element's classes and attributes without the change tracking it does not need before it is sent."""
    list.extend(element.classes, classes.split())
    dict.update(element.props, attributes)
    return element


class FallbackStaticElement(ui.element):
    """The same with NiceGUI's public API."""

    def __init__(self, tag: str, classes: str, attributes: Mapping[str, str]) -> None:
        super().__init__(tag)
        fill(self, classes, attributes)

    def set(self, attributes: Mapping[str, str], *, is_stale: bool = False) -> None:
        """Change attributes, or the HTML inside (``innerHTML``). ``is_stale``: the browser may show something else."""
        if is_stale or not attributes.items() <= self.props.items():
            self.props.update(attributes)
            self.update()

    def get(self, name: str) -> str:
        """Return an attribute."""
        return str(self.props[name])

    def release(self) -> None:
        """Let go of what the browser has, where that is cheap."""


class StaticElement:
    """An element reduced to what NiceGUI asks of one; used like a `FallbackStaticElement`."""

    component = None
    is_ignoring_events = True
    visible = True
    __slots__ = ("__weakref__", "_attributes", "_classes", "_client", "_deleted", "_slot", "id", "tag")

    def __init__(self, tag: str, classes: str, attributes: Mapping[str, str]) -> None:
        slot = ui.context.slot
        client = slot.parent.client
        self.tag, self._classes, self._attributes = tag, classes, attributes  # never changed, only replaced
        self._client: weakref.ref[Client] = weakref.ref(client)
        self._slot: weakref.ref[Slot] = weakref.ref(slot)
        self._deleted = False
        self.id = client.next_element_id
        client.next_element_id += 1
        client.elements[self.id] = self  # type: ignore[assignment]
        slot.children.append(self)  # type: ignore[arg-type]
        if client._response_built:  # before that the page has not been sent
            self._update()
            slot.parent.update()

    def set(self, attributes: Mapping[str, str], *, is_stale: bool = False) -> None:
        """Change attributes, or the HTML inside (``innerHTML``). ``is_stale``: the browser may show something else."""
        if is_stale or not attributes.items() <= self._attributes.items():
            self._attributes = {**self._attributes, **attributes}
            self._update()

    def get(self, name: str) -> str:
        """Return an attribute."""
        return self._attributes[name]

    def release(self) -> None:
        """Let go of what the browser has: from now on it alone changes the element."""
        self._attributes = LET_GO

    def move(self, target_container: ui.element, target_index: int) -> None:
        """Move to an index of a container's default slot."""
        if (slot := self.parent_slot) is not None:
            slot.children.remove(self)  # type: ignore[arg-type]
            slot.parent.update()
        slot = target_container.default_slot
        slot.children.insert(target_index, self)  # type: ignore[arg-type]
        self._slot = weakref.ref(slot)
        target_container.update()

    def delete(self) -> None:
        """Remove it from the page."""
        if (slot := self.parent_slot) is not None:
            slot.parent.remove(self)  # type: ignore[arg-type]

    @property
    def is_deleted(self) -> bool:
        """Whether it was removed."""
        return self._deleted

    @property
    def parent_slot(self) -> Slot | None:
        """The slot it is in."""
        return self._slot()

    def descendants(self, *, include_self: bool = False) -> Iterator["StaticElement"]:
        """Yield only itself, if asked to include it."""
        if include_self:
            yield self

    def _update(self) -> None:
        client = self._client()
        if client is not None and not client.is_deleted and not self._deleted:
            client.outbox.enqueue_update(self)  # type: ignore[arg-type]

    def _to_dict(self) -> dict[str, Any]:
        described: dict[str, Any] = {"tag": self.tag, "props": self._attributes}
        if self._classes:
            described["class"] = self._classes.split()
        if self.tag == STYLE:
            self._attributes = LET_GO  # what describes it is sent and kept until it has come; `set` says all anew
        return described

    def _handle_delete(self) -> None:
        """No children or handlers to clean up."""


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    known: Parts = {
        ui.element.__init__: ("client.next_element_id += 1", "client.elements[self.id] = self"),
        ui.element.remove: ("element.descendants(include_self=True)", "element.parent_slot"),
        ui.element._to_dict: ("'tag'", "'class'", "'props'", "child.id for child in"),
        Client.remove_elements: ("element._handle_delete()", "element._deleted = True", "element.id"),
        Client.handle_event: ("sender.is_ignoring_events",),
        Client.build_response: ("self._response_built = True", "self.outbox.updates.clear()"),
    }
    return first_missing(known)
