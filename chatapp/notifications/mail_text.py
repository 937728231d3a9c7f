"""What a mail about unread notifications says: as plain text, and as HTML without pictures."""

from collections.abc import Sequence
from html import escape
from typing import Final

from chatapp.notifications.wording import Notice
from chatapp.web import urls

WHY: Final = "You get this e-mail because you haven't read these yet, at most once an hour."
STOP: Final = "Stop these e-mails"


def subject_of(count: int, workspace: str) -> str:
    """Return the subject: how much there is, and nothing of what it says."""
    return f"{count:,} unread notification{'s' * (count != 1)} in {workspace}"


def text_of(notices: Sequence[Notice], count: int, address: str, end: str) -> str:
    """Return the plain text. ``count``: of all, of which ``notices`` are some; ``end``: the link that ends mails."""
    lines = [f"{one.title}\n{_indented(one.text)}{link_of(one, address)}\n" for one in notices]
    more = [f"And {count - len(notices):,} more: {address}{urls.ACTIVITY}\n"] * (count > len(notices))
    return "\n".join([*lines, *more, f"{WHY}\n{STOP}: {end}\n"])


def html_of(notices: Sequence[Notice], count: int, address: str, end: str) -> str:
    """Return the same as HTML."""
    rows = "".join(
        f'<p><a href="{escape(link_of(one, address))}"><b>{escape(one.title)}</b></a><br>{escape(one.text)}</p>'
        for one in notices
    )
    more = f'<p><a href="{escape(address + urls.ACTIVITY)}">And {count - len(notices):,} more</a></p>'
    foot = f'<p style="color:#666;font-size:13px">{WHY}<br><a href="{escape(end)}">{STOP}</a></p>'
    return f'<div style="font-family:sans-serif;max-width:36em">{rows}{more * (count > len(notices))}{foot}</div>'


def link_of(one: Notice, address: str) -> str:
    """Return where a notice leads to."""
    return f"{address}{one.path}"


def _indented(text: str) -> str:
    return f"    {text}\n" if text else ""
