"""What the browser does by itself in a conversation: it holds the reading place, and says what has been in view.

Rows come and go above and below. Browsers differ in what they keep in place then, and none can when the very row it
holds on to is drawn again; so the place is a message's number and how far down it stands, and is put back before the
next picture is drawn. At the newest message the conversation sticks to its end, by `flex-direction: column-reverse`.

The conversation is told by events of its own: ``seen`` (first and last number in view since the last time, whether it
stands at the newest message), ``earlier`` and ``later`` (more is needed on that side), ``newest``, ``jump`` (number),
and ``address`` (see `pages/browser/shell/browser_history.js`).
"""

from pages.components.elements import markup


def reading_place(number: int = 0, kind: str = "", *, is_at_end: bool = False) -> None:
    """Have the conversation around this begin at a message, or at its end.

    ``kind``: "new" shows it near the top, "link" in the middle, marked and focused. ``is_at_end``: what the server
    takes for granted until it hears otherwise.
    """
    place = f' data-number="{number}" data-kind="{kind}"' if number else ""
    end = ' data-end="true"' if is_at_end else ""
    markup(f"<reading-place{place}{end}></reading-place>")
