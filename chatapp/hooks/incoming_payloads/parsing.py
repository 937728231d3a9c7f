"""The body of a request to a hook: JSON, or a form with JSON in its field `payload`."""

import json
from typing import Any, Final
from urllib.parse import parse_qs

from chatapp.hooks.refusals import BadPayload

NOT_JSON: Final = "The body isn't valid JSON."
NO_OBJECT: Final = "The body isn't a JSON object."
NO_PAYLOAD: Final = "The form has no field “payload”."
TOO_DEEP: Final = "The body is nested too deep."
DEEPEST: Final = 40  # levels
INNER: Final = ("attachments", "blocks", "embeds")  # which forms carry as JSON


def parsed(body: bytes, content_type: str) -> dict[str, Any]:
    """Return what was sent. What a form holds besides ``payload`` is taken as Slack's methods take it.

    Raises:
        BadPayload: it is no JSON object, and no form that has one.
    """
    if content_type.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded":
        return _form(body)
    return _object(body)


def _form(body: bytes) -> dict[str, Any]:
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=200)
    except ValueError:
        raise BadPayload(NO_PAYLOAD) from None
    if "payload" in fields:
        return _object(fields["payload"][0].encode())
    if not fields:
        raise BadPayload(NO_PAYLOAD)
    if len(fields) == 1 and body.lstrip().startswith(b"{"):  # curl -d sends JSON under a form's name
        return _object(body)
    given: dict[str, Any] = {name: values[0] for name, values in fields.items()}
    for name in INNER:
        if isinstance(given.get(name), str):
            given[name] = _json(given[name].encode())
    return given


def _object(body: bytes) -> dict[str, Any]:
    found = _json(body)
    if not isinstance(found, dict):
        raise BadPayload(NO_OBJECT)
    return found


def _json(body: bytes) -> Any:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise BadPayload(NOT_JSON) from None
    if _is_deeper(found, DEEPEST):
        raise BadPayload(TOO_DEEP)
    return found


def _is_deeper(value: Any, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels == 0 or any(_is_deeper(one, levels - 1) for one in inner)
