"""Action lines: a message that begins with `/me` is shown as what its author does. The text stays as it was typed."""

from typing import Final

MARK: Final = "/me "


def action_of(body: str) -> str:
    """Return what the author of an action line does; empty for any other message."""
    return body[len(MARK) :].strip() if body.startswith(MARK) else ""
