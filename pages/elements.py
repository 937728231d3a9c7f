"""The few building blocks every page uses: text in a plain tag, icons, buttons, avatars."""

from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import quote
from uuid import UUID

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from pages import icons


def text(tag: str, content: str, classes: str = "") -> TextElement:
    """Show text in a native tag; never interpreted as markup."""
    return TextElement(tag=tag, text=content).classes(classes)


def box(classes: str = "", tag: str = "div", **attributes: str) -> ui.element:
    """Open a container to be filled with ``with``; underscores in attribute names become dashes."""
    element = ui.element(tag).classes(classes)
    for name, value in attributes.items():
        element.props[name.replace("_", "-").strip("-")] = value
    return element


def icon(name: str) -> ui.html:
    """Show an icon."""
    return ui.html(icons.svg(name), sanitize=False, tag="span")


def button(
    label: str,
    on_click: Callable[..., Any] | None = None,
    *,
    classes: str = "",
    icon_name: str = "",
    is_icon_only: bool = False,
    js: str = "",
    **attributes: str,
) -> ui.element:
    """Show a button. With ``is_icon_only`` the label is for screen readers and the tooltip. ``js``: a js_handler."""
    element = box(f"button {classes} {'square' if is_icon_only else ''}", "button", type="button", **attributes)
    if js:
        element.on("click", on_click, js_handler=js)
    elif on_click:
        element.on("click", on_click, js_handler="() => emit()")
    with element:
        if icon_name:
            icon(icon_name)
        if not is_icon_only:
            text("span", label)
    if is_icon_only:
        element.props["aria-label"] = element.props["title"] = label
    return element


def avatar_html(uuid: UUID, name: str, classes: str = "", digest: str = "") -> str:
    """Return a person's avatar: the picture of that digest, or initials on a colour derived from the account's id.

    Screen readers are told nothing: the name always stands beside it.
    """
    hue = f'style="--hue:{uuid.int % 360}"'
    if digest:
        source = f"/avatars/{uuid}/{quote(digest)}"
        return f'<img class="avatar {classes}" {hue} src="{source}" alt="" loading="lazy" decoding="async">'
    return f'<span class="avatar {classes}" {hue} aria-hidden="true">{escape(_initials(name))}</span>'


def avatar(uuid: UUID, name: str, classes: str = "", digest: str = "") -> ui.html:
    """Show a person's avatar."""
    return ui.html(avatar_html(uuid, name, classes, digest), sanitize=False, tag="span")


def _initials(name: str) -> str:
    words = [word for word in name.replace("_", " ").replace(".", " ").replace("-", " ").split() if word]
    letters = words[0][0] + words[-1][0] if len(words) > 1 else (words[0][:2] if words else "?")
    return letters.upper()
