"""The REST API for programs, version 1: JSON in and out, bearer tokens, problem JSON, OpenAPI.

To add a route, write it in the module that is named like its noun; a new module is imported here and named in `build`.
"""

import json
from functools import cache

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.responses import HTMLResponse, Response

from chatapp.api import (
    accounts,
    admin,
    block_actions,
    bots,
    commands,
    direct,
    drafts,
    emoji,
    files,
    home,
    hooks,
    invites,
    me,
    members,
    mentions,
    messages,
    notifications,
    people,
    pins,
    push,
    reactions,
    reading,
    reminders,
    rooms,
    saved,
    scheduled,
    search,
    statuses,
    threads,
    uploads,
    verification,
    workspace,
)
from chatapp.api.fast_path.routes import fast_routes
from chatapp.bootstrap import Chat
from chatapp.web import problems, urls
from chatapp.web.account_turns import AccountTurns
from chatapp.web.http_methods import HeadAsGet
from chatapp.web.request_costs import RequestCosts

DESCRIPTION = """
Everything a person can do in the pages, a program can do here, with the same rights.

1. `POST /tokens` with a login and a password gives a token.
2. Send it as `Authorization: Bearer …`.
3. Errors are problem JSON (RFC 9457); `errors` names each wrong field, or `$` for the whole body.
"""
TAGS = (  # in the order of the documentation
    "accounts",
    "me",
    "people",
    "rooms",
    "members",
    "messages",
    "threads",
    "files",
    "bots",
    "webhooks",
    "direct messages",
    "drafts",
    "saved",
    "notifications",
    "scheduled messages",
    "reminders",
    "search",
    "emoji",
    "administration",
    "workspace",
    "invites",
)
MODULES = (  # each request tries their routes in this order, at 4 µs a route: the busiest first
    messages,
    me,
    accounts,
    statuses,
    people,
    rooms,
    members,
    pins,
    reactions,
    block_actions,
    threads,
    uploads,
    files,
    direct,
    reading,
    bots,
    commands,
    hooks,
    drafts,
    push,
    saved,
    scheduled,
    reminders,
    search,
    emoji,
    mentions,
    notifications,
    home,
    admin,
    verification,
    workspace,
    invites,
)


def build(chat: Chat) -> FastAPI:
    """Return the API as an application to be mounted at `/api/v1`; its documentation is at `/api/v1/docs`."""
    api = FastAPI(
        title="Chatapp",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        openapi_url=None,  # see _serve_documentation
        responses={
            "default": {"description": "A problem (RFC 9457)", "content": problems.OPENAPI_CONTENT},
            431: {"description": "Address and headers are over 64 KiB", "content": {"text/plain": {}}},
        },
        separate_input_output_schemas=False,
        openapi_tags=[{"name": name} for name in TAGS],
        generate_unique_id_function=_operation_id,
    )
    api.state.chat = chat
    problems.register(api)
    api.add_middleware(HeadAsGet)
    api.add_middleware(AccountTurns)
    api.add_middleware(RequestCosts, strangers=chat.throttles.strangers)
    api.router.routes.extend((*fast_routes(), uploads.PieceRoute()))
    for module in MODULES:
        api.include_router(module.router)
    _serve_documentation(api)
    return api


def _operation_id(route: APIRoute) -> str:
    """Name an operation by what it is done to and what is done, as generated clients will: `messages_post`."""
    done_to = route.endpoint.__module__.removeprefix(f"{__name__}.")
    if "administration" in route.tags and not done_to.startswith("admin."):
        done_to = f"admin.{done_to}"
    return f"{done_to}.{route.name}".replace(".", "_")


def _serve_documentation(api: FastAPI) -> None:
    """Serve the document, encoded once, and Swagger UI from the copy in a package: nothing is loaded from elsewhere."""

    @cache
    def encoded() -> bytes:
        return json.dumps({**api.openapi(), "servers": [{"url": urls.API}]}, ensure_ascii=False).encode()

    @api.get("/openapi.json", include_in_schema=False)
    async def document() -> Response:
        """Describe the API (OpenAPI 3.1)."""
        return Response(encoded(), media_type="application/json")

    api.mount("/swagger", StaticFiles(packages=[("fastapi_swagger", "resources")]))

    @api.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        """Show the interactive documentation."""
        return get_swagger_ui_html(
            openapi_url=f"{urls.API}/openapi.json",
            title="Chatapp · API",
            swagger_js_url=f"{urls.API}/swagger/swagger-ui-bundle.js",
            swagger_css_url=f"{urls.API}/swagger/swagger-ui.css",
            swagger_favicon_url=f"{urls.API}/swagger/favicon-32x32.png",
        )
