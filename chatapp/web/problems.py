"""Errors as programs see them: problem JSON (RFC 9457), with the fields. One of the two places that translate."""

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from chatapp.errors import ChatError, Invalid, RateLimited, Unauthenticated, Unavailable

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
OPENAPI_CONTENT: dict[str, Any] = {
    MEDIA_TYPE: {
        "example": {
            "type": "about:blank",
            "title": "Already taken",
            "status": 409,
            "detail": "This username is taken. Please choose another.",
            "errors": [{"field": "username", "detail": "This username is taken. Please choose another."}],
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
    return _response(error.status, error.title, str(error), fields, headers)


def register(app: FastAPI) -> None:
    """Make every error of an application leave it as problem JSON."""
    app.add_exception_handler(ChatError, _on_chat_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(Exception, _on_unexpected)


async def _on_chat_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ChatError)  # noqa: S101  (Starlette's signature says Exception)
    return problem(error)


async def _on_validation_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    first, *_ = error.errors()
    if first["type"] == "json_invalid":
        return _response(400, "Not JSON", "The body is not valid JSON.", {}, {})
    fields = {_field(e["loc"]): f"{e['msg']}." for e in error.errors()}
    return _response(422, Invalid.title, " ".join(f"{field}: {why}" for field, why in fields.items()), fields, {})


async def _on_http_exception(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    title = str(error.detail).rstrip(".")
    return _response(error.status_code, title, f"{title}.", {}, dict(error.headers or {}))


async def _on_unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("api request failed", path=request.url.path, error=repr(error))
    return _response(500, ChatError.title, "Something went wrong on our side. It has been logged.", {}, {})


def _field(location: tuple[int | str, ...]) -> str:
    names = [str(part) for part in location if part not in ("body", "query", "path", "header")]
    return ".".join(names) or "body"


def _response(status: int, title: str, detail: str, fields: dict[str, str], headers: dict[str, str]) -> JSONResponse:
    content: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if fields:
        content["errors"] = [{"field": field, "detail": sentence} for field, sentence in fields.items()]
    return JSONResponse(content, status, headers, media_type=MEDIA_TYPE)
