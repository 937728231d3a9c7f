"""What an element says of itself (props, classes, style, whether it shows), without all that tells others of changes.

NiceGUI's collections each keep a time, three lists and a bound method, so that anything may observe them, and every
element is entered as one whose visibility may be bound. Nothing observes an element's but the element: these keep who
that is, and make the rest when it is asked for. Measured: two thirds of an element's memory.
"""

import inspect
import weakref
from collections.abc import Callable
from typing import Any

import nicegui.element
from nicegui import helpers
from nicegui.binding import BindableProperty
from nicegui.classes import Classes
from nicegui.elements.mixins.visibility import Visibility
from nicegui.observables import ObservableCollection
from nicegui.props import Props
from nicegui.style import Style

RENAMED = {"resource_path": "resource-path", "dynamic_resource_path": "dynamic-resource-path"}  # in all elements alike


class _PlainCollection(ObservableCollection):
    """What the three have in common. Whatever is set on one of them is its own from then on."""

    _parent_ref: Any = None
    _observer_refs: Any = ()
    _suspend_count = 0
    _listeners: tuple[tuple[Callable[..., Any], bool], ...] = ()
    _update: Callable[[], None]
    last_modified: Any = property(lambda self: 0.0, lambda self, at: None)  # nobody asks when

    @property
    def _change_handlers(self) -> Any:  # type: ignore[override]
        return [(self._update, False), *self._listeners]

    def on_change(self, handler: Callable[..., Any]) -> None:
        """Register a handler to be called when the collection changes."""
        self._listeners = (*self._listeners, (handler, helpers.expects_arguments(handler)))


class PlainProps(_PlainCollection, Props[Any]):
    """An element's props."""

    __slots__ = ("_element",)
    _warnings: dict[str, str] = {}  # noqa: RUF012  (never changed: see below)
    _renames = RENAMED

    def __init__(self, data: dict[str, Any], *, element: Any) -> None:
        dict.__init__(self, {name: self._observe(value) for name, value in data.items()})
        self._element = weakref.ref(element)

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
    """A property nobody is bound to. Binding to it still works: NiceGUI then looks at it from time to time."""

    def __set__(self, owner: Any, value: Any) -> None:
        name = f"___{self.name}"  # as `BindableProperty` reads it
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
VISIBLE = vars(Visibility)["visible"], _plain(vars(Visibility)["visible"])
ORIGINAL: tuple[Any, ...] = Props, Classes, Style
PLAIN: tuple[Any, ...] = PlainProps, PlainClasses, PlainStyle


def install(*, is_wanted: bool) -> None:
    """Give every element from now on the quiet ones, or NiceGUI's own."""
    kinds = PLAIN if is_wanted else ORIGINAL
    Visibility.visible = VISIBLE[is_wanted]
    nicegui.element.Props, nicegui.element.Classes, nicegui.element.Style = kinds  # type: ignore[attr-defined]


def probe() -> str:
    """Say what is not as we know it; nothing when all is."""
    known = {"_parent_ref", "last_modified", "_change_handlers", "_observer_refs", "_element", "_suspend_count"}
    own: dict[Any, set[str]] = {Props: {"_warnings", "_renames"}}
    element: Any = probe  # anything there is a weak reference to
    for kind in ORIGINAL:
        if vars(kind([] if kind is Classes else {}, element=element)).keys() != known | own.get(kind, set()):
            return f"{kind.__name__} keeps something else"
    if "getattr(owner, '___' + self.name)" not in inspect.getsource(BindableProperty.__get__):
        return "a bindable property stands elsewhere"
    source = inspect.getsource(nicegui.element.Element.__init__)
    parts = (f"{kind.__name__}(self._default_{kind.__name__.lower()}, element=cast(Self, self))" for kind in ORIGINAL)
    return next((f"an element has no {part}" for part in parts if part not in source), "")
