"""Errors as programs see them: problem JSON (RFC 9457), with the fields. One of the two places that translate."""

from collections.abc import Mapping
from email.message import Message
from types import MappingProxyType
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from chatapp.errors import ChatError, Invalid, Outdated, RateLimited, Unauthenticated, Unavailable
from chatapp.search.views import WrongQuery
from chatapp.web.http_methods import allowed

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
WHOLE_BODY: Final = "$"  # in place of a field; no field can have this name
OPENAPI_CONTENT: dict[str, Any] = {
    MEDIA_TYPE: {
        "example": {
            "type": "about:blank",
            "title": "Already taken",
            "status": 409,
            "detail": "This username is taken. Choose another.",
            "errors": [{"field": "username", "detail": "This username is taken. Choose another."}],
        }
    }
}


def problem(error: ChatError) -> JSONResponse:
    """Return the response that tells a program what went wrong."""
    fields = error.fields if isinstance(error, Invalid) else {}
    headers: dict[str, str] = {}
    if isinstance(error, RateLimited | Unavailable):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    current = error.current if isinstance(error, Outdated) else {}
    if isinstance(error, WrongQuery):
        return _response(error.status, error.title, str(error), _places(error), headers)
    return _response(error.status, error.title, str(error), _named(fields), headers, jsonable_encoder(current))


def register(app: FastAPI) -> None:
    """Make every error of an application leave it as problem JSON."""
    app.add_exception_handler(ChatError, _on_chat_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(ClientDisconnect, _on_cut)
    app.add_exception_handler(Exception, _on_unexpected)


async def _on_chat_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ChatError)  # noqa: S101  (Starlette's signature says Exception)
    return problem(error)


async def _on_validation_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    first, *_ = error.errors()
    if first["type"] == "json_invalid":
        return _response(400, "Not JSON", "The body isn't valid JSON.", [], {})
    if first["loc"] == ("body",) and error.body and not _is_json(request.headers.get("content-type", "")):
        detail = "Send the body as JSON, with the header “Content-Type: application/json”."
        return _response(415, "Not JSON", detail, [], {"Accept": "application/json"})
    fields = {_field(e["loc"]): f"{e['msg'].removeprefix('Value error, ')}." for e in error.errors()}
    told = (f"{'The body' if field == WHOLE_BODY else field}: {why}" for field, why in fields.items())
    return _response(422, Invalid.title, " ".join(told), _named(fields), {})


async def _on_http_exception(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    title = str(error.detail).rstrip(".")
    headers = dict(error.headers or {})
    if error.status_code == 405 and (names := allowed(request.scope, request.app.routes)):  # else it is a file
        headers["Allow"] = ", ".join(names)
    return _response(error.status_code, title, f"{title}.", [], headers)


async def _on_cut(request: Request, error: Exception) -> JSONResponse:
    """Answer a request whose body broke off. Nobody hears it; it is no fault of ours to log."""
    return _response(400, "Cut off", "The body broke off.", [], {})


async def _on_unexpected(request: Request, error: Exception) -> JSONResponse:
    """Answer, and say that the connection ends: the server closes it, and another request on it would be lost."""
    log.error("api request failed", path=request.url.path, error=repr(error))
    told = "Something went wrong on our side, and we've logged it."
    return _response(500, ChatError.title, told, [], {"Connection": "close"})


def _named(fields: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"field": field, "detail": sentence} for field, sentence in fields.items()]


def _places(error: WrongQuery) -> list[dict[str, Any]]:
    """Say of each part of a query that means nothing where it stands."""
    return [
        {"field": "q", "from": problem.place.start, "to": problem.place.end, "detail": problem.sentence}
        for problem in error.problems
    ]


def _field(location: tuple[int | str, ...]) -> str:
    """Return the name of a field, from where it is: the body, the query, a header or the path, and then its names."""
    return ".".join(map(str, location[1:])) or WHOLE_BODY


def _is_json(content_type: str) -> bool:
    message = Message()
    message["content-type"] = content_type
    subtype = message.get_content_subtype()
    return message.get_content_maintype() == "application" and (subtype == "json" or subtype.endswith("+json"))


def _response(
    status: int,
    title: str,
    detail: str,
    errors: list[dict[str, Any]],
    headers: dict[str, str],
    current: Mapping[str, Any] = NOTHING,
) -> JSONResponse:
    """Return problem JSON. ``current``: further members, which say what is there now."""
    content: dict[str, Any] = {**current, "type": "about:blank", "title": title, "status": status, "detail": detail}
    if errors:
        content["errors"] = errors
    return JSONResponse(content, status, headers, media_type=MEDIA_TYPE)
