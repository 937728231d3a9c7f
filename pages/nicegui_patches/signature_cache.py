"""What NiceGUI works out anew for every element and every page, worked out once.

Measured for a signed-in page: more than half of what making its elements costs goes into asking, three times for each,
what parameters a method takes; and the page's JSON is escaped character by character, where five replacements do.
"""

import inspect
from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import nicegui.client
from nicegui import helpers, json, observables
from nicegui.client import HTML_ESCAPE_TABLE, Client

_expects_arguments = helpers.expects_arguments


class Escaping(str):
    """A page's JSON, which is only ever asked to escape itself for the template."""

    __slots__ = ()

    def translate(self, table: Any, /) -> str:
        """Do what `str.translate` does with NiceGUI's table; ``&`` comes first in it."""
        escaped = str(self)
        for character, escape in table.items():
            escaped = escaped.replace(chr(character), escape)
        return escaped


def expects_arguments(func: Callable[..., Any]) -> bool:
    """Say whether a function needs arguments; asks only once for the methods of a class."""
    inner = getattr(func, "__func__", None)
    return _expects_arguments(func) if inner is None else _expects_beyond_self(inner)


@lru_cache(maxsize=1024)
def _expects_beyond_self(function: Callable[..., Any]) -> bool:
    return _expects_arguments(function.__get__(object()))


def install(*, is_wanted: bool) -> None:
    """Have NiceGUI do so from now on, or as it comes."""
    dumps = (lambda value: Escaping(json.dumps(value))) if is_wanted else json.dumps
    nicegui.client.json = SimpleNamespace(dumps=dumps, loads=json.loads)  # type: ignore[assignment, attr-defined]
    helpers.expects_arguments = expects_arguments if is_wanted else _expects_arguments


def is_installed() -> bool:
    """Say whether NiceGUI does so now."""
    return helpers.expects_arguments is expects_arguments


def probe() -> str:
    """Say what is not as we know it; nothing when all is."""
    known: dict[Callable[..., Any], tuple[str, ...]] = {
        Client.build_response: ("elements = json.dumps({", "elements.translate(HTML_ESCAPE_TABLE)"),
        observables.ObservableCollection.__init__: ("helpers.expects_arguments(on_change)",),
    }
    for function, parts in known.items():
        if missing := [part for part in parts if part not in inspect.getsource(function)]:
            return f"{function.__qualname__} has no {missing[0]}"
    sample = "".join(map(chr, range(32, 300)))
    if str(Escaping(sample).translate(HTML_ESCAPE_TABLE)) != sample.translate(HTML_ESCAPE_TABLE):
        return "a page's JSON is escaped in another way"
    return ""
