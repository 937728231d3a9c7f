"""The building blocks of every page: text, containers, safe HTML, icons, buttons, avatars.

Each NiceGUI element costs CPU and memory on every page, so what does not change is best one string of HTML (`markup`).
"""

from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from typing import Any
from uuid import UUID

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from chatapp.rooms.hues import hue_of
from chatapp.web import urls
from pages import nicegui_patches
from pages.components import icons
from pages.components.initials import initials
from pages.nicegui_patches import fill


def text(tag: str, content: str, classes: str = "") -> TextElement:
    """Show text in a native tag. It is never interpreted as HTML."""
    return fill(TextElement(tag=tag, text=content), classes)


def box(classes: str = "", tag: str = "div", **attributes: str) -> ui.element:
    """Show a container, which ``with`` fills. Underscores in attribute names become dashes."""
    return fill(ui.element(tag), classes, _named(attributes))


Markup = nicegui_patches.StaticElement | nicegui_patches.FallbackStaticElement  # its content is one string of safe HTML


def add_static_element(tag: str, classes: str = "", **attributes: str) -> Markup:
    """Show an element without children and listeners; an element around it can listen for it.

    Underscores in attribute names become dashes; ``innerHTML`` is its content. Change it with ``set``.
    """
    return nicegui_patches.add_static_element(tag, classes, _named(attributes))


def markup(content: str, classes: str = "", tag: str = "div", **attributes: str) -> Markup:
    """Show safe HTML in a native tag; callers escape what people wrote."""
    return nicegui_patches.add_static_element(tag, classes, {"innerHTML": content, **_named(attributes)})


def _named(attributes: Mapping[str, str]) -> dict[str, str]:
    return {_dashed(name): value for name, value in attributes.items()}


@cache
def _dashed(name: str) -> str:
    return name.replace("_", "-").strip("-")


def icon(name: str, **attributes: str) -> Markup:
    """Show an icon (`icons.PATHS`). It has no name for screen readers: the control around it has one."""
    return markup(icons.svg(name), tag="span", **attributes)


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
    """Show a button. ``js``: a js_handler of its click. ``is_icon_only``: the label is its tooltip and its name."""
    inside = f"<span>{icons.svg(icon_name)}</span>" if icon_name else ""
    if is_icon_only:
        attributes = {**attributes, "aria_label": label, "title": label}
    else:
        inside += f"<span>{escape(label)}</span>"
    named = {"innerHTML": inside, "type": "button", **_named(attributes)}
    element = nicegui_patches.FallbackStaticElement("button", f"button {classes}{' square' * is_icon_only}", named)
    if js:
        element.on("click", on_click, js_handler=js)
    elif on_click:
        element.on("click", on_click, js_handler="() => emit()")
    return element


def button_html(label: str, classes: str = "", *, icon_name: str, **attributes: str) -> str:
    """Return the HTML of a button that shows only an icon; the label is its tooltip and accessible name."""
    named = {"type": "button", "aria_label": label, "title": label, **attributes}
    written = "".join(f' {name.replace("_", "-")}="{escape(value)}"' for name, value in named.items())
    return f'<button class="button {classes} square"{written}><span>{icons.svg(icon_name)}</span></button>'


def avatar_html(uuid: UUID, name: str, classes: str = "", digest: str = "") -> str:
    """Return the HTML of a person's avatar: their picture, or initials on one of twelve hues.

    ``digest``: of the picture, empty if there is none. Screen readers skip it: the name is always beside it.
    """
    hue = f'style="--hue:{hue_of(uuid)}" data-who="{short(uuid)}"'
    if digest:
        source = urls.avatar(uuid, digest)
        return f'<img class="avatar {classes}" {hue} src="{source}" alt="" loading="lazy" decoding="async">'
    return f'<span class="avatar {classes}" {hue} aria-hidden="true">{escape(initials(name))}</span>'


def bot_mark(is_bot: bool) -> str:
    """Return the HTML that stands beside the name of a program; nothing beside a person's."""
    return '<span class="bot-mark" title="A program speaks under this name.">Bot</span>' if is_bot else ""


def short(uuid: UUID) -> str:
    """Return what marks a person's avatars, so that a page can give its room's first people hues apart."""
    return uuid.hex[:12]


def avatar(uuid: UUID, name: str, classes: str = "", digest: str = "") -> Markup:
    """Show a person's avatar."""
    return markup(avatar_html(uuid, name, classes, digest), tag="span")
