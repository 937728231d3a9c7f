"""Says which functions take arguments without their signature, and escapes a page's JSON as bytes, by `replace`.

NiceGUI makes a signature three times for each element and once for each event, and escapes the page's JSON character by
character. Both are pure functions, so this changes nothing for other pages of the process. Fallback: NiceGUI's own.
Without signatures remembered an opening takes 12 % more CPU, without the other way to escape 24 %
(`benchmarks.patches`, two quiet runs). A page has an emoji in it, so that as text each of its characters takes four
bytes, through six copies: as bytes all that is done with its text takes a third less (decision 73).
"""

from collections.abc import Callable, Mapping, Sequence
from types import FunctionType, SimpleNamespace
from typing import Any

import nicegui.client
from nicegui import helpers, json, observables
from nicegui.client import HTML_ESCAPE_TABLE, Client

from chatapp.web.compression import Packed
from pages.nicegui_patches.source_parts import Parts, first_missing

_expects_arguments = helpers.expects_arguments


class Members(Packed):
    """Members of a page's JSON that many pages have: they are written and escaped once, and stand for an element."""

    @classmethod
    def of(cls, elements: Mapping[int, Any]) -> "Members":
        """Return these elements as members."""
        there = {identifier: one for identifier, one in elements.items() if one is not None}
        return cls(_escaped(json.dumps(there).encode()[1:-1], HTML_ESCAPE_TABLE))


class EscapedJson(bytes):
    """A page's JSON in UTF-8, as the template has it: our own takes it as it is, NiceGUI's as text."""

    def __str__(self) -> str:
        return self.decode()

    __html__ = __str__


class EscapingJson(str):
    """JSON in a page. That of its elements is escaped for the template; ``members`` follow, escaped already."""

    members: Sequence[Members] = ()

    def translate(self, table: Any, /) -> EscapedJson:  # type: ignore[override]
        """Return the same as `str.translate` with NiceGUI's table, with the members at the end."""
        escaped = _escaped(self.encode(), table)
        if not self.members:
            return EscapedJson(escaped)
        return EscapedJson(b"".join((escaped[:-1], b",", b",".join(self.members), b"}")))


def _escaped(content: bytes, table: Mapping[int, str]) -> bytes:
    for character, escape in table.items():  # ``&`` comes first
        content = content.replace(b"%c" % character, escape.encode())
    return content


def _dumps(value: Any) -> EscapingJson:
    """Write a page's elements, or whatever else NiceGUI writes into a page."""
    members = [one for one in value.values() if isinstance(one, Members)] if isinstance(value, dict) else []
    if not members:
        return EscapingJson(json.dumps(value))
    written = EscapingJson(json.dumps({key: one for key, one in value.items() if not isinstance(one, Members)}))
    written.members = members
    return written


def expects_arguments(func: Callable[..., Any]) -> bool:
    """Say whether a function needs arguments: what its code says, without making a signature of it."""
    while (wrapped := getattr(func, "__wrapped__", None)) is not None:
        func = wrapped
    function = getattr(func, "__func__", func)
    if type(function) is not FunctionType or hasattr(function, "__signature__"):
        return _expects_arguments(func)
    code, given = function.__code__, len(function.__defaults__ or ()) + (function is not func)
    return code.co_argcount > given or code.co_kwonlyargcount > len(function.__kwdefaults__ or ())


def install(*, is_wanted: bool) -> None:
    """Use the cached versions from now on, or NiceGUI's own."""
    nicegui.client.json = SimpleNamespace(dumps=_dumps if is_wanted else json.dumps, loads=json.loads)  # type: ignore[assignment, attr-defined]
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
    if not all(map(str.isascii, map(chr, HTML_ESCAPE_TABLE))):
        return "what is escaped is no longer one byte"
    if str(EscapingJson(sample).translate(HTML_ESCAPE_TABLE)) != sample.translate(HTML_ESCAPE_TABLE):
        return "a page's JSON is escaped differently"
    return ""
