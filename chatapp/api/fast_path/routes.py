"""Requests that come in great numbers, as nearly all of them are asked: who I am, the newest messages, a post."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from chatapp.api import me, messages
from chatapp.api.dependencies import chat_of
from chatapp.api.fast_path.fast_route import FastRoute
from chatapp.api.new_message import NewMessage
from chatapp.identity import Actor
from chatapp.storage.paging import AT_MOST, PAGE
from chatapp.web.parameters import uuid_of

PLACE: Final = messages.router.prefix.replace("{room_uuid}", "(?P<room_uuid>[^/]+)") + "/messages"
LIMIT: Final = re.compile(rb"(?:limit=([1-9][0-9]{0,2}))?")
JSON: Final = (b"content-type", b"application/json")


def fast_routes() -> Iterator[FastRoute[Any]]:
    """Make the routes, which are tried before all others."""
    yield FastRoute("POST", PLACE, _new_message, _post)
    yield FastRoute("GET", PLACE, _limit, _newest)
    yield FastRoute("GET", "/me", lambda _, __: "", _me)


def _new_message(request: Request, body: bytes) -> NewMessage | None:
    """Return the message in a body; None if it can't be taken."""
    if JSON not in request.scope["headers"]:
        return None
    try:
        return NewMessage.model_validate(json.loads(body))
    except (ValueError, RecursionError, ValidationError):
        return None


async def _post(request: Request, actor: Actor, new: NewMessage) -> Response:
    return await messages.post(chat_of(request), actor, uuid_of(request.path_params["room_uuid"]), new)


def _limit(request: Request, _: bytes) -> int | None:
    """Return how many of the newest messages are asked for; None if it is something else."""
    found = LIMIT.fullmatch(request.scope["query_string"])
    limit = int(found[1] or PAGE) if found else 0
    return limit if 1 <= limit <= AT_MOST else None


async def _newest(request: Request, actor: Actor, limit: int) -> Response:
    return await messages.history(chat_of(request), actor, uuid_of(request.path_params["room_uuid"]), limit=limit)


async def _me(request: Request, actor: Actor, _: str) -> Response:
    return await me.me(request, actor)
