"""Writes docs/strings.md: every sentence that a person can read, by file (`make strings`)."""

import re
from typing import Final

from tests.house.sentences import OLD_WORDS, is_prose, sentences
from tests.house.source import ROOT, sources

DOCUMENT: Final = ROOT / "docs" / "strings.md"
BROWSER: Final = ROOT / "pages" / "browser"
QUOTED: Final = re.compile(r"'((?:[^'\\\n]|\\.)*)'|\"((?:[^\"\\\n]|\\.)*)\"|`([^`]*)`")
VALUE: Final = re.compile(r"\$\{[^}]*\}")
COMMENT: Final = re.compile(r"(?:^|\s)//.*$", re.MULTILINE)
HEAD: Final = """# Every sentence that a person can read

Pages, e-mails, errors, command line and API, by file, to be read in one go. Written by `make strings`; {…} is a value.
How we word things: *you*, contractions, one verb for a button. `tests/house/sentences.py` has the words we don't use.
"""


def document() -> str:
    """Return the text of docs/strings.md."""
    by_file = [(source.path, [sentence for _, sentence in sentences(source)]) for source in sources()]
    return HEAD + "".join(
        f"\n## {path}\n" + "".join(f"- {sentence}\n" for sentence in found)
        for path, found in by_file + scripts()
        if found
    )


def scripts() -> list[tuple[str, list[str]]]:
    """Return the sentences of each module that runs in the browser."""
    return [
        (f"pages/browser/{file.name}", _said(file.read_text(encoding="utf-8"))) for file in sorted(BROWSER.glob("*.js"))
    ]


def old_in_scripts() -> list[str]:
    """Return what `old_sentences` looks for, of the modules that run in the browser."""
    return [f"{path}: {sentence}" for path, found in scripts() for sentence in found if OLD_WORDS.search(sentence)]


def _said(code: str) -> list[str]:
    written = ("".join(groups) for groups in QUOTED.findall(COMMENT.sub("", code)))
    return list(
        dict.fromkeys(
            text
            for text in (VALUE.sub("{…}", text) for text in written)
            if text[:1].isupper() and is_prose(text, is_page=False)
        )
    )


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
