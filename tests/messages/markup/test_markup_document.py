"""docs/markup.md says what is true: each of its examples is rendered."""

import re
from pathlib import Path
from typing import Final

import pytest

from chatapp.messages.markup import render

DOCUMENT: Final = Path("docs/markup.md").read_text(encoding="utf-8")
EXAMPLES: Final = re.findall(r"^````markdown\n(.*?)\n````\n````html\n(.*?)\n````$", DOCUMENT, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(("typed", "html"), EXAMPLES)
def test_the_document_of_markup_has_true_examples(typed: str, html: str) -> None:
    assert render(typed).rstrip() == html


def test_the_document_of_markup_has_an_example_in_each_section() -> None:
    assert len(EXAMPLES) >= 20
    assert len(EXAMPLES) == DOCUMENT.count("````markdown")
    for section in re.split(r"^## ", DOCUMENT, flags=re.MULTILINE)[1:]:
        assert "````markdown" in section, section.splitlines()[0]
