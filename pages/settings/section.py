"""What the parts of a section of the settings share: a heading with a sentence, and the content below it."""

from collections.abc import Iterator
from contextlib import contextmanager

from pages.components.elements import box, text


@contextmanager
def section(name: str, title: str, about: str, classes: str = "") -> Iterator[None]:
    """Open a part of a section, which ``with`` fills. ``name``: part of its heading's id."""
    with box(f"setting {classes}", "section", aria_labelledby=f"setting-{name}"):
        with box("setting-about"):
            text("h3", title).props["id"] = f"setting-{name}"
            text("p", about)
        with box("setting-body"):
            yield
