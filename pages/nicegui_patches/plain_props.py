"""Props, classes, style and visibility of elements without change tracking that nobody uses.

NiceGUI's collections each keep a timestamp, three lists and a bound method so that anything can observe them, and every
element is registered for visibility bindings. Only the element itself observes its own: these keep a reference to it
and compute the rest on demand. Applies to every element of the process; the public behaviour is the same.
Fallback: NiceGUI's own collections. With them opening a page takes 17 % more CPU, and the page 28 % more memory
(`benchmarks.patches`, two quiet runs).
"""

import weakref
from collections.abc import Callable
from copy import deepcopy
from functools import lru_cache
from typing import Any

import nicegui.element
from nicegui import helpers
from nicegui.binding import BindableProperty
from nicegui.classes import Classes
from nicegui.elements.mixins.visibility import Visibility
from nicegui.observables import ObservableCollection
from nicegui.props import Props
from nicegui.style import Style

from pages.nicegui_patches.source_parts import source_of

RENAMED = {
    "resource_path": "resource-path",
    "dynamic_resource_path": "dynamic-resource-path",
}  # the same for all elements


class _PlainCollection(ObservableCollection):
    """What the three share. An attribute set on an instance overrides the class's default."""

    _parent_ref: Any = None
    _observer_refs: Any = ()
    _suspend_count = 0
    _listeners: tuple[tuple[Callable[..., Any], bool], ...] = ()
    _update: Callable[[], None]
    last_modified: Any = property(lambda self: 0.0, lambda self, at: None)  # unused

    @property
    def _change_handlers(self) -> Any:  # type: ignore[override]
        return [(self._update, False), *self._listeners]

    def on_change(self, handler: Callable[..., Any]) -> None:
        """Register a handler to be called when the collection changes."""
        self._listeners = (*self._listeners, (handler, helpers.expects_arguments(handler)))


class PlainProps(_PlainCollection, Props[Any]):
    """An element's props."""

    __slots__ = ("_element",)
    _warnings: dict[str, str] = {}  # noqa: RUF012  (never mutated: replaced in add_warning)
    _renames = RENAMED

    def __init__(self, data: dict[str, Any], *, element: Any) -> None:
        dict.__init__(self, {name: self._observe(value) for name, value in data.items()})
        self._element = weakref.ref(element)

    @staticmethod
    def parse(text: str | None) -> dict[str, Any]:
        """Parse props written as text. What every page writes is remembered: it leaves a cycle of functions each time.

        What is mutable is copied, so that no element shares it with another.
        """
        return deepcopy(_parsed(text)) if text else {}

    def add_warning(self, prop: str, message: str) -> None:
        """Add a warning message for a prop."""
        self._warnings = dict(self._warnings)
        super().add_warning(prop, message)

    def add_rename(self, prop: str, replacement: str) -> None:
        """Add a rename warning for a prop."""
        if RENAMED.get(prop) == replacement:
            self._check_rename(prop, replacement)
        else:
            self._renames = dict(self._renames)
            super().add_rename(prop, replacement)


class PlainClasses(_PlainCollection, Classes[Any]):
    """An element's classes."""

    __slots__ = ("_element",)

    def __init__(self, data: list[str], *, element: Any) -> None:
        list.__init__(self, data)
        self._element = weakref.ref(element)


class PlainStyle(_PlainCollection, Style[Any]):
    """An element's style."""

    __slots__ = ("_element",)

    def __init__(self, data: dict[str, str], *, element: Any) -> None:
        dict.__init__(self, data)
        self._element = weakref.ref(element)


class PlainProperty(BindableProperty):
    """A property without registration for bindings. Binding still works: NiceGUI then polls it."""

    def __set__(self, owner: Any, value: Any) -> None:
        name = f"___{self.name}"  # where `BindableProperty` reads it
        before = getattr(owner, name, UNSET)
        if before is UNSET or before != value:
            setattr(owner, name, value)
            if before is not UNSET and self._change_handler is not None:
                self._change_handler(owner, value)


def _plain(watched: BindableProperty) -> PlainProperty:
    quiet = PlainProperty(watched._change_handler)
    quiet.__set_name__(None, watched.name)
    return quiet


UNSET = object()
_parsed = lru_cache(maxsize=256)(Props.parse)
VISIBLE = vars(Visibility)["visible"], _plain(vars(Visibility)["visible"])
ORIGINAL: tuple[Any, ...] = Props, Classes, Style
PLAIN: tuple[Any, ...] = PlainProps, PlainClasses, PlainStyle


def install(*, is_wanted: bool) -> None:
    """Use these collections for all new elements, or NiceGUI's own."""
    kinds = PLAIN if is_wanted else ORIGINAL
    Visibility.visible = VISIBLE[is_wanted]
    nicegui.element.Props, nicegui.element.Classes, nicegui.element.Style = kinds  # type: ignore[attr-defined]


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    known = {"_parent_ref", "last_modified", "_change_handlers", "_observer_refs", "_element", "_suspend_count"}
    own: dict[Any, set[str]] = {Props: {"_warnings", "_renames"}}
    element: Any = probe  # anything that can be weakly referenced
    for kind in ORIGINAL:
        if vars(kind([] if kind is Classes else {}, element=element)).keys() != known | own.get(kind, set()):
            return f"{kind.__name__} keeps something else"
    if "getattr(owner, '___' + self.name)" not in source_of(BindableProperty.__get__):
        return "a bindable property stands elsewhere"
    source = source_of(nicegui.element.Element.__init__)
    parts = (f"{kind.__name__}(self._default_{kind.__name__.lower()}, element=cast(Self, self))" for kind in ORIGINAL)
    return next((f"an element has no {part}" for part in parts if part not in source), "")
