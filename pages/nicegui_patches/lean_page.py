"""Pages without what NiceGUI sends and Chatapp does not show at once.

NiceGUI's template has every page load Quasar with its styles, icon fonts and a sanitiser of HTML: 210 of 363 kB. Ours
(`page.html`) has what NiceGUI's script needs. Quasar follows once a dialog, a menu or a notification is near
(`pages/browser/shell/late_quasar.js`); the few of its rules that meet our elements are part of our style sheet. And Vue
watches no part of an element, as each is replaced as a whole: drawing takes 60 % less (decision 61). Pages of other
applications keep NiceGUI's template. Fallback: so do ours, at the cost of the bytes.

Ours has no logic, so that it is filled in by joining strings: Jinja took 4 % of an opening.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any, Final

import nicegui
import nicegui.client
from nicegui import Client
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

SCOPE_KEY: Final = "chatapp.lean_page"
NICEGUI, OURS = Path(nicegui.__file__).parent, Path(__file__).parent
KNOWN: Final = {  # what ours was written for → its SHA-256
    "templates/index.html": "82070de3799672b88ed615a512e7d9505902b263a8598d55154143481489837f",
    "static/nicegui.js": "2f1257d5b83278930eea2de1a4d537e1f1123c8e77274259c4172dfc3bb25336",
}
LAYERS = "@layer theme, base, quasar, nicegui, components, utilities, overrides, quasar_importants;"
SHOWN = frozenset({"q-layout", "q-page", "q-page-container", "hidden", "row", "column", "flex"})
RULE = re.compile(r"(@media[^{]+)\{|(@[\w-]+[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})|([^{}@]+)\{([^{}]*)\}|\}")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

PLACE = re.compile(r"\{\{ (\w+)( \| safe)? \}\}")  # of a value; as it is, or escaped
LITERALS: Final = [part.encode() for part in PLACE.split((OURS / "page.html").read_text(encoding="utf-8"))[::3]]
PLACES: Final = PLACE.findall((OURS / "page.html").read_text(encoding="utf-8"))

_theirs = nicegui.client.templates


class _Templates:
    """Renders pages that were marked by `mark` with our template, and all others with NiceGUI's."""

    def TemplateResponse(self, *, request: Request, name: str, **more: Any) -> Response:  # noqa: N802  (as NiceGUI calls it)
        """Return the page."""
        if SCOPE_KEY in request.scope:
            return HTMLResponse(_page(more["context"]), more["status_code"], more["headers"])
        return _theirs.TemplateResponse(request=request, name=name, **more)


def _page(context: Mapping[str, Any]) -> bytes:
    """Fill in our template. ``context``: as NiceGUI has it for its own; its elements may be bytes."""
    language, links = context["html_lang"], context["js_imports_urls"]
    values = {
        **context,
        **context["translations"],
        "lang": f' lang="{escape(language)}"' if language else "",
        "preloads": "".join(f'<link rel="modulepreload" href="{escape(url)}">' for url in links),
    }
    found = (_filling(values[name], is_safe=bool(is_safe)) for name, is_safe in PLACES)
    return b"".join(part for pair in zip(LITERALS, (*found, b""), strict=True) for part in pair)


def _filling(value: Any, *, is_safe: bool) -> bytes:
    if isinstance(value, bytes) and is_safe:
        return value
    return (str(value) if is_safe else escape(str(value))).encode()


def mark(client: Client) -> bool:
    """Have this page rendered with our template; returns whether it will be."""
    if is_installed() and client._request is not None:
        client._request.scope[SCOPE_KEY] = True
        return True
    return False


def styles(css: str) -> str:
    """Return the rules that our pages need of NiceGUI's and Quasar's. ``css``: our own, whose classes they may meet."""
    known = SHOWN.union(CLASS.findall(COMMENT.sub("", css)))
    parts = [
        LAYERS,
        f"@layer quasar{{{_rules(_read('quasar.unimportant.prod.css'), known)}}}",
        f"@layer quasar_importants{{{_rules(_read('quasar.important.prod.css'), known)}}}",
        f"@layer nicegui{{{COMMENT.sub('', _read('nicegui.css'))}}}",
        (OURS / "page.css").read_text(encoding="utf-8"),
    ]
    return "\n".join(parts)


def install(*, is_wanted: bool) -> None:
    """Use our template from now on for the pages that ask for it, or NiceGUI's for all."""
    nicegui.client.templates = _Templates() if is_wanted else _theirs  # type: ignore[assignment]


def is_installed() -> bool:
    """Say whether our template is in use."""
    return nicegui.client.templates is not _theirs


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    for name, digest in KNOWN.items():
        if hashlib.sha256((NICEGUI / name).read_bytes()).hexdigest() != digest:
            return f"{name} has changed"
    return ""


def _read(name: str) -> str:
    return (NICEGUI / "static" / name).read_text(encoding="utf-8")


def _rules(css: str, known: Iterable[str]) -> str:
    """Return the rules of a style sheet whose selectors know no other classes than these; media queries are kept."""
    allowed, kept, is_in_media = frozenset(known), list[str](), False
    for media, other, selectors, body in (found.groups() for found in RULE.finditer(COMMENT.sub("", css))):
        if media:
            kept.append(f"{media}{{")
            is_in_media = True
        elif selectors:
            wanted = [one for one in _split(selectors) if allowed.issuperset(CLASS.findall(one)) and "#" not in one]
            kept += [f"{','.join(wanted)}{{{body}}}"] if wanted else []
        elif not other and is_in_media:
            is_in_media = False
            kept[-1:] = [] if kept[-1].endswith("){") or kept[-1].startswith("@media") else [kept[-1], "}"]
    return "".join(kept)


def _split(selectors: str) -> list[str]:
    """Split a list of selectors at the commas that are in no parentheses."""
    return [one.strip() for one in re.split(r",(?![^(]*\))", selectors) if one.strip()]
