"""The rows of a page's sidebar without a browser: what `pages/browser/rows.js` and `unread.js` make of them."""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

ROW = re.compile(r'<a class="row room-row" id="(row-[^"]+)".*?</a>', re.DOTALL)
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
    html = next((_rows(section)[f"row-{room}"] for section in _sections(elements) if room in section["innerHTML"]), "")
    start, _, inside = html.partition(">")
    attributes = {name: unescape(value) for name, value in ATTRIBUTE.findall(start)}
    return {**attributes, "innerHTML": inside.removesuffix("</a>")} if html else {}


def _show(elements: Elements, changed: list[str], places: dict[str, list[str]] | None) -> None:
    new = {row[1]: html for html in changed if (row := ROW.fullmatch(html))}
    assert len(new) == len(changed), changed
    there = {identifier: html for section in _sections(elements) for identifier, html in _rows(section).items()} | new
    for section in _sections(elements):
        ids = places[section["data-section"]] if places is not None else [*_rows(section)]
        section["innerHTML"] = ROW.sub("", section["innerHTML"]) + "".join(there[one] for one in ids)


def _count_on(elements: Elements, identifier: str, more: int) -> None:
    for section in _sections(elements):
        if html := _rows(section).get(identifier):
            before = re.search(r'data-unread="(\d*)"', html)
            assert before is not None
            unread = max(0, int(before[1] or 0) + more)
            counted = html.replace(before[0], f'data-unread="{unread or ""}"')
            section["innerHTML"] = section["innerHTML"].replace(html, counted)


def _rows(section: dict[str, Any]) -> dict[str, str]:
    return {row[1]: row[0] for row in ROW.finditer(section["innerHTML"])}


def _sections(elements: Elements) -> Iterator[dict[str, Any]]:
    yield from (props for one in elements.values() if "data-section" in (props := one.get("props", {})))
