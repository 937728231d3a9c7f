"""How many messages are unread, as a number on a badge."""

MAX_COUNT = 99  # more are shown as "99+"


def count_html(count: int, kind: str = "") -> str:
    """Return the HTML of a number of unread messages; nothing for 0. ``kind``: called, if they concern the person."""
    shown = f"{MAX_COUNT}+" if count > MAX_COUNT else str(count)
    return f'<span class="{f"unread-count {kind}".strip()}">{shown}</span>' * (count > 0)
