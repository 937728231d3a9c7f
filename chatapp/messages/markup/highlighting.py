"""Code with its language's colours, within a limit: a lexer's time grows faster than the code."""

from functools import cache
from typing import Any, Final

from pygments import format  # noqa: A004
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Error

HIGHLIGHT_LIMIT: Final = 1_600  # characters; a lexer's time grows faster than the text, and it runs on the event loop
TOKENS_LIMIT: Final = 1_000  # in one block
ERRORS_LIMIT: Final = 30  # in one block; a lexer tries all it knows before it takes a character for one
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
        tokens = _tokens(code, name)
        return None if tokens is None else format(tokens, _formatter)


def _tokens(code: str, name: str) -> list[tuple[Any, str]] | None:
    """Return the parts of code with their kinds; None for what is hardly code of this language."""
    tokens: list[tuple[Any, str]] = []
    errors = 0
    for kind, text in _lexer(name).get_tokens(code):
        tokens.append((kind, text))
        errors += kind is Error
        if errors > ERRORS_LIMIT or len(tokens) > TOKENS_LIMIT:
            return None
    return tokens


@cache
def _lexer(name: str) -> Lexer:
    return get_lexer_by_name(name, stripnl=False)
