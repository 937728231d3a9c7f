"""The REST API for programs, version 1: JSON in and out, bearer tokens, problem JSON, OpenAPI."""

from fastapi import FastAPI
from fastapi_swagger import patch_fastapi

from chatapp.api import accounts, messages, problems, rooms
from chatapp.bootstrap import Chat

PATH = "/api/v1"
DESCRIPTION = """
Everything a person can do in the pages, a program can do here, with the same rights.

1. `POST /tokens` with a login and a password gives a token.
2. Send it as `Authorization: Bearer …`.
3. Errors are problem JSON (RFC 9457); `errors` names each wrong field.
"""


def build(chat: Chat) -> FastAPI:
    """Return the API as an application to be mounted at `/api/v1`; its documentation is at `/api/v1/docs`."""
    api = FastAPI(
        title="Chatapp",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        openapi_url="/openapi.json",
        responses={"default": {"description": "A problem (RFC 9457)", "content": problems.OPENAPI_CONTENT}},
        separate_input_output_schemas=False,
    )
    api.state.chat = chat
    problems.register(api)
    for module in (accounts, rooms, messages):
        api.include_router(module.router)
    patch_fastapi(api, docs_url="/docs", redirect_from_root_to_docs=False)
    return api
