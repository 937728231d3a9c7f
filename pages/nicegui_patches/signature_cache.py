"""Caches which methods take arguments, and escapes a page's JSON with `str.replace`.

NiceGUI inspects a method's signature three times for each element, and escapes the page's JSON character by character.
Both are pure functions, so the cache changes nothing for other pages of the process. Fallback: NiceGUI's own.
"""

from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import nicegui.client
from nicegui import helpers, json, observables
from nicegui.client import HTML_ESCAPE_TABLE, Client

from pages.nicegui_patches.source_parts import Parts, first_missing

_expects_arguments = helpers.expects_arguments


class EscapingJson(str):
    """A page's JSON; its only use is to be escaped for the template."""

    __slots__ = ()

    def translate(self, table: Any, /) -> str:
        """Return the same as `str.translate` with NiceGUI's table, in which ``&`` comes first."""
        escaped = str(self)
        for character, escape in table.items():
            escaped = escaped.replace(chr(character), escape)
        return escaped


def expects_arguments(func: Callable[..., Any]) -> bool:
    """Say whether a function needs arguments; inspects each method of a class once."""
    inner = getattr(func, "__func__", None)
    return _expects_arguments(func) if inner is None else _expects_beyond_self(inner)


@lru_cache(maxsize=1024)
def _expects_beyond_self(function: Callable[..., Any]) -> bool:
    return _expects_arguments(function.__get__(object()))


def install(*, is_wanted: bool) -> None:
    """Use the cached versions from now on, or NiceGUI's own."""
    dumps = (lambda value: EscapingJson(json.dumps(value))) if is_wanted else json.dumps
    nicegui.client.json = SimpleNamespace(dumps=dumps, loads=json.loads)  # type: ignore[assignment, attr-defined]
    helpers.expects_arguments = expects_arguments if is_wanted else _expects_arguments


def is_installed() -> bool:
    """Say whether the cached versions are in use."""
    return helpers.expects_arguments is expects_arguments


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    known: Parts = {
        Client.build_response: ("elements = json.dumps({", "elements.translate(HTML_ESCAPE_TABLE)"),
        observables.ObservableCollection.__init__: ("helpers.expects_arguments(on_change)",),
    }
    if missing := first_missing(known):
        return missing
    sample = "".join(map(chr, range(32, 300)))
    if str(EscapingJson(sample).translate(HTML_ESCAPE_TABLE)) != sample.translate(HTML_ESCAPE_TABLE):
        return "a page's JSON is escaped differently"
    return ""
