"""A view in sections, such as the settings: their list at the left, and one of them beside it.

On narrow screens the list is a page of its own, and each section has a way back to it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from nicegui import ui

from chatapp.web import urls
from pages.components import icons
from pages.components.elements import box, markup, text
from pages.shell.layout.page_layout import menu_button
from pages.shell.shell import Shell


@dataclass(frozen=True)
class Section:
    """One section: what it is called, its icon, and one sentence on what it is for."""

    label: str
    icon_name: str
    about: str = ""


@dataclass(frozen=True)
class Area:
    """A view in sections. ``path``: its address; that of a section is below it."""

    title: str
    path: str
    sections: Mapping[str, Section]

    @property
    def first(self) -> str:
        """The section that is shown beside the list if none was asked for."""
        return next(iter(self.sections))


@contextmanager
def section_frame(shell: Shell, area: Area, name: str, classes: str = "") -> Iterator[ui.element]:
    """Lay out a section of an area; fill it with ``with``. An empty name is the list, with the first section beside."""
    is_overview = not name
    name = name or area.first
    section = area.sections[name]
    shell.set_title(f"{section.label} · {area.title}")
    with box("pane"):
        with box("pane-head"):
            if is_overview:
                menu_button()
            else:
                back = f"<span>{icons.svg('back')}</span>"
                label = f"Back to {area.title.lower()}"
                markup(back, "button quiet square back-to-list", "a", href=area.path, aria_label=label, title="Back")
            with box("titles"):
                text("h1", area.title)
        with box("sections", data_overview=str(is_overview).lower()):
            with box("section-list", "nav", aria_label=area.title):
                for other, it in area.sections.items():
                    _link(area, other, it, is_current=other == name)
            with box("pane-body section-body", tabindex="0", role="region", aria_label=section.label):
                with box(f"section {classes}") as body:
                    text("h2", section.label, "section-title")
                    if section.about:
                        text("p", section.about, "section-about")
                    yield body


def _link(area: Area, name: str, section: Section, *, is_current: bool) -> None:
    inside = f"<span>{icons.svg(section.icon_name)}</span><span>{section.label}</span>"
    current = "page" if is_current else "false"
    markup(inside, "row section-link", "a", href=urls.section(area.path, name), aria_current=current)
