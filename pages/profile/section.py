"""What all sections of the profile page share: a heading with a sentence, and the content beside it."""

from collections.abc import Iterator
from contextlib import contextmanager

from pages.components.elements import box, text


@contextmanager
def section(name: str, title: str, about: str, classes: str = "") -> Iterator[None]:
    """Open a section of the profile page, which ``with`` fills. ``name``: part of its heading's id."""
    with box(f"setting {classes}", "section", aria_labelledby=f"setting-{name}"):
        with box("setting-about"):
            text("h2", title).props["id"] = f"setting-{name}"
            text("p", about)
        with box("setting-body"):
            yield
