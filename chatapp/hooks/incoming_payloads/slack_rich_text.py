"""Slack's rich text: sections, lists, quotes and code, whose parts have styles instead of marks."""

from typing import Any, Final

from chatapp.hooks.incoming_payloads.pieces import address, clean, line, linked, list_of, words

STYLES: Final = (("code", "`"), ("strike", "~~"), ("italic", "*"), ("bold", "**"))


def rich_text(elements: Any) -> str:
    """Return the elements of a rich text block in Chatapp's marks."""
    return "\n".join(part for element in list_of(elements) if (part := _element(element)).strip())


def _element(element: dict[str, Any]) -> str:
    inner = "".join(map(_part, list_of(element.get("elements"))))
    match element.get("type"):
        case "rich_text_preformatted":
            return f"```\n{inner}\n```"
        case "rich_text_quote":
            return "\n".join(f"> {one}" for one in inner.split("\n"))
        case "rich_text_list":
            return _list(element)
        case _:
            return inner


def _list(element: dict[str, Any]) -> str:
    indent = element.get("indent")
    before = "  " * indent if isinstance(indent, int) and 0 <= indent <= 8 else ""
    items = ["".join(map(_part, list_of(item.get("elements")))) for item in list_of(element.get("elements"))]
    is_ordered = element.get("style") == "ordered"
    return "\n".join(f"{before}{f'{at}.' if is_ordered else '-'} {item}" for at, item in enumerate(items, 1))


def _part(part: dict[str, Any]) -> str:
    text = _said(part)
    style = part.get("style")
    if not isinstance(style, dict) or not text.strip():
        return text
    before, bare, after = text[: len(text) - len(text.lstrip())], text.strip(), text[len(text.rstrip()) :]
    for name, mark in STYLES:
        if style.get(name) is True:
            bare = f"{mark}{bare}{mark}"
    return f"{before}{bare}{after}"


def _said(part: dict[str, Any]) -> str:
    match part.get("type"):
        case "link":
            return linked(line(part.get("text")), address(part.get("url"))) or words(part.get("url"))
        case "emoji":
            return f":{words(part.get('name'))}:"
        case "user":
            return f"@{words(part.get('user_id'))}"
        case "channel":
            return f"#{words(part.get('channel_id'))}"
        case "broadcast":
            return f"@{words(part.get('range'))}"
        case "date":
            return words(part.get("fallback"))
        case _:  # as it is, with the spaces that part it from its neighbours
            text = part.get("text")
            return clean(text) if isinstance(text, str) else ""
