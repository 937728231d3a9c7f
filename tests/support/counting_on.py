"""What a page's own script does with what all pages are told of a message, as `pages/browser/unread.js` does it."""

import re
from typing import Any

MORE = re.compile(r'chatapp\.unread\.more\("([^"]+)", (-?\d+), \d+\)')


def count_on(elements: dict[str, Any], code: str) -> None:
    """Count on in the row of a room, from what it shows; any other script changes nothing."""
    if (told := MORE.fullmatch(code)) is None:
        return
    for element in elements.values():
        props = element.get("props", {})
        if "data-unread" in props and str(props.get("href", "")).endswith(f"/{told[1]}"):
            unread = max(0, int(props["data-unread"] or 0) + int(told[2]))
            props["data-unread"] = str(unread or "")
