"""The rows of a page's sidebar without a browser: what `pages/browser/shell/rows.js` and `unread.js` make of them."""

import json
import re
from collections.abc import Mapping
from html import unescape
from typing import Any

ROW = re.compile(r'<a class="row room-row" id="(row-[^"]+)".*?</a>', re.DOTALL)
SECTION = re.compile(
    r'<div class="fold" data-section="(\w+)".*?(?=<div class="fold" data-section|<a [^>]*data-part="more-rooms")',
    re.DOTALL,
)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
MORE = re.compile(r'chatapp\.unread\.more\("([^"]+)", (-?\d+), \d+\)')
SHOW = re.compile(r"chatapp\.rows\.show\((.*)\)", re.DOTALL)

Elements = Mapping[str, dict[str, Any]]


def follow(elements: Elements, code: str) -> None:
    """Do what a script does with the rows; any other changes nothing."""
    if told := MORE.fullmatch(code):
        _count_on(elements, f"row-{told[1]}", int(told[2]))
    elif told := SHOW.fullmatch(code):
        _show(elements, *json.loads(f"[{told[1]}]"))


def row_of(elements: Elements, room: str) -> dict[str, str]:
    """Return the attributes of a room's row, and its HTML as ``innerHTML``; empty if there is none."""
    html = _rows(_sidebar(elements).get("innerHTML", "")).get(f"row-{room}", "")
    start, _, inside = html.partition(">")
    attributes = {name: unescape(value) for name, value in ATTRIBUTE.findall(start)}
    return {**attributes, "innerHTML": inside.removesuffix("</a>")} if html else {}


def _show(elements: Elements, changed: list[str], places: dict[str, list[str]] | None) -> None:
    new = {row[1]: html for html in changed if (row := ROW.fullmatch(html))}
    assert len(new) == len(changed), changed
    sidebar = _sidebar(elements)
    there = _rows(sidebar["innerHTML"]) | new

    def drawn(section: re.Match[str]) -> str:
        ids = places[section[1]] if places is not None else [*_rows(section[0])]
        return ROW.sub("", section[0]).removesuffix("</div>") + "".join(there[one] for one in ids) + "</div>"

    sidebar["innerHTML"] = SECTION.sub(drawn, sidebar["innerHTML"])


def _count_on(elements: Elements, identifier: str, more: int) -> None:
    sidebar = _sidebar(elements)
    if html := _rows(sidebar.get("innerHTML", "")).get(identifier):
        before = re.search(r'data-unread="(\d*)"', html)
        assert before is not None
        unread = max(0, int(before[1] or 0) + more)
        counted = html.replace(before[0], f'data-unread="{unread or ""}"')
        sidebar["innerHTML"] = sidebar["innerHTML"].replace(html, counted)


def _rows(html: str) -> dict[str, str]:
    return {row[1]: row[0] for row in ROW.finditer(html)}


def _sidebar(elements: Elements) -> dict[str, Any]:
    """Return the properties of the element that holds all of the sidebar; empty if there is none."""
    found = (one.get("props", {}) for one in elements.values())
    return next((props for props in found if "data-section" in props.get("innerHTML", "")), {})
