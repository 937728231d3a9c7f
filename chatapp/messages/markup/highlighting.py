"""Code with its language's colours, within a limit: a lexer's time grows faster than the code."""

from typing import Final

from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name

HIGHLIGHT_LIMIT: Final = 2_000  # characters; a lexer's time grows faster than the text, and it runs on the event loop
LANGUAGES: Final = {  # Pygments knows 600 more, some of which hang on a few hundred hostile characters
    **{
        name: name
        for name in ("bash", "css", "diff", "go", "html", "ini", "json", "python", "rust", "sql", "toml", "xml")
    },
    "console": "bash",
    "dockerfile": "docker",
    "docker": "docker",
    "javascript": "javascript",
    "js": "javascript",
    "py": "python",
    "pycon": "pycon",
    "pytb": "pytb",
    "sh": "bash",
    "shell": "bash",
    "ts": "typescript",
    "typescript": "typescript",
    "yaml": "yaml",
    "yml": "yaml",
}

_formatter = HtmlFormatter(nowrap=True)


class Highlighter:
    """Highlights the code of one message, up to a limit for all of it."""

    def __init__(self) -> None:
        self._left = HIGHLIGHT_LIMIT

    def __call__(self, code: str, language: str) -> str | None:
        """Return code as HTML, or None if it has to be shown without colours."""
        name = LANGUAGES.get(language.lower())
        if name is None or len(code) > self._left:
            return None
        self._left -= len(code)
        return highlight(code, get_lexer_by_name(name, stripnl=False), _formatter)
