"""Has a visitor get all pages of a minute at once: for `Server`'s ``hurry``; that they wait is asked elsewhere."""

from pages.shell.authentication import visitor_limits


def hurry() -> None:
    """Let nobody wait for a page."""
    vars(visitor_limits)["AT_ONCE"] = visitor_limits.LOADED
