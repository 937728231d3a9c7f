"""Joins modules into one file: thirty small ones would take a slow line six round trips, whatever is preloaded.

No build step: it is done once, when the process starts, by rules that our modules keep: imports come first and name a
file, no two files of the folder have the same name, exports have names, and no import goes in a circle.
"""

import re
from collections.abc import Callable, Mapping

PATH = r"'\.{1,2}/(?:\w+/)*(?P<file>\w+)\.js'"
IMPORT = re.compile(
    rf"^import (?:\* as (?P<all>\w+) from |\{{(?P<names>[^}}]*)\}} from )?{PATH};[ \t]*(?://.*)?\n", re.M
)
EXPORT = re.compile(r"^export (?P<what>(?:async function|function|const|let|class) (?P<name>\w+))", re.M)
LISTED = re.compile(rf"^export \{{(?P<names>[^}}]*)\}}(?: from {PATH})?;[ \t]*(?://.*)?\n?", re.M)
LATER = re.compile(rf"\bimport\({PATH}\)")
NAME = re.compile(r"(\w+)(?: as (\w+))?")
RENAMED = re.compile(r"\b(\w+) as (\w+)\b")


class BundleError(Exception):
    """A module does not keep to the rules."""


def imported(code: str) -> list[str]:
    """Return the names of the files that a module imports, each once."""
    found = [one["file"] for pattern in (IMPORT, LISTED) for one in pattern.finditer(code) if one["file"]]
    return [f"{file}.js" for file in dict.fromkeys(found)]


def bundle(name: str, modules: Mapping[str, str], address: Callable[[str], str]) -> str:
    """Return a module and all that it imports, directly or not, as one.

    ``address``: where a module is served by itself that is imported only when it is needed, ``import('./other.js')``.

    Raises:
        BundleError: one of them exports or imports in another way than this can join, or imports go in a circle.
    """
    order: dict[str, None] = {}
    _put_in_order(name, modules, (), order)
    code = "\n".join(_joined(one, modules) for one in order)
    return LATER.sub(lambda found: f"import('{address(found['file'] + '.js')}')", code)


def _put_in_order(name: str, modules: Mapping[str, str], importers: tuple[str, ...], order: dict[str, None]) -> None:
    """Add a module to ``order``, after all that it imports that isn't there yet: as a browser would run them."""
    if name in importers:
        raise BundleError(f"{name} imports itself by {importers}")
    if name not in order:
        for other in imported(modules[name]):
            _put_in_order(other, modules, (*importers, name), order)
        order[name] = None


def _joined(name: str, modules: Mapping[str, str]) -> str:
    """Return a module as an object of what it exports, whose members are read when they are used."""
    code = IMPORT.sub(lambda found: _binding(found, modules), modules[name])
    exports = [(found["name"], found["name"]) for found in EXPORT.finditer(code)]
    for listed in LISTED.finditer(code):
        source = f"{_variable(listed['file'])}." if listed["file"] else ""
        exports += [(known or own, source + own) for own, known in NAME.findall(listed["names"])]
    code = LISTED.sub("", EXPORT.sub(r"\g<what>", code))
    if wrong := re.search(r"^(?:import|export)\b.*", code, re.M):
        raise BundleError(f"{name}: {wrong[0]}")
    members = ", ".join(f"get {known}() {{ return {own}; }}" for known, own in exports)
    return f"const {_variable(name)} = (() => {{\n{code.rstrip()}\nreturn {{{members}}};\n}})();"


def _binding(found: re.Match[str], modules: Mapping[str, str]) -> str:
    other = f"{found['file']}.js"
    if found["all"]:
        return f"const {found['all']} = {_variable(other)};\n"
    if not found["names"]:
        return ""
    changing = re.findall(r"^export let (\w+)", modules[other], re.M)
    if taken := {*re.findall(r"\w+", found["names"])} & {*changing}:
        raise BundleError(f"{other}: {taken} changes; import it as a member of `* as`")
    names = RENAMED.sub(r"\1: \2", found["names"])
    return f"const {{{names}}} = {_variable(other)};\n"


def _variable(name: str) -> str:
    return f"${name.removesuffix('.js')}"
